//! What can go wrong between a unit and the database. Errors of the vault and of files live with
//! them; refusals of the rules are not errors of the store at all.

use std::fmt;

/// Why the store could not do what was asked.
///
/// It can be cloned because one failed COMMIT is the answer to every unit of its batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreError {
    /// A unique index refused the row; the text names the columns, for the log only.
    Unique(String),
    /// Another constraint refused the row: foreign key, check or not-null.
    Constraint(String),
    /// A stored value is not what the reading code expects.
    Corrupt {
        /// The statement that read it.
        statement: &'static str,
        /// The column's place in the row, from 0.
        column: usize,
        /// What was expected there.
        expected: &'static str,
    },
    /// The statement wants another number of values than it was given, or is not valid SQL.
    Statement(String),
    /// A write was attempted in a read.
    ReadOnly,
    /// Another process held the database for longer than we wait.
    Busy,
    /// The disk is full.
    DiskFull,
    /// The disk or the file system failed. After a COMMIT the outcome is unknown.
    Disk(String),
    /// Anything else the database said.
    Database(String),
    /// The queue is full: refuse the caller now rather than let everybody wait.
    Overloaded,
    /// The store has been closed.
    Closed,
    /// The unit panicked; nothing of it was kept.
    UnitPanicked,
    /// A blocking call was made from inside a unit, where it would wait for itself.
    InsideUnit,
    /// Another process uses this data folder.
    FolderInUse {
        /// The folder, as it was given.
        folder: String,
        /// What the other process wrote into the lock: its process id.
        holder: String,
    },
    /// The data folder cannot be made, opened or trusted.
    Folder {
        /// The path in question.
        path: String,
        /// What the system said.
        reason: String,
    },
    /// The database was written by a newer program.
    NewerSchema {
        /// The newest version in the database.
        found: i64,
        /// The newest version this program knows.
        known: i64,
    },
    /// A migration that has already run is not the one this program carries.
    ChangedMigration {
        /// Its version.
        version: i64,
    },
}

impl fmt::Display for StoreError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StoreError::Unique(what) => write!(out, "already exists: {what}"),
            StoreError::Constraint(what) => write!(out, "refused by a constraint: {what}"),
            StoreError::Corrupt {
                statement,
                column,
                expected,
            } => write!(out, "column {column} of `{statement}` is not {expected}"),
            StoreError::Statement(what) => write!(out, "wrong statement: {what}"),
            StoreError::ReadOnly => out.write_str("a write was attempted in a read"),
            StoreError::Busy => out.write_str("the database is held by another process"),
            StoreError::DiskFull => out.write_str("the disk is full"),
            StoreError::Disk(what) => write!(out, "the disk failed: {what}"),
            StoreError::Database(what) => write!(out, "the database failed: {what}"),
            StoreError::Overloaded => out.write_str("too many units are waiting"),
            StoreError::Closed => out.write_str("the store is closed"),
            StoreError::UnitPanicked => out.write_str("the unit panicked and was rolled back"),
            StoreError::InsideUnit => {
                out.write_str("a blocking call of the store was made from inside a unit")
            }
            StoreError::FolderInUse { folder, holder } => write!(
                out,
                "the data folder {folder} is in use by another process ({holder})"
            ),
            StoreError::Folder { path, reason } => write!(out, "{path}: {reason}"),
            StoreError::NewerSchema { found, known } => write!(
                out,
                "the database has schema {found}, this program knows {known}: use a newer program"
            ),
            StoreError::ChangedMigration { version } => write!(
                out,
                "migration {version} ran with another text than this program carries"
            ),
        }
    }
}

impl std::error::Error for StoreError {}
