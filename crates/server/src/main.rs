//! The program: its commands, its configuration, the clock, the door, the worker.
//!
//! Map: [`cli`] and [`arguments`] what can be asked for · [`config`] settings · [`running`] a server from start to
//! stop, of [`http`], [`worker`], [`deliver`],
//! [`chain`] and [`sweep`], kept running by [`supervise`] · [`serve`], [`check`], [`tenant`], [`contract_type`], [`api_key`],
//! [`member`], [`events`], [`message`],
//! [`verify`], [`journal`], [`demo`] one command each · [`clock`] and [`telemetry`].
//!
//! Deliberately absent: rules, SQL, pages. Only this crate reads the clock, the environment and
//! files of configuration (law 4).
#![allow(clippy::disallowed_methods)]

#[macro_use]
mod terminal;

mod api_key;
mod arguments;
mod chain;
mod check;
mod cli;
mod clock;
mod config;
mod contract_type;
mod deliver;
mod demo;
mod error;
mod events;
mod http;
mod journal;
mod member;
mod message;
mod place;
mod running;
mod serve;
mod sign_agent;
mod signals;
mod supervise;
mod sweep;
mod telemetry;
mod template;
mod tenant;
mod verify;
mod worker;

use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    cli::run()
}
