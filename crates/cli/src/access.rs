//! Who may use a file of ours, where the system says that we may not.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, ErrorKind};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

/// Which rights on `path` or its folders are missing, the mend first; `None` where the file can be read and written, or is
/// not there.
pub(crate) fn refusal(path: &Path) -> Option<String> {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    match fs::metadata(&path) {
        Ok(about) if about.is_file() => {
            let opened = File::open(&path).and_then(|_| OpenOptions::new().append(true).open(&path));
            is_denied(&opened).then(|| said(&path, &about, "u+rw", "read and written"))
        }
        denied @ Err(_) if is_denied(&denied) => closed_folder(&path),
        _ => None,
    }
}

/// The same where a file could not be made in the folder of `path`.
pub(crate) fn refusal_to_make(path: &Path) -> Option<String> {
    let folder = std::path::absolute(path).ok()?.parent()?.to_owned();
    let about = fs::metadata(&folder).ok()?;
    Some(said(&folder, &about, "u+rwx", "written to"))
}

/// The innermost folder that can be looked at, and not be entered.
fn closed_folder(path: &Path) -> Option<String> {
    let seen = path.ancestors().skip(1).find_map(|folder| Some((folder.to_owned(), fs::metadata(folder).ok()?)));
    let (folder, about): (PathBuf, Metadata) = seen?;
    Some(said(&folder, &about, "u+rwx", "entered"))
}

fn is_denied<T>(result: &io::Result<T>) -> bool {
    result.as_ref().is_err_and(|cause| cause.kind() == ErrorKind::PermissionDenied)
}

fn said(path: &Path, about: &Metadata, right: &str, what: &str) -> String {
    let (path, owner, mode) = (path.display(), about.uid(), about.permissions().mode() & 0o7777);
    match our_user() {
        Some(user) if user == owner => {
            format!("chmod {right} {path}: it is ours (user {user}), and cannot be {what} (mode {mode:04o})")
        }
        Some(user) => format!(
            "run this as user {owner}, or chown {user} {path}: it is user {owner}'s (mode {mode:04o}), and cannot be {what} by user {user}, who we are"
        ),
        None => format!("run this as user {owner}: {path} is theirs (mode {mode:04o}), and cannot be {what} by others"),
    }
}

/// Whom the system takes us for; `None` where it does not say.
fn our_user() -> Option<u32> {
    fs::metadata("/proc/self").ok().map(|process| process.uid())
}
