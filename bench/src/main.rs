//! Measures what the bars of the project speak of, on this machine, with the shipped program as a
//! child process. It prints ratios and CPU times and judges nothing: no run fails for being slow.
//!
//! Map: `measure/…` one file a command · `load` the ways to ask · `person`, `company` the two
//! sides · `endpoint` a webhook's · `store_floor`, `invitation_rows` plain rusqlite with the same rows · `server`,
//! `workplace`, `usage` processes, folders and what they cost.
#![allow(clippy::disallowed_methods)] // it measures: it reads the clock

mod company;
mod connection;
mod endpoint;
mod exchange;
mod failure;
mod invitation_rows;
mod load;
mod measure;
mod outbox;
mod page;
mod person;
mod phones;
mod server;
mod store_floor;
mod usage;
mod workplace;

use std::{path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};

use failure::Failure;
use workplace::Workplace;

/// The server's allocator, since `document` runs its code in this process.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Figures of the bars: ratios and CPU time. Build first: cargo build --release --workspace
#[derive(Debug, Parser)]
#[command(name = "mithaq-bench")]
struct CommandLine {
    /// Where the throw-away data goes, on a real disk; else beside this program
    #[arg(long, global = true, value_name = "FOLDER")]
    folder: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// CreateInvitation against the store floor, empty and filled, and where its CPU time goes
    CreateInvitation(measure::create_invitation::Arguments),
    /// Waits of CreateInvitation at a quarter of the maximum rate, alone and while sealing
    OpenLoop(measure::open_loop::Arguments),
    /// CPU time of rendering, drawing, the signature block and sealing
    Document(measure::document::Arguments),
    /// CPU time of verifying a sealed contract, in process and by the program
    Verify(measure::verify::Arguments),
    /// Start, memory and size of the server
    Serve(measure::serve::Arguments),
    /// Deliveries a second, and waits of CreateInvitation beside them
    Webhook(measure::webhook::Arguments),
    /// Waits of CreateInvitation at a quarter of the maximum rate, alone and while admins log in
    LogIn(measure::log_in::Arguments),
    /// Calls that read, with many contracts stored, against an answer that needs no reading
    Read(measure::read::Arguments),
    /// Whole walks per second
    Flow(measure::flow::Arguments),
}

fn main() -> ExitCode {
    let line = CommandLine::parse();
    match run(line) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("mithaq-bench: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn run(line: CommandLine) -> Result<(), Failure> {
    let place = || Workplace::new(line.folder.clone());
    match line.command {
        Command::CreateInvitation(arguments) => {
            measure::create_invitation::run(&place()?, &arguments)
        }
        Command::OpenLoop(arguments) => measure::open_loop::run(&place()?, &arguments),
        Command::Document(arguments) => measure::document::run(&arguments),
        Command::Verify(arguments) => measure::verify::run(&place()?, &arguments),
        Command::Serve(arguments) => measure::serve::run(&place()?, &arguments),
        Command::LogIn(arguments) => measure::log_in::run(&place()?, &arguments),
        Command::Read(arguments) => measure::read::run(&place()?, &arguments),
        Command::Webhook(arguments) => measure::webhook::run(&place()?, &arguments),
        Command::Flow(arguments) => measure::flow::run(&place()?, &arguments),
    }
}
