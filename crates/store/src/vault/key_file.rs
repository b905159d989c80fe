//! The file of the master key: 32 bytes that only their owner may read. What the key opens is not
//! known here.

use super::{KEY_BYTES, VaultError};
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::Path;
use zeroize::Zeroizing;

const OWNER_ONLY: u32 = 0o600;
const ANYBODY_ELSE: u32 = 0o077;

pub(super) fn load(path: &Path) -> Result<Option<Zeroizing<[u8; KEY_BYTES]>>, VaultError> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed(path, &error.to_string())),
    };
    read(file)
        .map(Some)
        .map_err(|error| failed(path, &error.to_string()))
}

fn read(file: File) -> io::Result<Zeroizing<[u8; KEY_BYTES]>> {
    let mode = file.metadata()?.mode();
    if mode & ANYBODY_ELSE != 0 {
        let mode = mode & 0o777;
        let reason =
            format!("others than the owner may use the master key (mode {mode:o}); chmod 600 it");
        return Err(io::Error::other(reason));
    }
    // One byte more than a key, to see whether the file is too long.
    let mut bytes = Zeroizing::new(Vec::with_capacity(KEY_BYTES + 1));
    file.take(KEY_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    <[u8; KEY_BYTES]>::try_from(bytes.as_slice())
        .map(Zeroizing::new)
        .map_err(|_| io::Error::other("a master key has 32 bytes"))
}

/// Writes the file so that it is there whole, or not at all, whenever the power fails.
pub(super) fn create(path: &Path, key: &[u8; KEY_BYTES]) -> Result<(), VaultError> {
    write(path, key).map_err(|error| failed(path, &error.to_string()))
}

fn write(path: &Path, key: &[u8; KEY_BYTES]) -> io::Result<()> {
    let unfinished = path.with_extension("key.unfinished");
    match fs::remove_file(&unfinished) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(OWNER_ONLY)
        .open(&unfinished)?;
    file.write_all(key)?;
    file.sync_all()?;
    // A link, not a rename: it never replaces a key that came meanwhile.
    fs::hard_link(&unfinished, path)?;
    fs::remove_file(&unfinished)?;
    let folder = path.parent().filter(|folder| *folder != Path::new(""));
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

fn failed(path: &Path, reason: &str) -> VaultError {
    VaultError::KeyFile {
        path: path.display().to_string(),
        reason: reason.to_owned(),
    }
}
