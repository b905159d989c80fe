//! The tree as the rules see it: the committed (or about to be committed) files and cargo's own view of the
//! crates.
//!
//! Not here: any judgement.

use std::process::Command;

use serde::Deserialize;

use crate::command;
use crate::failure::Failure;
use crate::workshop::Workshop;

/// A text file of the tree.
pub struct File {
    /// Relative to the root, with `/`.
    pub path: String,
    pub text: String,
}

impl File {
    pub fn is_rust(&self) -> bool {
        self.path.ends_with(".rs")
    }

    /// Code that is only built for tests, or only ever run by developers.
    pub fn is_test_code(&self) -> bool {
        self.path
            .split('/')
            .any(|part| part == "tests" || part == "testkit")
    }
}

/// What `cargo metadata` says, as far as the rules look at it.
#[derive(Deserialize)]
pub struct Metadata {
    pub packages: Vec<Package>,
    pub workspace_members: Vec<String>,
}

#[derive(Deserialize)]
pub struct Package {
    pub id: String,
    pub name: String,
    pub version: String,
    pub license: Option<String>,
    pub dependencies: Vec<Dependency>,
}

#[derive(Deserialize)]
pub struct Dependency {
    pub name: String,
    /// `None` for a normal dependency, else `dev` or `build`.
    pub kind: Option<String>,
}

impl Metadata {
    /// The crates of the house.
    pub fn members(&self) -> impl Iterator<Item = &Package> {
        self.packages
            .iter()
            .filter(|package| self.workspace_members.contains(&package.id))
    }

    /// Everybody else's crates.
    pub fn strangers(&self) -> impl Iterator<Item = &Package> {
        self.packages
            .iter()
            .filter(|package| !self.workspace_members.contains(&package.id))
    }
}

/// Everything that the rules look at.
pub struct House {
    pub files: Vec<File>,
    pub metadata: Metadata,
}

impl House {
    pub fn read(workshop: &Workshop) -> Result<Self, Failure> {
        let arguments = ["metadata", "--locked", "--format-version", "1"];
        let text = command::output(&mut workshop.cargo(&arguments))?;
        let metadata = serde_json::from_str(&text)
            .map_err(|error| Failure::new(format!("cargo metadata cannot be read: {error}")))?;
        Ok(Self {
            files: read_files(workshop)?,
            metadata,
        })
    }

    pub fn rust_files(&self) -> impl Iterator<Item = &File> {
        self.files.iter().filter(|file| file.is_rust())
    }

    pub fn text_of(&self, path: &str) -> Result<String, Failure> {
        self.files
            .iter()
            .find(|file| file.path == path)
            .map(|file| file.text.clone())
            .ok_or_else(|| Failure::new(format!("{path} is missing")))
    }
}

/// Tracked files and those that a `git add` would track; binary ones are left out.
fn read_files(workshop: &Workshop) -> Result<Vec<File>, Failure> {
    let listing = command::output(Command::new("git").current_dir(&workshop.root).args([
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
    ]))?;
    let paths = listing.split('\0').filter(|path| !path.is_empty());
    Ok(paths
        .filter_map(|path| {
            let text = std::fs::read_to_string(workshop.root.join(path)).ok()?;
            Some(File {
                path: path.to_owned(),
                text,
            })
        })
        .collect())
}
