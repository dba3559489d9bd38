//! Files that we make and keep beside the database, whole or not at all.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use countersign_core::Randomness;

use crate::access;
use crate::platform::SystemRandomness;

/// Only the owner reads it.
const SECRET: u32 = 0o600;
/// Everybody may read it.
const PUBLIC: u32 = 0o644;
/// More bytes than a secret of ours has.
const LONGEST_SECRET: u64 = 1024;

/// Reads a secret of our own making, which must be in a file, and nobody's but its owner's to read.
pub(crate) fn read_secret(path: &Path) -> io::Result<Vec<u8>> {
    read_private(path, LONGEST_SECRET)
}

/// Reads a file of at most so many bytes that nobody but its owner can read.
pub(crate) fn read_private(path: &Path, longest: u64) -> io::Result<Vec<u8>> {
    // Asked first, because to open a pipe is to wait for somebody to write into it.
    let is_file = path.metadata()?.is_file();
    let file = if is_file { File::open(path)? } else { return Err(no_secret()) };
    let about = file.metadata()?;
    if !about.is_file() || about.permissions().mode() & 0o077 != 0 {
        return Err(no_secret());
    }
    let mut text = Vec::new();
    file.take(longest).read_to_end(&mut text)?;
    if text.len() as u64 == longest { Err(io::Error::other("it is too long")) } else { Ok(text) }
}

fn no_secret() -> io::Error {
    io::Error::other("it must be a plain file that only its owner can read (chmod 600)")
}

/// Why [`read_secret`] refused, the mend first.
pub(crate) fn unreadable(path: &Path, cause: io::Error) -> anyhow::Error {
    let shown = path.display();
    match path.metadata().ok().filter(fs::Metadata::is_file).map(|about| about.permissions().mode() & 0o7777) {
        Some(mode) if mode & 0o077 != 0 => {
            anyhow::anyhow!("chmod 600 {shown}: it is a secret, and others than its owner can use it (mode {mode:04o})")
        }
        _ => match access::refusal(path) {
            Some(refusal) => anyhow::anyhow!(refusal),
            None => anyhow::Error::new(cause).context(shown.to_string()),
        },
    }
}

/// Makes a secret. Of several processes that do so at once one makes it, and all get that one.
pub(crate) fn make_secret(path: &Path, text: &[u8]) -> io::Result<Vec<u8>> {
    let draft = draft(path, text, SECRET)?;
    let linked = fs::hard_link(&draft, path);
    fs::remove_file(&draft)?;
    match linked {
        Err(cause) if cause.kind() != io::ErrorKind::AlreadyExists => Err(cause),
        _ => read_secret(path),
    }
}

/// Makes a file that only its owner can read; one that is there is left as it is, and is an error.
pub(crate) fn create_private(path: &Path, text: &[u8]) -> io::Result<()> {
    let draft = draft(path, text, SECRET)?;
    let linked = fs::hard_link(&draft, path);
    fs::remove_file(&draft)?;
    linked
}

/// Puts `text` in the place of what is there, for its owner alone to read.
pub(crate) fn replace_private(path: &Path, text: &[u8]) -> io::Result<()> {
    replace(path, text, SECRET)
}

/// Puts `text` in the place of what is there, for everybody to read.
pub(crate) fn replace_public(path: &Path, text: &[u8]) -> io::Result<()> {
    replace(path, text, PUBLIC)
}

fn replace(path: &Path, text: &[u8], mode: u32) -> io::Result<()> {
    let draft = draft(path, text, mode)?;
    let renamed = fs::rename(&draft, path);
    if renamed.is_err() {
        fs::remove_file(&draft)?;
    }
    renamed
}

/// The whole text on disk, under a name of its own beside `path`.
fn draft(path: &Path, text: &[u8], mode: u32) -> io::Result<PathBuf> {
    let mut name = [0_u8; 8];
    SystemRandomness.fill(&mut name);
    let mut draft = OsString::from(path);
    draft.push(format!(".{:016x}", u64::from_be_bytes(name)));
    let draft = PathBuf::from(draft);
    let mut file = OpenOptions::new().write(true).create_new(true).mode(mode).open(&draft)?;
    let written = file.write_all(text).and_then(|()| file.sync_all());
    if written.is_err() {
        fs::remove_file(&draft)?;
    }
    written.map(|()| draft)
}
