//! The rows that one CreateInvitation writes, taken from a database in which the server wrote
//! them, and copies of them with other ids, phones and numbers. So the floor and the filled
//! database have the server's rows, whatever those become.
//!
//! A copy cannot be opened by the server: what is sealed in it is bound to the first one's ids.
//! Nothing measured here reads them.

use rusqlite::{CachedStatement, Connection, types::Value};

use crate::failure::Failure;

/// The tables, in the order of writing, and the column that names the session (of an event, its
/// contract).
const TABLES: [(&str, &str); 5] = [
    ("session", "id"),
    ("contract", "session_id"),
    ("contract_signer", "session_id"),
    ("journal", "session_id"),
    ("event", "subject_id"),
];
const COUNTER: &str = "SELECT tenant_id, name FROM counter WHERE name LIKE 'contract %'";
const COUNT_UP: &str = "INSERT INTO counter (tenant_id, name, value) VALUES (?1, ?2, 1)
    ON CONFLICT (tenant_id, name) DO UPDATE SET value = counter.value + 1 RETURNING value";

/// What a column of a copy holds.
enum Cell {
    /// What the first one held.
    Same(Value),
    /// The copy's own session, contract or journal entry.
    Id(u8),
    /// A number as random as a blind index.
    Phone,
    /// The request number made of the counter's value.
    Number,
    /// The copy's own number, as the server counts events.
    Place,
}

struct Table {
    insert: String,
    cells: Vec<Cell>,
}

/// The rows of one invitation.
pub struct InvitationRows {
    counter: (i64, String),
    tables: Vec<Table>,
}

impl InvitationRows {
    /// Those of the newest session in the database.
    pub fn newest(database: &Connection) -> Result<Self, Failure> {
        let newest = "SELECT id FROM session ORDER BY id DESC LIMIT 1";
        let session: Vec<u8> = database.query_row(newest, [], |row| row.get(0))?;
        let contract = "SELECT id FROM contract WHERE session_id = ?1";
        let contract: Vec<u8> = database.query_row(contract, [&session], |row| row.get(0))?;
        let read = |&(table, column): &(&str, &str)| match column {
            "subject_id" => read(database, table, column, &contract),
            _ => read(database, table, column, &session),
        };
        let tables = TABLES.iter().map(read).collect::<Result<_, Failure>>()?;
        let counter = database.query_row(COUNTER, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(Self { counter, tables })
    }

    /// Prepares the statements on a connection.
    pub fn prepare<'a>(&'a self, database: &'a Connection) -> Result<Writer<'a>, Failure> {
        database.set_prepared_statement_cache_capacity(TABLES.len() + 1);
        let prepare =
            |table: &'a Table| Ok((database.prepare_cached(&table.insert)?, &table.cells));
        Ok(Writer {
            counter: &self.counter,
            count_up: database.prepare_cached(COUNT_UP)?,
            inserts: self
                .tables
                .iter()
                .map(prepare)
                .collect::<Result<_, Failure>>()?,
        })
    }

    /// Which tables, and how many columns of each are written.
    pub fn describe(&self) -> String {
        let tables = self.tables.iter().zip(TABLES);
        let tables = tables.map(|(table, (name, _))| format!("{name} {}", table.cells.len()));
        tables.collect::<Vec<_>>().join(", ")
    }
}

fn read(
    database: &Connection,
    table: &str,
    column: &str,
    session: &[u8],
) -> Result<Table, Failure> {
    let mut rows = database.prepare(&format!("SELECT * FROM {table} WHERE {column} = ?1"))?;
    let names: Vec<String> = rows.column_names().into_iter().map(str::to_owned).collect();
    let values: Vec<Value> = rows.query_row([session], |row| {
        (0..names.len()).map(|place| row.get(place)).collect()
    })?;
    // Like the server, a column that holds nothing is not written; and an entry's place in the chain is
    // not written with it.
    let is_of_chain = |name: &str| table == "journal" && ["sequence", "link"].contains(&name);
    let written = names
        .iter()
        .zip(values)
        .filter(|(name, value)| *value != Value::Null && !is_of_chain(name));
    let (names, cells): (Vec<&str>, Vec<Cell>) = written
        .map(|(name, value)| (name.as_str(), cell(table, name, value)))
        .unzip();
    let places: Vec<String> = (1..=names.len()).map(|place| format!("?{place}")).collect();
    Ok(Table {
        insert: format!(
            "INSERT INTO {table} ({}) VALUES ({})",
            names.join(", "),
            places.join(", ")
        ),
        cells,
    })
}

fn cell(table: &str, column: &str, value: Value) -> Cell {
    match (table, column) {
        ("session", "id") | (_, "session_id") => Cell::Id(0),
        ("contract", "id") | (_, "contract_id") => Cell::Id(1),
        ("journal", "id") => Cell::Id(2),
        (_, "phone_index") => Cell::Phone,
        (_, "request_number") => Cell::Number,
        ("event", "sequence") => Cell::Place,
        ("event", "subject_id") => Cell::Id(1),
        _ => Cell::Same(value),
    }
}

/// Writes copies.
pub struct Writer<'a> {
    counter: &'a (i64, String),
    count_up: CachedStatement<'a>,
    inserts: Vec<(CachedStatement<'a>, &'a Vec<Cell>)>,
}

impl Writer<'_> {
    /// Writes the copy of this number, made at `millis` after 1970.
    pub fn write(&mut self, number: u64, millis: u64) -> Result<(), Failure> {
        let counted: i64 = self
            .count_up
            .query_row((self.counter.0, &self.counter.1), |row| row.get(0))?;
        for (insert, cells) in &mut self.inserts {
            for (place, cell) in (1..).zip(cells.iter()) {
                match cell {
                    Cell::Same(value) => insert.raw_bind_parameter(place, value)?,
                    Cell::Id(kind) => {
                        insert.raw_bind_parameter(place, id(number, millis, *kind).as_slice())?;
                    }
                    Cell::Phone => {
                        insert.raw_bind_parameter(place, scattered(number).cast_signed())?;
                    }
                    Cell::Place => insert.raw_bind_parameter(place, counted)?,
                    Cell::Number => {
                        insert.raw_bind_parameter(place, format!("REQ-2026-{counted:05}"))?;
                    }
                }
            }
            insert.raw_execute()?;
        }
        Ok(())
    }
}

/// A UUID of version 7 (RFC 9562, 5.7): it grows with time, and is random within a millisecond.
fn id(number: u64, millis: u64, kind: u8) -> [u8; 16] {
    let random = u128::from(scattered(number.wrapping_add(u64::from(kind) << 56)));
    let version = 7_u128 << 76 | 2_u128 << 62;
    let id = u128::from(millis) << 80
        | version
        | (random >> 52) << 64
        | random & (u64::MAX >> 2) as u128;
    id.to_be_bytes()
}

/// A number that looks random (splitmix64's last step), the same at each run.
fn scattered(number: u64) -> u64 {
    let mut mixed = number.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    mixed = (mixed ^ mixed >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ mixed >> 31
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing)]
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn ids_are_of_version_7_grow_with_time_and_do_not_come_twice() {
        let ids: Vec<_> = (0..30_000).map(|number| id(number, number, 1)).collect();
        assert!(ids.is_sorted());
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len());
        assert!(ids.iter().all(|id| id[6] >> 4 == 7 && id[8] >> 6 == 2));
    }
}
