//! Files and folders that the process may not use: said by owner and mode, the mend first.

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::Path;

use crate::support::{Deployment, Done};

/// Whoever has no rights of their own.
const NOBODY: u32 = 65_534;

#[test]
fn a_database_that_cannot_be_used_is_named_with_owner_mode_and_mend() {
    let deployment = Deployment::new().on_sqlite().with_users(["alice"]);
    let database = deployment.path("countersign.db");
    give_away(&deployment);
    for (mode, folder) in [(0o000, 0o755), (0o400, 0o755), (0o600, 0o600)] {
        set_mode(&database, mode);
        set_mode(deployment.folder(), folder);
        for arguments in [&["serve", "--listen", "127.0.0.1:0"][..], &["users", "list"]] {
            let message = powerless(&deployment, arguments).expect_refusal();
            let (named, mode) = if folder == 0o755 { ("countersign.db", mode) } else { ("chmod u+rwx", folder) };
            says(&message, &["chmod u+rw", named, &format!("mode {mode:04o}"), "user "]);
            assert!(!message.contains("in a folder that is there"), "{message}");
        }
        let done = powerless(&deployment, &["check"]);
        assert_eq!(done.code, Some(1));
        says(&done.out, &["chmod u+rw"]);
        set_mode(deployment.folder(), 0o755);
    }
}

#[test]
fn a_folder_that_cannot_be_written_to_is_named_with_owner_mode_and_mend() {
    let deployment = Deployment::new().on_sqlite();
    give_away(&deployment);
    set_mode(deployment.folder(), 0o500);
    let message = powerless(&deployment, &["migrate"]).expect_refusal();
    says(&message, &["chmod u+rwx", deployment.folder().to_str().unwrap(), "mode 0500"]);
}

#[test]
fn a_database_of_another_user_is_said_to_be_theirs() {
    let deployment = Deployment::new().on_sqlite().with_users(["alice"]);
    if !is_root(&deployment.path("countersign.db")) {
        // Only root can give a process to somebody else.
        return;
    }
    set_mode(deployment.folder(), 0o755);
    let mut command = deployment.command();
    command.args(["users", "list"]).uid(NOBODY).gid(NOBODY);
    let message = Done::of(command, "").expect_refusal();
    says(&message, &["run this as user 0", &format!("chown {NOBODY} "), "countersign.db", "mode 0600"]);
}

#[test]
fn a_key_file_that_others_can_read_is_told_its_mode_and_chmod_first() {
    let deployment = Deployment::new().on_sqlite().with_users(["alice"]);
    set_mode(&deployment.path("countersign.key"), 0o644);
    let message = deployment.run(["serve", "--listen", "127.0.0.1:0"]).expect_refusal();
    assert!(message.starts_with("countersign: chmod 600 "), "{message}");
    says(&message, &["countersign.key", "mode 0644"]);
    set_mode(&deployment.path("countersign.key"), 0o000);
    give_away(&deployment);
    let message = powerless(&deployment, &["serve", "--listen", "127.0.0.1:0"]).expect_refusal();
    says(&message, &["chmod u+rw", "countersign.key", "mode 0000"]);
}

/// Gives the files to a user to whom modes mean something, where we are root, who may everything.
fn give_away(deployment: &Deployment) {
    let files = fs::read_dir(deployment.folder()).unwrap().map(|file| file.unwrap().path());
    for path in files.chain([deployment.folder().to_owned()]) {
        if is_root(&path) {
            chown(path, Some(NOBODY), Some(NOBODY)).unwrap();
        }
    }
}

/// Runs a command as the owner of the files, outside of a folder that cannot be entered.
fn powerless(deployment: &Deployment, arguments: &[&str]) -> Done {
    let mut command = deployment.command();
    let database = format!("sqlite://{}", deployment.path("countersign.db").display());
    command.args(arguments).args(["--database-url", &database]).current_dir("/");
    if is_root(Path::new("/proc/self")) {
        command.uid(NOBODY).gid(NOBODY);
    }
    Done::of(command, "")
}

fn is_root(path: &Path) -> bool {
    fs::metadata(path).unwrap().uid() == 0
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

#[track_caller]
fn says(message: &str, words: &[&str]) {
    for word in words {
        assert!(message.contains(word), "{word:?} is missing: {message}");
    }
}
