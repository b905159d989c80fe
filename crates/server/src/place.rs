//! Folders and files for their owner alone: they hold keys, codes and contracts.

use std::{
    fs::{self, DirBuilder, OpenOptions},
    io::{self, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

use mithaq_service::Entropy;
use mithaq_store::vault::OsEntropy;

use crate::error::CommandError;

/// Makes a folder (0700) and its parents; one that is there is left as it is.
pub fn make_folder(path: &Path) -> Result<(), CommandError> {
    let made = DirBuilder::new().recursive(true).mode(0o700).create(path);
    made.map_err(CommandError::file(path))
}

/// Writes a file (0600) that is renamed into place, so that no reader sees half of it.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), CommandError> {
    try_write(path, bytes).map_err(CommandError::file(path))
}

fn try_write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?;
    let mut unfinished = std::ffi::OsString::from(".");
    unfinished.push(name);
    unfinished.push(".unfinished");
    let unfinished = path.with_file_name(unfinished);
    let mut file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&unfinished)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&unfinished, path)
}

/// A folder that goes away with the value, whatever is in it.
#[derive(Debug)]
pub struct ThrowAway(PathBuf);

impl ThrowAway {
    /// A new empty folder (0700) among the system's temporary ones.
    pub fn new() -> Result<Self, CommandError> {
        let mut random = [0; 8];
        OsEntropy.fill(&mut random);
        let name = format!("mithaq-demo-{:016x}", u64::from_be_bytes(random));
        let path = std::env::temp_dir().join(name);
        let made = DirBuilder::new().mode(0o700).create(&path);
        made.map_err(CommandError::file(&path))?;
        Ok(Self(path))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for ThrowAway {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.0) {
            complain!("{} was left behind: {error}", self.0.display());
        }
    }
}
