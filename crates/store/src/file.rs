//! Files of the data folder: written once, under a random name. Their content was sealed by the
//! caller; which record a file belongs to is in that record.
//!
//! Write the file, then the row that names it; delete the row, then the file. What a crash leaves
//! between the two, or half of what was being written, is a file that no row names:
//! [`Files::list_old`] and `named` find it.

pub mod named;

use crate::folder::make_folder;
use crate::unit::inside_unit;
use crate::vault::Entropy;
use std::collections::HashSet;
use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, UNIX_EPOCH};

use mithaq_domain::time::Instant;

const OWNER_ONLY_FILE: u32 = 0o600;
/// Where files once grew before they got their names.
const UNFINISHED: &str = "unfinished";

/// The random name of a file: 16 bytes, 32 hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId(String);

impl FileId {
    /// Draws a new name.
    #[must_use]
    pub fn draw(entropy: &dyn Entropy) -> FileId {
        let mut bytes = [0; 16];
        entropy.fill(&mut bytes);
        FileId(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// The name, for a column.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for FileId {
    type Err = FileError;

    fn from_str(text: &str) -> Result<FileId, FileError> {
        let right = |byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        if text.len() == 32 && text.bytes().all(right) {
            Ok(FileId(text.to_owned()))
        } else {
            Err(FileError::Name)
        }
    }
}

/// Why a file could not be written, read or removed.
#[derive(Debug)]
pub enum FileError {
    /// Not a name that [`FileId::draw`] makes.
    Name,
    /// There is no such file.
    Missing,
    /// There is such a file already; files are never overwritten.
    Exists,
    /// Files are slow: not inside a unit.
    InsideUnit,
    /// What the system said.
    Disk(io::Error),
}

impl fmt::Display for FileError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FileError::Name => out.write_str("not the name of a file"),
            FileError::Missing => out.write_str("no such file"),
            FileError::Exists => out.write_str("the file is there already"),
            FileError::InsideUnit => out.write_str("files must not be used inside a unit"),
            FileError::Disk(error) => write!(out, "the disk failed: {error}"),
        }
    }
}

impl std::error::Error for FileError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            FileError::Disk(error) => Some(error),
            _ => None,
        }
    }
}

impl From<io::Error> for FileError {
    fn from(error: io::Error) -> FileError {
        match error.kind() {
            ErrorKind::NotFound => FileError::Missing,
            ErrorKind::AlreadyExists => FileError::Exists,
            _ => FileError::Disk(error),
        }
    }
}

/// The folder of the files. Its calls block for milliseconds: not on a thread that serves tasks.
#[derive(Clone, Debug)]
pub struct Files {
    root: PathBuf,
    /// The folders of which this process knows that they outlive a power failure.
    lasting: Arc<Mutex<HashSet<PathBuf>>>,
}

impl Files {
    /// Opens the folder, made where it is missing.
    pub(crate) fn open(root: PathBuf) -> io::Result<Files> {
        make_folder(&root)?;
        match fs::remove_dir_all(root.join(UNFINISHED)) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        if let Some(data) = root.parent() {
            sync_folder(data)?;
        }
        sync_folder(&root)?;
        let lasting = Arc::default();
        Ok(Files { root, lasting })
    }

    /// Writes a new file. When this returns, the file outlives a power failure.
    ///
    /// # Errors
    /// [`FileError::Exists`] when there is one of that name; [`FileError::Disk`] otherwise, and then
    /// an orphan may be left.
    pub fn write(&self, id: &FileId, bytes: &[u8]) -> Result<(), FileError> {
        not_inside_unit()?;
        let folder = self.folder(id)?;
        let path = folder.join(rest(id)?);
        self.make_lasting(&folder)?;
        // Never an existing file. Under its name from the start: whoever reads it has the name from a row, which is
        // written after this returns, and so the journal of the file system is flushed for content and name together.
        let mut file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(OWNER_ONLY_FILE)
            .open(&path)?;
        let written = file
            .write_all(bytes)
            .and_then(|()| file.sync_all())
            .and_then(|()| sync_folder(&folder));
        if written.is_err() {
            // What a full disk has left; if it cannot be removed either, it is an orphan.
            fs::remove_file(&path).ok();
        }
        Ok(written?)
    }

