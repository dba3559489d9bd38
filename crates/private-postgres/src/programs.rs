//! Where PostgreSQL's programs are, and whose name they run under.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

/// Debian keeps the server's programs beside `PATH`, one folder for each version.
const DEBIAN: &str = "/usr/lib/postgresql";

/// The folder of `initdb` and `pg_ctl`: the newest version's.
pub(crate) static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| {
    let found = in_path().or_else(|| {
        let versions = std::fs::read_dir(DEBIAN).ok()?;
        let folders = versions.filter_map(|version| Some(version.ok()?.path().join("bin")));
        folders.filter(|folder| folder.join("initdb").exists()).max_by_key(|folder| version(folder))
    });
    found.unwrap_or_else(|| panic!("these tests need PostgreSQL: apt-get install postgresql"))
});

fn in_path() -> Option<PathBuf> {
    #[expect(clippy::disallowed_methods, reason = "tests look for a program as a shell does")]
    let path = std::env::var_os("PATH")?;
    // Beside a link there may be some of the programs alone.
    let mut programs = std::env::split_paths(&path).filter_map(|folder| folder.join("initdb").canonicalize().ok());
    programs.find_map(|initdb| Some(initdb.parent()?.to_owned()))
}

fn version(folder: &Path) -> Option<u32> {
    folder.parent()?.file_name()?.to_str()?.parse().ok()
}

/// A program that runs as somebody who is not root, whom PostgreSQL refuses to run as.
pub(crate) fn unprivileged(program: &str) -> Command {
    let id = Command::new("id").arg("-u").output().unwrap();
    let mut command = if id.stdout == b"0\n" {
        let mut command = Command::new("runuser");
        command.args(["-u", "postgres", "--", program]);
        command
    } else {
        Command::new(program)
    };
    // Not everybody may enter the folder of a test.
    command.current_dir("/");
    command
}
