//! What SQLite's planner is told of our tables. Without it the planner takes a tenant for ten rows
//! and walks through all that a tenant has instead of the index made for the question. The figures
//! are assumed, not measured: so a statement has one plan, in a test as with a million contracts.
//! Source: <https://www.sqlite.org/fileformat2.html#stat1tab>.

use rusqlite::Connection;

use super::translate;
use crate::StoreError;

/// Rows of a table that grows with what persons do; one tenant may own all of them.
const MANY: u64 = 1_000_000;
/// Rows of a table that grows with what staff set up.
const SOME: u64 = 1_000;
const SET_UP: [&str; 19] = [
    "agent_pairing",
    "api_key",
    "contract_type",
    "contract_type_version",
    "counter",
    "house",
    "journal_renewal",
    "login_failure",
    "member",
    "member_key",
    "schema_history",
    "seal_key",
    "sign_agent",
    "sqlite_stat1",
    "template_version",
    "tenant",
    "token_family",
    "token_key",
    "webhook_subscription",
];
/// Columns of few values.
const OF_FEW_VALUES: [&str; 9] = [
    "act",
    "contract_type_id",
    "gateway",
    "kind",
    "lane",
    "purpose",
    "state",
    "status",
    "subscription_id",
];

/// Tells the planner of every index there is, and reads it into this connection.
pub(crate) fn tell(connection: &Connection) -> Result<(), StoreError> {
    let told = tables(connection).and_then(|tables| {
        // The table of statistics can be made by ANALYZE only.
        connection.execute_batch("ANALYZE schema_history; DELETE FROM sqlite_stat1")?;
        for table in tables {
            tell_of_table(connection, &table)?;
        }
        connection.execute_batch("ANALYZE sqlite_schema")
    });
    told.map_err(translate)
}

fn tables(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let text = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
    let mut statement = connection.prepare(text)?;
    statement.query_map([], |row| row.get(0))?.collect()
}

fn tell_of_table(connection: &Connection, table: &str) -> rusqlite::Result<()> {
    let text = "SELECT list.name, list.\"unique\", list.origin, info.name
        FROM pragma_index_list(?1) AS list, pragma_index_info(list.name) AS info ORDER BY list.seq, info.seqno";
    let mut statement = connection.prepare(text)?;
    let columns = statement.query_map([table], |row| {
        let index = match row.get_ref(2)?.as_str()? {
            // The index of a primary key bears the name of its table.
            "pk" => table.to_owned(),
            _ => row.get(0)?,
        };
        Ok((index, row.get(1)?, row.get::<_, Option<String>>(3)?))
    })?;
    let columns = columns.collect::<rusqlite::Result<Vec<(String, bool, Option<String>)>>>()?;
    for columns in columns.chunk_by(|(index, ..), (next, ..)| index == next) {
        if let Some((index, is_unique, _)) = columns.first() {
            let names = columns.iter().map(|(_, _, column)| column.as_deref());
            let figures = figures(table, *is_unique, names);
            let insert = "INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (?1, ?2, ?3)";
            connection.execute(insert, (table, index, figures))?;
        }
    }
    Ok(())
}

/// Rows of the table, then rows that share the first column, the first two, and so on.
fn figures<'a>(
    table: &str,
    is_unique: bool,
    columns: impl ExactSizeIterator<Item = Option<&'a str>>,
) -> String {
    let all = match SET_UP.contains(&table) {
        true => SOME,
        false => MANY,
    };
    let (mut sharing, mut text, last) = (all, all.to_string(), columns.len());
    for (place, column) in (1..).zip(columns) {
        sharing = match column {
            _ if is_unique && place == last => 1,
            Some("tenant_id") => sharing,
            Some(few) if OF_FEW_VALUES.contains(&few) => (sharing / 8).max(1),
            _ => sharing.min(10),
        };
        text.push_str(&format!(" {sharing}"));
    }
    text
}
