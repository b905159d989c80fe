//! The one error of `xtask`: a sentence for the person at the terminal.
//!
//! Not here: error kinds. Nothing in `xtask` decides on why a step failed, it only reports.

use std::fmt;

/// Why a step could not be done, as a sentence that says what to do next where that is known.
#[derive(Debug)]
pub struct Failure(String);

impl Failure {
    pub fn new(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for Failure {}
