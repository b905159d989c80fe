//! The engine against the store floor, on rows like those of an invitation: a session with two
//! sealed values and a phone index, a journal entry and a job.
//!
//! And what the vault costs such an invitation: a new person key, its wrapping, two sealed values,
//! a blind index and the hash of a token.
//!
//! `cargo run --release -p mithaq-store --example floor -- [UNITS] [FILLED] [ROUNDS]`

#[path = "../../../bench/src/store_floor.rs"]
mod store_floor;

use mithaq_domain::id::TenantId;
use mithaq_store::vault::{MasterKey, OsEntropy, Purpose, VaultError};
use mithaq_store::{Statement, Value, statements};
use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;
use store_floor::{Load, Shape, engine, floor};

statements! {
    SESSIONS = "CREATE TABLE IF NOT EXISTS session (
        tenant_id INTEGER NOT NULL, id TEXT NOT NULL, state INTEGER NOT NULL,
        phone_index INTEGER NOT NULL, token BLOB NOT NULL, person_key BLOB NOT NULL,
        phone BLOB NOT NULL, fields BLOB NOT NULL, created_at INTEGER NOT NULL,
        PRIMARY KEY (tenant_id, id)) STRICT, WITHOUT ROWID";
    PHONES = "CREATE INDEX IF NOT EXISTS session_phone ON session (tenant_id, phone_index)";
    ENTRIES = "CREATE TABLE IF NOT EXISTS entry (
        number INTEGER PRIMARY KEY, tenant_id INTEGER NOT NULL, kind INTEGER NOT NULL,
        session_id TEXT NOT NULL, body TEXT NOT NULL, at INTEGER NOT NULL) STRICT";
    JOBS = "CREATE TABLE IF NOT EXISTS job (
        number INTEGER PRIMARY KEY, kind TEXT NOT NULL, body BLOB NOT NULL,
        due_at INTEGER NOT NULL) STRICT";
    SESSION = "INSERT INTO session VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    ENTRY = "INSERT INTO entry (tenant_id, kind, session_id, body, at)
        VALUES ($1, $2, $3, $4, $5)";
    JOB = "INSERT INTO job (kind, body, due_at) VALUES ($1, $2, $3)";
}

const START: i64 = 1_795_300_000_000;

/// An id that grows with time, as UUIDv7 does.
fn id(number: u64) -> String {
    format!(
        "019b{number:016x}{:012x}",
        number.wrapping_mul(0x9E37_79B9) & 0xFFFF_FFFF_FFFF
    )
}

fn at(number: u64) -> i64 {
    START.saturating_add_unsigned(number)
}

fn bytes(number: u64, length: usize) -> Value<'static> {
    let word = number.wrapping_mul(0x9E37_79B9_7F4A_7C15).to_le_bytes();
    word.into_iter()
        .cycle()
        .take(length)
        .collect::<Vec<_>>()
        .into()
}

fn session(number: u64) -> Vec<Value<'static>> {
    let phone = number.wrapping_mul(0x9E37_79B9_7F4A_7C15).cast_signed();
    vec![
        1_i64.into(),
        id(number).into(),
        2_i64.into(),
        phone.into(),
        bytes(number, 32),
        bytes(number, 61),
        bytes(number, 42),
        bytes(number, 190),
        at(number).into(),
    ]
}

fn entry(number: u64) -> Vec<Value<'static>> {
    let body = r#"{"actor":"admin:1","kind":"session.invited","contractTypes":[414]}"#;
    vec![
        1_i64.into(),
        1_i64.into(),
        id(number).into(),
        body.into(),
        at(number).into(),
    ]
}

fn job(number: u64) -> Vec<Value<'static>> {
    vec![
        "send_invitation".into(),
        bytes(number, 80),
        at(number).into(),
    ]
}

fn shape(statement: &'static Statement, values: fn(u64) -> Vec<Value<'static>>) -> Shape {
    Shape {
        statement,
        values: Box::new(values),
    }
}

fn vault_micros() -> Result<f64, VaultError> {
    const TIMES: u32 = 100_000;
    let master = MasterKey::from_bytes([7; 32]);
    let (tenant, _) = master.new_tenant_key(TenantId::new(1), &OsEntropy)?;
    let tokens = master.hash_key(Purpose::Token)?;
    let start = Instant::now();
    for number in 0..u64::from(TIMES) {
        let id = id(number);
        let (person, wrapped) = tenant.new_person_key(&id, &OsEntropy)?;
        let phone = person.seal("session.phone", &id, b"+966500000000", &OsEntropy)?;
        let fields = person.seal("session.fields", &id, &[b'x'; 160], &OsEntropy)?;
        let index = tenant.short_blind_index("phone", "+966500000000");
        let token = tokens.hash(&[id.as_bytes()]);
        black_box((wrapped, phone, fields, index, token));
    }
    Ok(start.elapsed().as_secs_f64() * 1e6 / f64::from(TIMES))
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("vault  {:.2} µs per invitation", vault_micros()?);
    let mut numbers = std::env::args()
        .skip(1)
        .filter_map(|text| text.parse().ok());
    let load = Load {
        tables: vec![SESSIONS, PHONES, ENTRIES, JOBS],
        unit: Arc::new([
            shape(SESSION, session),
            shape(ENTRY, entry),
            shape(JOB, job),
        ]),
        units: numbers.next().unwrap_or(200_000),
        filled: numbers.next().unwrap_or(0),
        clients: 64,
    };
    let folder = std::env::temp_dir().join(format!("mithaq-floor-{}", std::process::id()));
    for round in 0..numbers.next().unwrap_or(3) {
        let (one, other) = (
            folder.join(format!("f{round}")),
            folder.join(format!("e{round}")),
        );
        let floor = floor(&one, &load)?;
        let engine = engine(&other, &load)?;
        println!("floor  {floor}\nengine {engine}");
        println!(
            "ratio  {:.2}",
            engine.units_per_second / floor.units_per_second
        );
        std::fs::remove_dir_all(&folder)?;
    }
    Ok(())
}
