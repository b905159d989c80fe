//! Where the measuring happens: a throw-away folder beside the program, on the disk that the build
//! lies on. Not the system's folder for temporary files: that may be memory, where fsync is free.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::failure::Failure;

/// The folder, which goes away with the value.
pub struct Workplace {
    folder: PathBuf,
    binary: PathBuf,
}

impl Workplace {
    /// A new empty folder, and the server's program from beside our own.
    pub fn new(folder: Option<PathBuf>) -> Result<Self, Failure> {
        let ours = std::env::current_exe().map_err(Failure::system("our own program"))?;
        let beside = ours.parent().unwrap_or(Path::new("."));
        let binary = beside.join("mithaq");
        if !binary.is_file() {
            let what = format!(
                "{} is missing: `cargo build --release --workspace` first",
                binary.display()
            );
            return Err(Failure::Answer(what));
        }
        let parent = folder.unwrap_or_else(|| beside.to_owned());
        let folder = parent.join(format!("bench-data-{}", std::process::id()));
        fs::create_dir_all(&folder).map_err(Failure::file(&folder))?;
        Ok(Self { folder, binary })
    }

    /// The server's program.
    pub fn binary(&self) -> &Path {
        &self.binary
    }

    /// A path in the folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// A copy of a folder under another name, whole and on the disk.
    pub fn copy(&self, from: &Path, name: &str) -> Result<PathBuf, Failure> {
        let to = self.path(name);
        self.remove(name);
        copy_folder(from, &to)?;
        Ok(to)
    }

    /// Removes what has this name.
    pub fn remove(&self, name: &str) {
        // What is not there need not be removed; what cannot be goes with the whole folder.
        let _ = fs::remove_dir_all(self.path(name));
    }
}

impl Drop for Workplace {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.folder) {
            eprintln!("{} was left behind: {error}", self.folder.display());
        }
    }
}

fn copy_folder(from: &Path, to: &Path) -> Result<(), Failure> {
    fs::create_dir(to).map_err(Failure::file(to))?;
    let permissions = fs::metadata(from)
        .map_err(Failure::file(from))?
        .permissions();
    fs::set_permissions(to, permissions).map_err(Failure::file(to))?;
    for entry in fs::read_dir(from).map_err(Failure::file(from))? {
        let source = entry.map_err(Failure::file(from))?.path();
        let target = to.join(source.file_name().unwrap_or_default());
        if source.is_dir() {
            copy_folder(&source, &target)?;
        } else {
            fs::copy(&source, &target).map_err(Failure::file(&source))?;
            sync(&target)?;
        }
    }
    Ok(())
}

/// Waits until a file is on the disk, so that its way there does not disturb what is measured.
pub fn sync(path: &Path) -> Result<(), Failure> {
    let file = fs::File::open(path).map_err(Failure::file(path))?;
    file.sync_all().map_err(Failure::file(path))
}
