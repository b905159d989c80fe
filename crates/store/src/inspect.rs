//! A data folder as whoever judges it reads it, beside a server or without one: no lock is taken and no
//! row is written, so that nothing that is judged is changed by it. SQLite's write-ahead log gives each
//! read its own snapshot while a server writes.

use std::path::Path;

use rusqlite::Connection;

use crate::{
    StoreError, migrate,
    sqlite::{self, Prepared},
    tx::Tx,
};

/// A data folder that is only read.
pub struct Inspection {
    connection: Connection,
}

impl Inspection {
    /// Opens the database of a folder.
    ///
    /// # Errors
    /// [`StoreError::Folder`] where there is none or it is of an older program,
    /// [`StoreError::NewerSchema`], or what the database said.
    pub fn open(folder: &Path) -> Result<Inspection, StoreError> {
        let path = folder.join("mithaq.db");
        let failed = |reason: &str| StoreError::Folder {
            path: path.display().to_string(),
            reason: reason.to_owned(),
        };
        if !path.is_file() {
            return Err(failed("there is no database here"));
        }
        let connection = sqlite::open_reading(&path)?;
        if !migrate::is_newest(&connection, migrate::SQLITE)? {
            return Err(failed(
                "the database is of an older program; start this one on it once",
            ));
        }
        Ok(Inspection { connection })
    }

    /// Runs `read` on one snapshot.
    ///
    /// # Errors
    /// What `read` returned, or what the database said.
    pub fn read<T, E: From<StoreError>>(
        &self,
        read: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        sqlite::run(&self.connection, "BEGIN")?;
        let mut database = Prepared::new(&self.connection);
        let outcome = read(&mut Tx::new(&mut database));
        drop(database);
        sqlite::run(&self.connection, "ROLLBACK")?;
        outcome
    }
}
