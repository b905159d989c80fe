//! The store floor: what plain rusqlite does with the same rows on one thread, so many units per
//! COMMIT, with WAL and `synchronous=FULL` and none of our store code; and the same rows written
//! in bulk, for a database that is not empty. Which rows they are, `invitation_rows` knows.

use std::{
    path::Path,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use rusqlite::Connection;

use crate::{failure::Failure, invitation_rows::InvitationRows, usage, workplace};

/// Units per COMMIT: as many as the server has clients.
const TOGETHER: u64 = 64;
/// Units per COMMIT when filling.
const IN_BULK: u64 = 20_000;
const MONTH_MILLIS: u64 = 30 * 24 * 3600 * 1000;

/// How fast something is and what it costs.
#[derive(Clone, Copy, Debug)]
pub struct Figure {
    /// Units per second.
    pub per_second: f64,
    /// CPU microseconds per unit.
    pub cpu_micros: f64,
}

/// Measures the floor for `span` on a database that the server made; nobody else may have it open.
pub fn measure(database: &Path, rows: &InvitationRows, span: Duration) -> Result<Figure, Failure> {
    let connection = Connection::open(database)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    let mut writer = rows.prepare(&connection)?;
    let (start, cpu) = (Instant::now(), usage::own_thread_seconds());
    // Numbers that no filling used.
    let mut number = 1 << 40;
    let first = number;
    while start.elapsed() < span {
        connection.execute_batch("BEGIN IMMEDIATE")?;
        for _ in 0..TOGETHER {
            writer.write(number, now_millis())?;
            number += 1;
        }
        connection.execute_batch("COMMIT")?;
    }
    let units = (number - first) as f64;
    Ok(Figure {
        per_second: units / start.elapsed().as_secs_f64(),
        cpu_micros: (usage::own_thread_seconds() - cpu) * 1e6 / units,
    })
}

/// Writes `count` invitations of the last thirty days into a database, without any haste to the
/// disk, and waits at the end until all of it is there.
pub fn fill(database: &Path, rows: &InvitationRows, count: u64) -> Result<(), Failure> {
    let connection = Connection::open(database)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "OFF")?;
    let start = now_millis().saturating_sub(MONTH_MILLIS + 3_600_000);
    let mut writer = rows.prepare(&connection)?;
    let mut number = 0;
    while number < count {
        connection.execute_batch("BEGIN IMMEDIATE")?;
        for _ in 0..IN_BULK.min(count - number) {
            writer.write(number, start + number * (MONTH_MILLIS / count).max(1))?;
            number += 1;
        }
        connection.execute_batch("COMMIT")?;
    }
    drop(writer);
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    drop(connection);
    workplace::sync(database)
}

fn now_millis() -> u64 {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    u64::try_from(now.as_millis()).unwrap_or_default()
}
