//! The real binary as an operator runs it: its commands, exit codes, files and their permissions.
//! What its addresses answer is tested in `web`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod access;
mod bundle;
mod check;
mod demo;
mod events;
mod journal;
mod program;
mod serve;
mod template;
mod tenant;
mod unread;
mod verify;
