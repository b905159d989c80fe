//! Why a command could not do what was asked, as its operator reads it.

use std::{fmt, io, net::SocketAddr, path::PathBuf};

use mithaq_service::{Failure, app::OpenError};

/// Why a command failed.
#[derive(Debug)]
pub enum CommandError {
    /// Everything that is wrong with the configuration.
    Config(Vec<String>),
    /// The data folder cannot be used.
    Open(OpenError),
    /// The runtime could not be started.
    Runtime(io::Error),
    /// The address cannot be listened on.
    Bind {
        /// Which.
        address: SocketAddr,
        /// Why not.
        error: io::Error,
    },
    /// A file or folder cannot be read or written.
    File {
        /// Which.
        path: PathBuf,
        /// Why not.
        error: io::Error,
    },
    /// A use case failed.
    Service(Failure),
    /// A rule refuses what was asked.
    Refused(String),
    /// A step of the demo did not lead where it should.
    Step {
        /// Which step.
        step: &'static str,
        /// What happened instead.
        why: String,
    },
}

impl CommandError {
    /// A failure at a file, ready for `map_err`.
    pub fn file(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |error| Self::File { path, error }
    }
}

impl fmt::Display for CommandError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Config(problems) => {
                out.write_str("the configuration cannot be used:")?;
                problems
                    .iter()
                    .try_for_each(|problem| write!(out, "\n  {problem}"))
            }
            Self::Open(error) => write!(out, "the data folder cannot be used: {error}"),
            Self::Runtime(error) => write!(out, "the runtime could not be started: {error}"),
            Self::Bind { address, error } => write!(out, "cannot listen on {address}: {error}"),
            Self::File { path, error } => write!(out, "{}: {error}", path.display()),
            Self::Service(failure) => failure.fmt(out),
            Self::Refused(why) => out.write_str(why),
            Self::Step { step, why } => write!(out, "the step `{step}` failed: {why}"),
        }
    }
}

impl std::error::Error for CommandError {}

impl From<Failure> for CommandError {
    fn from(failure: Failure) -> Self {
        Self::Service(failure)
    }
}

impl From<OpenError> for CommandError {
    fn from(error: OpenError) -> Self {
        Self::Open(error)
    }
}
