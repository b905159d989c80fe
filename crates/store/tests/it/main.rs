//! The store from outside: batches, failures, kills, the schema on both databases, vault, files.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod batch;
mod close;
mod event;
mod file;
mod folder;
mod journal;
mod kill;
mod migration;
mod model;
mod nodes;
mod postgres;
mod row;
mod stage;
mod statement;
mod vault;
