//! What SQLite says when it refuses, in the store's words.

use crate::StoreError;
use rusqlite::ErrorCode;

/// The store's word for what SQLite or its wrapper said.
pub(crate) fn translate(error: rusqlite::Error) -> StoreError {
    let text = error.to_string();
    match error {
        rusqlite::Error::SqliteFailure(code, _) => translate_code(code, text),
        rusqlite::Error::InvalidParameterCount(..)
        | rusqlite::Error::ExecuteReturnedResults
        | rusqlite::Error::SqlInputError { .. }
        | rusqlite::Error::MultipleStatement => StoreError::Statement(text),
        _ => StoreError::Database(text),
    }
}

fn translate_code(code: rusqlite::ffi::Error, text: String) -> StoreError {
    use rusqlite::ffi::{
        SQLITE_CONSTRAINT_PRIMARYKEY, SQLITE_CONSTRAINT_ROWID, SQLITE_CONSTRAINT_UNIQUE,
    };
    match (code.code, code.extended_code) {
        (_, SQLITE_CONSTRAINT_PRIMARYKEY | SQLITE_CONSTRAINT_ROWID | SQLITE_CONSTRAINT_UNIQUE) => {
            StoreError::Unique(text)
        }
        (ErrorCode::ConstraintViolation, _) => StoreError::Constraint(text),
        (ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked, _) => StoreError::Busy,
        (ErrorCode::DiskFull, _) => StoreError::DiskFull,
        (ErrorCode::SystemIoFailure | ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase, _) => {
            StoreError::Disk(text)
        }
        (ErrorCode::ReadOnly, _) => StoreError::ReadOnly,
        _ => StoreError::Database(text),
    }
}
