//! What lies on the disk of a house.

use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, UNIX_EPOCH},
};

use mithaq_domain::time::Span;

use super::house::House;

impl House {
    /// Every file of the data folder with its bytes, as a person with the disk sees it; but the
    /// memory that SQLite's connections share, where readers leave their marks.
    pub fn disk(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let mut files = Vec::new();
        let mut folders = vec![self.folder.join("data")];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if path
                    .extension()
                    .is_none_or(|ending| !ending.to_string_lossy().ends_with("-shm"))
                {
                    files.push((path.clone(), fs::read(path).unwrap()));
                }
            }
        }
        files.sort();
        files
    }

    /// The disk loses the files of contracts.
    pub fn lose_files(&self) {
        fs::remove_dir_all(self.folder.join("data").join("files")).unwrap();
    }

    /// Sealed files of contracts on the disk: one reviewed, and one more once it is sealed.
    pub fn stored_files(&self) -> Vec<PathBuf> {
        let is_stored = |path: &PathBuf| path.components().any(|part| part.as_os_str() == "files");
        let paths = self.disk().into_iter().map(|(path, _)| path);
        paths.filter(is_stored).collect()
    }

    /// A file was written so long ago, by the clock of the house.
    pub fn age_file(&self, path: &Path, age: Span) {
        let written = self.app.now().minus(age).unix_millis();
        let written = UNIX_EPOCH + Duration::from_millis(written.try_into().unwrap());
        let file = fs::OpenOptions::new().write(true).open(path).unwrap();
        file.set_modified(written).unwrap();
    }

    /// A file that no row names.
    pub fn plant_orphan(&self, first: &str) -> PathBuf {
        let folder = self.folder.join("data/files").join(first);
        fs::create_dir_all(&folder).unwrap();
        let path = folder.join("0".repeat(30));
        fs::write(&path, b"sealed").unwrap();
        path
    }
}
