//! Files that hold a private key.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use anyhow::{Context, bail};
use zeroize::Zeroizing;

/// More bytes than a key file has.
const LONGEST: usize = 1 << 16;

/// Makes a file that only its owner can read, whole or not at all; one that is there already is left as it is.
pub(super) fn write(path: &Path, text: &str) -> anyhow::Result<()> {
    let mut file = match OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Err(cause) if cause.kind() == io::ErrorKind::AlreadyExists => {
            bail!("{} is there already, and was left as it is; name another file", path.display())
        }
        opened => opened.with_context(|| path.display().to_string())?,
    };
    let written = file.write_all(text.as_bytes()).and_then(|()| file.sync_all());
    if let Err(cause) = written {
        fs::remove_file(path).with_context(|| format!("{}: {cause}; half a key is left", path.display()))?;
        return Err(cause).with_context(|| path.display().to_string());
    }
    Ok(())
}

/// Reads the text of a key file, and leaves no copy of it behind.
pub(super) fn read(path: &Path) -> anyhow::Result<Zeroizing<String>> {
    let mut text = Zeroizing::new(String::with_capacity(LONGEST));
    let file = File::open(path).with_context(|| path.display().to_string())?;
    file.take(LONGEST as u64).read_to_string(&mut text).with_context(|| path.display().to_string())?;
    Ok(text)
}
