//! The schema's history: which texts make the schema, which of them a database has seen, and the
//! refusal of a database that is newer or another than ours. The texts lie in `migrations/`, one
//! folder per database.

use crate::sqlite::{Prepared, statistics};
use crate::tx::Database;
use crate::{StoreError, sqlite};
use aws_lc_rs::digest::{SHA256, digest};
use rusqlite::Connection;

statements! {
    LIST = "SELECT version, checksum FROM schema_history ORDER BY version";
    INSERT = "INSERT INTO schema_history (version, name, checksum) VALUES ($1, $2, $3)";
}

/// One step of the schema.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    /// Its number, counted from 0 without gaps.
    pub version: i64,
    /// The name of its file, without the ending.
    pub name: &'static str,
    /// Its text.
    pub sql: &'static str,
}

macro_rules! migrations {
    ($($version:literal $name:literal)*) => {
        /// The steps for SQLite.
        pub const SQLITE: &[Migration] = &[$(Migration {
            version: $version,
            name: $name,
            sql: include_str!(concat!("../migrations/sqlite/", $name, ".sql")),
        }),*];

        /// The same steps for PostgreSQL.
        pub const POSTGRES: &[Migration] = &[$(Migration {
            version: $version,
            name: $name,
            sql: include_str!(concat!("../migrations/postgres/", $name, ".sql")),
        }),*];
    };
}

migrations! {
    0 "0000_schema_history"
    1 "0001_foundation"
    2 "0002_access"
    3 "0003_replay"
    4 "0004_persons_call"
    5 "0005_person_word"
    6 "0006_file_names"
    7 "0007_email_proof"
    8 "0008_webhook"
    9 "0009_messages"
    10 "0010_decision"
    11 "0011_identity"
    12 "0012_contract_listing"
    13 "0013_signers"
    14 "0014_contract_number"
    15 "0015_attachment"
    16 "0016_identity_hold_and_reminder"
    17 "0017_journal_chain"
    18 "0018_completion"
    19 "0019_seal_level"
    20 "0020_token"
    21 "0021_journal_timestamp"
    22 "0022_member_token"
    23 "0023_company_seal"
    24 "0024_journal_renewal"
}

/// Brings the database of `connection` to the newest of `steps`.
///
/// # Errors
/// [`StoreError::NewerSchema`], [`StoreError::ChangedMigration`], or what the database said.
pub(crate) fn migrate(connection: &Connection, steps: &[Migration]) -> Result<(), StoreError> {
    let mut steps = steps.iter();
    // The first step makes the history itself, and says IF NOT EXISTS.
    let Some(history) = steps.next() else {
        return Ok(());
    };
    sqlite::run(connection, "BEGIN IMMEDIATE")?;
    let mut database = Prepared::new(connection);
    let outcome = sqlite::run(connection, history.sql).and_then(|()| {
        let seen = seen(&mut database)?;
        apply(&mut database, std::iter::once(history).chain(steps), &seen)
    });
    drop(database);
    match outcome.and_then(|()| statistics::tell(connection)) {
        Ok(()) => sqlite::run(connection, "COMMIT"),
        Err(error) => {
            sqlite::run(connection, "ROLLBACK")?;
            Err(error)
        }
    }
}

/// Whether the database of `connection` has seen exactly these steps.
///
/// # Errors
/// [`StoreError::NewerSchema`], [`StoreError::ChangedMigration`], or what the database said.
pub(crate) fn is_newest(connection: &Connection, steps: &[Migration]) -> Result<bool, StoreError> {
    let seen = seen(&mut Prepared::new(connection))?;
    for (step, (version, sum)) in steps.iter().zip(&seen) {
        if *version != step.version || *sum != checksum(step.sql) {
            return Err(StoreError::ChangedMigration { version: *version });
        }
    }
    match (seen.get(steps.len()), steps.last()) {
        (Some((found, _)), Some(last)) => Err(StoreError::NewerSchema {
            found: *found,
            known: last.version,
        }),
        _ => Ok(seen.len() == steps.len()),
    }
}

fn seen(database: &mut Prepared<'_>) -> Result<Vec<(i64, String)>, StoreError> {
    let rows = database.query(LIST, &[])?;
    let pairs = rows.iter();
    pairs
        .map(|row| Ok((row.integer(0)?, row.text(1)?.to_owned())))
        .collect()
}

fn apply<'a>(
    database: &mut Prepared<'_>,
    steps: impl Iterator<Item = &'a Migration>,
    seen: &[(i64, String)],
) -> Result<(), StoreError> {
    let mut seen = seen.iter().peekable();
    let mut known = -1;
    for step in steps {
        known = step.version;
        let checksum = checksum(step.sql);
        match seen.next() {
            Some((version, sum)) if *version == step.version && *sum == checksum => {}
            Some((version, _)) => return Err(StoreError::ChangedMigration { version: *version }),
            None => {
                if step.version != 0 {
                    sqlite::run(database.connection(), step.sql)?;
                }
                database.execute(INSERT, params![step.version, step.name, &checksum])?;
            }
        }
    }
    match seen.last() {
        Some((found, _)) => Err(StoreError::NewerSchema {
            found: *found,
            known,
        }),
        None => Ok(()),
    }
}

fn checksum(text: &str) -> String {
    let hash = digest(&SHA256, text.as_bytes());
    hash.as_ref().iter().map(|b| format!("{b:02x}")).collect()
}
