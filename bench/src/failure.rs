//! Why a figure could not be measured. Nothing here judges a figure: there is no such failure.

use std::{fmt, io, path::Path};

/// What went wrong.
#[derive(Debug)]
pub enum Failure {
    /// The system: a file, a process, a connection.
    System(String, io::Error),
    /// The server answered something else than expected, or not in time.
    Answer(String),
    /// The floor's database, or filling the server's.
    Database(rusqlite::Error),
    /// A document could not be made.
    Document(String),
}

impl Failure {
    /// A failure of the system while doing `what`.
    pub fn system(what: impl Into<String>) -> impl FnOnce(io::Error) -> Self {
        let what = what.into();
        |error| Self::System(what, error)
    }

    /// A failure of the system with this file.
    pub fn file(path: &Path) -> impl FnOnce(io::Error) -> Self {
        Self::system(path.display().to_string())
    }

    /// An unexpected answer.
    pub fn answer(what: impl Into<String>) -> Self {
        Self::Answer(what.into())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::System(what, error) => write!(out, "{what}: {error}"),
            Self::Answer(what) => write!(out, "{what}"),
            Self::Database(error) => write!(out, "database: {error}"),
            Self::Document(why) => write!(out, "document: {why}"),
        }
    }
}

impl std::error::Error for Failure {}

impl From<rusqlite::Error> for Failure {
    fn from(error: rusqlite::Error) -> Self {
        Self::Database(error)
    }
}
