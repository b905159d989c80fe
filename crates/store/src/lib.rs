//! Rows and files: the engine (one group-committing writer, a few readers), the vault and the
//! encrypted files, and one file per noun beside it.
//!
//! Not here: rules (`domain`), use cases (`service`), anything of HTTP. SQL never leaves this crate.
//!
//! The walk of a write: `Store::write` → `writer` runs the unit on the one writing connection
//! inside a batch → COMMIT and fsync → the answer. The walk of a read: `Store::read` → a thread of
//! `reader` → one snapshot → the answer.

#[macro_use]
mod sql;

pub mod access;
pub mod agent;
mod checkpoint;
pub mod contract;
mod engine;
mod error;
pub mod event;
pub mod evidence;
mod file;
mod folder;
pub mod form;
mod inspect;
pub mod job;
pub mod member_key;
pub mod message;
mod migrate;
mod options;
pub mod otp;
pub mod person;
mod reader;
pub mod replay;
mod row;
pub mod seal;
pub mod session;
mod sqlite;
pub mod tenant;
pub mod token;
pub mod transaction;
mod tx;
mod unit;
pub mod vault;
pub mod webhook;
mod writer;

pub use engine::Store;
pub use error::StoreError;
pub use file::{FileError, FileId, Files};
pub use inspect::Inspection;
pub use migrate::{Migration, POSTGRES, SQLITE};
pub use options::{Durability, Nodes, StoreOptions};
pub use row::Row;
pub use sql::{Statement, Value};
pub use tx::{EveryoneTx, TenantTx, Tx};

/// One list per file that speaks SQL. A file of a noun is added here the day it is born.
const STATEMENTS: &[&[&Statement]] = &[
    access::ALL,
    access::api_key::ALL,
    access::member::ALL,
    agent::ALL,
    contract::ALL,
    contract::attachment::ALL,
    contract::begun::ALL,
    contract::completion::ALL,
    contract::countersigner::ALL,
    contract::document::ALL,
    contract::hold::ALL,
    contract::list::ALL,
    contract::own::ALL,
    event::ALL,
    event::prune::ALL,
    evidence::ALL,
    evidence::chain::ALL,
    evidence::renewal::ALL,
    evidence::timestamp::ALL,
    evidence::walk::ALL,
    file::named::ALL,
    form::ALL,
    job::ALL,
    member_key::ALL,
    message::ALL,
    migrate::ALL,
    otp::ALL,
    person::ALL,
    person::device::ALL,
    person::id_number::ALL,
    person::proof::ALL,
    person::word::ALL,
    replay::ALL,
    seal::ALL,
    session::ALL,
    session::browser::ALL,
    tenant::ALL,
    token::ALL,
    transaction::ALL,
    transaction::capture::ALL,
    webhook::ALL,
    webhook::attempt::ALL,
    webhook::delivery::ALL,
];

/// Every SQL text of this crate, so that a test can prepare each of them on both databases.
#[must_use]
pub fn statements() -> Vec<&'static str> {
    let all = STATEMENTS.iter().copied().flatten();
    all.map(|statement| statement.sql()).collect()
}
