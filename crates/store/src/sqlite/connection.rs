//! How a connection is opened, for writing or for reading.

use super::translate;
use crate::StoreError;
use crate::options::Durability;
use rusqlite::{Connection, OpenFlags};
use std::path::Path;
use std::time::Duration;

/// How long we wait for another process (a back-up, a shell) that holds the write lock.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// The WAL file is cut back to this many bytes after it once grew beyond.
const WAL_LIMIT_BYTES: i64 = 128 << 20;

/// Opens the connection that writes, or the one that checkpoints.
pub(crate) fn open_writing(path: &Path, durability: Durability) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(translate)?;
    connection.busy_timeout(BUSY_TIMEOUT).map_err(translate)?;
    let synchronous = match durability {
        Durability::SyncEveryCommit => "FULL",
        Durability::SyncNothing => "OFF",
    };
    // Larger cache_size and mmap_size were measured to be slower: left alone.
    let pragmas = [
        ("journal_mode", "WAL"),
        ("synchronous", synchronous),
        ("foreign_keys", "ON"),
        ("trusted_schema", "OFF"),
    ];
    for (name, value) in pragmas {
        connection
            .pragma_update(None, name, value)
            .map_err(translate)?;
    }
    connection
        .pragma_update(None, "journal_size_limit", WAL_LIMIT_BYTES)
        .map_err(translate)?;
    let mode: String = connection
        .pragma_query_value(None, "journal_mode", |row| row.get(0))
        .map_err(translate)?;
    if mode == "wal" {
        return Ok(connection);
    }
    let reason = format!("SQLite cannot keep a write-ahead log here (journal mode {mode})");
    Err(StoreError::Folder {
        path: path.display().to_string(),
        reason,
    })
}

/// Opens a connection that can only read.
pub(crate) fn open_reading(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(translate)?;
    connection.busy_timeout(BUSY_TIMEOUT).map_err(translate)?;
    connection
        .pragma_update(None, "trusted_schema", "OFF")
        .map_err(translate)?;
    Ok(connection)
}
