//! Where things lie: the root of the tree, the target folder, and what the tests are told about them.
//!
//! Not here: making any of it; see `setup`.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;

use crate::command;
use crate::failure::Failure;

/// The tree that this command works on.
pub struct Workshop {
    /// The folder of the root `Cargo.toml`.
    pub root: PathBuf,
    /// Cargo's target folder: `CARGO_TARGET_DIR`, a configured one, or `target`.
    pub target: PathBuf,
}

#[derive(Deserialize)]
struct Places {
    workspace_root: PathBuf,
    target_directory: PathBuf,
}

impl Workshop {
    pub fn open() -> Result<Self, Failure> {
        let start = match std::env::var_os("CARGO_MANIFEST_DIR") {
            Some(folder) => PathBuf::from(folder),
            None => PathBuf::from("."),
        };
        let arguments = ["metadata", "--no-deps", "--format-version", "1"];
        let text = command::output(&mut command::cargo(&start, &arguments))?;
        let places: Places = serde_json::from_str(&text)
            .map_err(|error| Failure::new(format!("cargo metadata cannot be read: {error}")))?;
        Ok(Self {
            root: places.workspace_root,
            target: places.target_directory,
        })
    }

    /// A cargo command in the root of the tree.
    pub fn cargo(&self, arguments: &[&str]) -> Command {
        command::cargo(&self.root, arguments)
    }

    /// The built program.
    pub fn binary(&self) -> PathBuf {
        self.target.join("release").join("mithaq")
    }

    /// The virtual environment that holds the outside judges (pyHanko, pypdfium2).
    pub fn judges(&self) -> PathBuf {
        self.target.join("judges")
    }

    pub fn judges_python(&self) -> PathBuf {
        self.judges().join("bin").join("python")
    }

    /// The judges that are written in Java: their libraries and classes.
    pub fn java_judges(&self) -> PathBuf {
        self.target.join("java-judges")
    }

    /// PDFs that other programs wrote.
    pub fn corpus(&self) -> PathBuf {
        self.target.join("corpus")
    }

    pub fn blackbox(&self) -> PathBuf {
        self.root.join("tests").join("blackbox")
    }

    /// Where the black-box tests leave their screenshots and logs.
    pub fn blackbox_output(&self) -> PathBuf {
        self.target.join("blackbox")
    }

    /// Tells a test program where the binary, the judges and the output folder are.
    pub fn tell(&self, command: &mut Command) {
        command
            .env("MITHAQ_BINARY", self.binary())
            .env("MITHAQ_JUDGES_PYTHON", self.judges_python())
            .env("MITHAQ_JUDGES_JAVA", self.java_judges())
            .env("MITHAQ_JUDGES_CORPUS", self.corpus())
            .env("MITHAQ_BLACKBOX_OUTPUT", self.blackbox_output());
    }
}

/// The text of a file, or nothing where there is none.
pub fn read(path: &Path) -> Option<String> {
    std::fs::read_to_string(path).ok()
}
