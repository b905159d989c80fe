//! SQLite behind [`Database`]: prepared statements, values in and out. Who runs what
//! on which thread is decided in `writer` and `reader`.

mod connection;
mod failure;
pub(crate) mod statistics;

pub(crate) use connection::{open_reading, open_writing};

use crate::tx::Database;
use crate::{Row, Statement, StoreError, Value};
use failure::translate;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ErrorCode, params_from_iter};
use std::borrow::Cow;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// Runs one of the engine's own texts, of one statement or many.
pub(crate) fn run(connection: &Connection, text: &str) -> Result<(), StoreError> {
    connection.execute_batch(text).map_err(translate)
}

/// Runs BEGIN, COMMIT or ROLLBACK: what every unit needs stays prepared.
pub(crate) fn step(connection: &Connection, text: &'static str) -> Result<(), StoreError> {
    let prepared = connection.prepare_cached(text);
    let run = prepared.and_then(|mut prepared| prepared.execute([]));
    run.map(drop).map_err(translate)
}

/// Copies what it can from the WAL into the database without waiting for anybody.
/// Answers how many pages the WAL holds and how many of them are copied.
pub(crate) fn checkpoint(connection: &Connection) -> Result<(i64, i64), StoreError> {
    let text = "PRAGMA wal_checkpoint(PASSIVE)";
    connection
        .query_row(text, [], |row| Ok((row.get(1)?, row.get(2)?)))
        .map_err(translate)
}

/// A connection with its prepared statements, which live as long as it does.
pub(crate) struct Prepared<'connection> {
    connection: &'connection Connection,
    statements: HashMap<*const Statement, rusqlite::Statement<'connection>>,
    wrote: bool,
    failure: Option<StoreError>,
}

impl<'connection> Prepared<'connection> {
    pub(crate) fn new(connection: &'connection Connection) -> Self {
        let statements = HashMap::new();
        Prepared {
            connection,
            statements,
            wrote: false,
            failure: None,
        }
    }

    pub(crate) fn connection(&self) -> &'connection Connection {
        self.connection
    }

    /// Whether something may have been changed since the last call.
    pub(crate) fn take_wrote(&mut self) -> bool {
        std::mem::take(&mut self.wrote)
    }

    /// The last failure that may have ended the transaction.
    pub(crate) fn take_failure(&mut self) -> Option<StoreError> {
        self.failure.take()
    }

    fn noted<T>(&mut self, outcome: Result<T, StoreError>) -> Result<T, StoreError> {
        if let Err(error @ (StoreError::DiskFull | StoreError::Disk(_))) = &outcome {
            self.failure = Some(error.clone());
        }
        outcome
    }

    /// The prepared statement, and the flag to raise when it changes something.
    fn prepared(
        &mut self,
        statement: &'static Statement,
    ) -> Result<(&mut rusqlite::Statement<'connection>, &mut bool), StoreError> {
        let known = match self.statements.entry(std::ptr::from_ref(statement)) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => {
                let text = with_question_marks(statement.sql());
                place.insert(self.connection.prepare(&text).map_err(translate)?)
            }
        };
        Ok((known, &mut self.wrote))
    }

    fn rows(
        &mut self,
        statement: &'static Statement,
        values: &[Value<'_>],
        limit: usize,
    ) -> Result<Vec<Row>, StoreError> {
        let (prepared, wrote) = self.prepared(statement)?;
        let columns = prepared.column_count();
        // A RETURNING statement may have changed rows even when a later row fails.
        *wrote |= !prepared.readonly();
        let mut found = prepared
            .query(params_from_iter(values))
            .map_err(translate)?;
        let mut rows = Vec::new();
        while rows.len() < limit {
            let Some(row) = found.next().map_err(translate)? else {
                break;
            };
            let values = (0..columns).map(|column| read(statement, row, column));
            rows.push(Row::new(statement, values.collect::<Result<_, _>>()?));
        }
        Ok(rows)
    }

    fn changes(
        &mut self,
        statement: &'static Statement,
        values: &[Value<'_>],
    ) -> Result<u64, StoreError> {
        let (prepared, wrote) = self.prepared(statement)?;
        let changed = prepared.execute(params_from_iter(values));
        // A statement that a constraint refused has undone itself; after any other failure we
        // assume the worst.
        let undone = match &changed {
            Ok(_) => prepared.readonly(),
            Err(error) => {
                error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation)
                    || prepared.readonly()
            }
        };
        *wrote |= !undone;
        let changed = changed.map_err(translate)?;
        Ok(u64::try_from(changed).unwrap_or(u64::MAX))
    }
}

impl Database for Prepared<'_> {
    fn execute(
        &mut self,
        statement: &'static Statement,
        values: &[Value<'_>],
    ) -> Result<u64, StoreError> {
        let changed = self.changes(statement, values);
        self.noted(changed)
    }

    fn query(
        &mut self,
        statement: &'static Statement,
        values: &[Value<'_>],
    ) -> Result<Vec<Row>, StoreError> {
        let rows = self.rows(statement, values, usize::MAX);
        self.noted(rows)
    }

    fn query_one(
        &mut self,
        statement: &'static Statement,
        values: &[Value<'_>],
    ) -> Result<Option<Row>, StoreError> {
        let rows = self.rows(statement, values, 1);
        Ok(self.noted(rows)?.pop())
    }
}

impl rusqlite::ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let borrowed = match self {
            Value::Null => ValueRef::Null,
            Value::Integer(value) => ValueRef::Integer(*value),
            Value::Text(value) => ValueRef::Text(value.as_bytes()),
            Value::Bytes(value) => ValueRef::Blob(value),
        };
        Ok(ToSqlOutput::Borrowed(borrowed))
    }
}

/// SQLite takes `$1` for a name and numbers names by their first appearance; `?1` says the place.
/// Quoted text is left as it is.
fn with_question_marks(text: &str) -> String {
    let mut quoted = false;
    let mut letters = text.chars().peekable();
    let mut rewritten = String::with_capacity(text.len());
    while let Some(letter) = letters.next() {
        quoted ^= letter == '\'';
        let place = letter == '$' && letters.peek().is_some_and(char::is_ascii_digit);
        rewritten.push(if place && !quoted { '?' } else { letter });
    }
    rewritten
}

fn read(
    statement: &'static Statement,
    row: &rusqlite::Row<'_>,
    column: usize,
) -> Result<Value<'static>, StoreError> {
    let corrupt = |expected| StoreError::Corrupt {
        statement: statement.sql(),
        column,
        expected,
    };
    match row.get_ref(column).map_err(translate)? {
        ValueRef::Null => Ok(Value::Null),
        ValueRef::Integer(value) => Ok(Value::Integer(value)),
        ValueRef::Real(_) => Err(corrupt("an integer, a text or bytes")),
        ValueRef::Text(value) => {
            let text = std::str::from_utf8(value).map_err(|_| corrupt("a text in UTF-8"))?;
            Ok(Value::Text(Cow::Owned(text.to_owned())))
        }
        ValueRef::Blob(value) => Ok(Value::Bytes(Cow::Owned(value.to_owned()))),
    }
}
