//! The data folder: made for its owner alone, and used by one process at a time.

use crate::{Nodes, StoreError};
use std::fs::{DirBuilder, File, OpenOptions, Permissions, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

const OWNER_ONLY_FOLDER: u32 = 0o700;
const OWNER_ONLY_FILE: u32 = 0o600;
const WRITABLE_BY_OTHERS: u32 = 0o002;

/// The folder, held by this process for as long as the value lives.
#[derive(Debug)]
pub(crate) struct DataFolder {
    path: PathBuf,
    // The system lets go of the lock when the file is closed, also after a kill.
    lock: File,
}

impl Drop for DataFolder {
    fn drop(&mut self) {
        // A program that is just being started has a copy of every open file until it runs, and with
        // it the lock. Where letting go fails, closing the file does it.
        let _ = self.lock.unlock();
    }
}

impl DataFolder {
    /// Makes the folder where it is missing and takes its lock.
    pub(crate) fn take(path: &Path, nodes: Nodes) -> Result<DataFolder, StoreError> {
        make_folder(path).map_err(|error| failed(path, &error))?;
        let metadata = path.metadata().map_err(|error| failed(path, &error))?;
        if metadata.mode() & WRITABLE_BY_OTHERS != 0 {
            let error = io::Error::other("the data folder may be written by everybody");
            return Err(failed(path, &error));
        }
        let lock = lock(path, nodes)?;
        Ok(DataFolder {
            path: path.to_path_buf(),
            lock,
        })
    }

    /// The path of the database, an empty file for its owner alone where there was none.
    /// SQLite gives its WAL the same permissions.
    pub(crate) fn database(&self) -> Result<PathBuf, StoreError> {
        let path = self.path.join("mithaq.db");
        let made = OpenOptions::new()
            .create(true)
            .append(true)
            .mode(OWNER_ONLY_FILE)
            .open(&path)
            .and_then(|file| file.set_permissions(Permissions::from_mode(OWNER_ONLY_FILE)));
        made.map_err(|error| failed(&path, &error))?;
        Ok(path)
    }

    /// The folder of the encrypted files.
    pub(crate) fn files(&self) -> PathBuf {
        self.path.join("files")
    }
}

/// Makes a folder for its owner alone, and its parents; one that is there is left as it is.
pub(crate) fn make_folder(path: &Path) -> io::Result<()> {
    DirBuilder::new()
        .recursive(true)
        .mode(OWNER_ONLY_FOLDER)
        .create(path)
}

fn lock(folder: &Path, nodes: Nodes) -> Result<File, StoreError> {
    let path = folder.join("mithaq.lock");
    let mut file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .read(true)
        .write(true)
        .mode(OWNER_ONLY_FILE)
        .open(&path)
        .map_err(|error| failed(&path, &error))?;
    let locked = match nodes {
        Nodes::One => file.try_lock(),
        Nodes::Several => file.try_lock_shared(),
    };
    match locked {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Err(in_use(folder, &mut file)),
        Err(TryLockError::Error(error)) => return Err(failed(&path, &error)),
    }
    let written = file
        .set_len(0)
        .and_then(|()| file.rewind())
        .and_then(|()| write!(file, "process {}", std::process::id()));
    written.map_err(|error| failed(&path, &error))?;
    Ok(file)
}

fn in_use(folder: &Path, file: &mut File) -> StoreError {
    let mut holder = String::new();
    // Whoever holds it may just be writing its name: an empty name is good enough then.
    let _ = file.take(64).read_to_string(&mut holder);
    StoreError::FolderInUse {
        folder: folder.display().to_string(),
        holder,
    }
}

fn failed(path: &Path, error: &io::Error) -> StoreError {
    StoreError::Folder {
        path: path.display().to_string(),
        reason: error.to_string(),
    }
}