    /// The bytes of a file.
    ///
    /// # Errors
    /// [`FileError::Missing`] or [`FileError::Disk`].
    pub fn read(&self, id: &FileId) -> Result<Vec<u8>, FileError> {
        not_inside_unit()?;
        Ok(fs::read(self.folder(id)?.join(rest(id)?))?)
    }

    /// Removes a file. When this returns, it stays removed.
    ///
    /// # Errors
    /// [`FileError::Missing`] or [`FileError::Disk`].
    pub fn remove(&self, id: &FileId) -> Result<(), FileError> {
        not_inside_unit()?;
        let folder = self.folder(id)?;
        fs::remove_file(folder.join(rest(id)?))?;
        Ok(sync_folder(&folder)?)
    }

    /// Every file there is, in no order: what no row names is an orphan.
    ///
    /// # Errors
    /// [`FileError::Disk`].
    pub fn list(&self) -> Result<Vec<FileId>, FileError> {
        not_inside_unit()?;
        let mut ids = Vec::new();
        for folder in fs::read_dir(&self.root)? {
            let folder = folder?;
            for file in fs::read_dir(folder.path())? {
                let (first, rest) = (folder.file_name(), file?.file_name());
                let name = format!("{}{}", first.display(), rest.display());
                // Something that is not ours is left alone.
                ids.extend(name.parse::<FileId>().ok());
            }
        }
        Ok(ids)
    }

    /// The files of one of the 256 folders that were written before a moment, in no order; also
    /// those of which a crash left a part.
    ///
    /// # Errors
    /// [`FileError::Disk`].
    pub fn list_old(&self, folder: u8, before: Instant) -> Result<Vec<FileId>, FileError> {
        not_inside_unit()?;
        let first = format!("{folder:02x}");
        let path = self.root.join(&first);
        if !path.is_dir() {
            return Ok(Vec::new());
        }
        let millis = u64::try_from(before.unix_millis()).unwrap_or(0);
        let before = UNIX_EPOCH + Duration::from_millis(millis);
        let mut ids = Vec::new();
        for file in fs::read_dir(path)? {
            let file = file?;
            // One that has gone meanwhile needs no sweeping.
            let written = file.metadata().and_then(|metadata| metadata.modified());
            let name = format!("{first}{}", file.file_name().display());
            match (name.parse::<FileId>(), written) {
                (Ok(id), Ok(written)) if written < before => ids.push(id),
                _ => {}
            }
        }
        Ok(ids)
    }

    /// Makes the folder where it is missing. One that is there may be another thread's of this moment, or of a process
    /// that ended before it was flushed.
    fn make_lasting(&self, folder: &Path) -> io::Result<()> {
        let mut lasting = self.lasting.lock().unwrap_or_else(PoisonError::into_inner);
        if !lasting.contains(folder) {
            make_folder(folder)?;
            sync_folder(&self.root)?;
            lasting.insert(folder.to_owned());
        }
        Ok(())
    }

    /// One of 256 folders, so that none grows beyond reason.
    fn folder(&self, id: &FileId) -> Result<PathBuf, FileError> {
        let first = id.as_str().get(..2).ok_or(FileError::Name)?;
        Ok(self.root.join(first))
    }
}

fn rest(id: &FileId) -> Result<&str, FileError> {
    id.as_str().get(2..).ok_or(FileError::Name)
}

fn sync_folder(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

fn not_inside_unit() -> Result<(), FileError> {
    if inside_unit() {
        return Err(FileError::InsideUnit);
    }
    Ok(())
}
