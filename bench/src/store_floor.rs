//! The store floor: what plain rusqlite does with the same rows on one thread, so many units per
//! COMMIT, with WAL and `synchronous=FULL` and none of our store code; and beside it our engine
//! with as many clients. Which rows they are is the caller's to say.

use mithaq_store::{Statement, Store, StoreError, StoreOptions, Value};
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ToSql};
use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

/// One statement of a unit, and the values of the unit of a given number.
pub struct Shape {
    /// The SQL text.
    pub statement: &'static Statement,
    /// The values of unit `n`.
    pub values: Box<dyn Fn(u64) -> Vec<Value<'static>> + Send + Sync>,
}

/// What is measured.
pub struct Load {
    /// The statements that make the tables; they may run again.
    pub tables: Vec<&'static Statement>,
    /// The statements of one unit.
    pub unit: Arc<[Shape]>,
    /// Units stored before the measuring starts.
    pub filled: u64,
    /// Units measured.
    pub units: u64,
    /// Units per COMMIT of the floor, and clients of the engine.
    pub clients: u64,
}

/// How fast it was and what it cost.
#[derive(Clone, Copy, Debug)]
pub struct Figures {
    /// Units per second of the wall clock.
    pub units_per_second: f64,
    /// Microseconds of CPU (user and system) per unit.
    pub cpu_micros: f64,
}

impl fmt::Display for Figures {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (speed, cpu) = (self.units_per_second, self.cpu_micros);
        write!(out, "{speed:>8.0} units/s {cpu:>6.1} CPU µs/unit")
    }
}

/// Why nothing was measured.
#[derive(Debug)]
pub enum Failure {
    /// The floor's database.
    Floor(rusqlite::Error),
    /// The engine.
    Engine(StoreError),
    /// The runtime, a file or the process's own figures.
    System(std::io::Error),
}

impl fmt::Display for Failure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Floor(error) => write!(out, "floor: {error}"),
            Failure::Engine(error) => write!(out, "engine: {error}"),
            Failure::System(error) => write!(out, "system: {error}"),
        }
    }
}

impl std::error::Error for Failure {}

impl From<rusqlite::Error> for Failure {
    fn from(error: rusqlite::Error) -> Failure {
        Failure::Floor(error)
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Failure {
        Failure::Engine(error)
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Failure {
        Failure::System(error)
    }
}

/// A value of ours, bound to the floor's statement without a copy.
struct Bound<'a>(&'a Value<'a>);

impl ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let value = match self.0 {
            Value::Null => ValueRef::Null,
            Value::Integer(value) => ValueRef::Integer(*value),
            Value::Text(value) => ValueRef::Text(value.as_bytes()),
            Value::Bytes(value) => ValueRef::Blob(value),
        };
        Ok(ToSqlOutput::Borrowed(value))
    }
}

/// Measures the floor in a new database in `folder`.
///
/// # Errors
/// What the database or the system said.
pub fn floor(folder: &Path, load: &Load) -> Result<Figures, Failure> {
    std::fs::create_dir_all(folder)?;
    let connection = Connection::open(folder.join("floor.db"))?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    for statement in &load.tables {
        connection.execute_batch(statement.sql())?;
    }
    connection.pragma_update(None, "synchronous", "OFF")?;
    write_floor(&connection, load, 0..load.filled)?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    let end = load.filled.saturating_add(load.units);
    measured(load.units, || {
        write_floor(&connection, load, load.filled..end)
    })
}

fn write_floor(
    connection: &Connection,
    load: &Load,
    units: std::ops::Range<u64>,
) -> Result<(), Failure> {
    let prepared = load
        .unit
        .iter()
        .map(|shape| Ok((connection.prepare(shape.statement.sql())?, &shape.values)));
    let mut prepared = prepared.collect::<rusqlite::Result<Vec<_>>>()?;
    let mut next = units.start;
    while next < units.end {
        connection.execute_batch("BEGIN IMMEDIATE")?;
        let end = units.end.min(next.saturating_add(load.clients));
        for number in next..end {
            for (statement, values) in &mut prepared {
                let values = values(number);
                statement.execute(rusqlite::params_from_iter(values.iter().map(Bound)))?;
            }
        }
        connection.execute_batch("COMMIT")?;
        next = end;
    }
    Ok(())
}

/// Measures the engine in a new data folder, each client waiting for its answer before it asks
/// again.
///
/// # Errors
/// What the store or the system said.
pub fn engine(folder: &Path, load: &Load) -> Result<Figures, Failure> {
    let store = Store::open(folder, StoreOptions::default())?;
    for &statement in &load.tables {
        store.write_blocking::<_, StoreError, _>(move |tx| tx.execute(statement, &[]))?;
    }
    fill_engine(&store, load)?;
    // The floor starts with an empty WAL, too.
    store.close()?;
    let store = Store::open(folder, StoreOptions::default())?;
    let runtime = tokio::runtime::Builder::new_multi_thread().build()?;
    let figures = measured(load.units, || runtime.block_on(write_engine(&store, load)));
    store.close()?;
    figures
}

fn fill_engine(store: &Store, load: &Load) -> Result<(), Failure> {
    const TOGETHER: u64 = 10_000;
    let mut next = 0;
    while next < load.filled {
        let end = load.filled.min(next.saturating_add(TOGETHER));
        let unit = Arc::clone(&load.unit);
        store.write_blocking::<_, StoreError, _>(move |tx| {
            for number in next..end {
                for shape in unit.iter() {
                    tx.execute(shape.statement, &(shape.values)(number))?;
                }
            }
            Ok(())
        })?;
        next = end;
    }
    Ok(())
}

async fn write_engine(store: &Store, load: &Load) -> Result<(), Failure> {
    let next = Arc::new(AtomicU64::new(load.filled));
    let end = load.filled.saturating_add(load.units);
    let clients = (0..load.clients).map(|_| {
        let (store, next) = (store.clone(), Arc::clone(&next));
        let unit = Arc::clone(&load.unit);
        tokio::spawn(async move {
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= end {
                    return Ok::<_, StoreError>(());
                }
                // Like sealing in the real use case: the values are made before the unit.
                let rows = unit.iter().map(|shape| (shape.values)(number));
                let rows = rows.collect::<Vec<_>>();
                let unit = Arc::clone(&unit);
                let written = store.write(move |tx| {
                    for (shape, values) in unit.iter().zip(&rows) {
                        tx.execute(shape.statement, values)?;
                    }
                    Ok::<_, StoreError>(())
                });
                written.await?;
            }
        })
    });
    for client in clients.collect::<Vec<_>>() {
        client.await.map_err(std::io::Error::other)??;
    }
    Ok(())
}

fn measured(units: u64, work: impl FnOnce() -> Result<(), Failure>) -> Result<Figures, Failure> {
    let (start, cpu) = (Instant::now(), cpu_seconds()?);
    work()?;
    let units = units as f64;
    Ok(Figures {
        units_per_second: units / start.elapsed().as_secs_f64(),
        cpu_micros: (cpu_seconds()? - cpu) * 1e6 / units,
    })
}

/// User and system seconds of this process (proc(5): fields 14 and 15 of `stat`, in ticks of
/// which Linux has 100 a second).
fn cpu_seconds() -> Result<f64, Failure> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    // The name before the last parenthesis may have spaces; after it comes field 3.
    let fields = stat.rsplit(')').next().unwrap_or_default();
    let ticks = fields.split_whitespace().skip(11).take(2);
    Ok(ticks
        .filter_map(|ticks| ticks.parse::<f64>().ok())
        .sum::<f64>()
        / 100.0)
}
