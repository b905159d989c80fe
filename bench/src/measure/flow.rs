//! `flow`: whole walks per second: invited, opened, phone proved, pages looked at, confirmed,
//! sealed and fetched. The load generator's own work is in the figure.

use std::time::Instant;

use super::micros_by_thread;
use crate::{
    company::Company,
    failure::Failure,
    load::flows::Flows,
    outbox::Outbox,
    phones::Phones,
    server::{Server, make_data},
    usage::{self, Cpu},
    workplace::Workplace,
};

/// What to measure.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Persons who walk at once
    #[arg(long, default_value_t = 8)]
    persons: usize,
    /// Walks in all
    #[arg(long, default_value_t = 200)]
    flows: u64,
    /// Persons do not load the pictures of the pages
    #[arg(long)]
    no_pictures: bool,
}

/// Measures and prints.
pub fn run(place: &Workplace, arguments: &Arguments) -> Result<(), Failure> {
    let (data, credentials) = make_data(place)?;
    let server = Server::answering(place, &data)?;
    let company = Company::log_in(server.address, &credentials)?;
    let outbox = Outbox::new(&server.outbox);
    let flows = Flows {
        company: &company,
        phones: &Phones::starting_at(1),
        outbox: &outbox,
        persons: arguments.persons,
        looks: !arguments.no_pictures,
    };
    flows.walk(2)?;
    let (start, before) = (Instant::now(), Cpu::of(server.pid())?);
    let ours = usage::own_process_seconds()?;
    flows.walk(arguments.flows)?;
    let count = arguments.flows as f64;
    let per_second = count / start.elapsed().as_secs_f64();
    let cpu = Cpu::of(server.pid())?.since(&before);
    let ours = (usage::own_process_seconds()? - ours) * 1e3 / count;
    println!(
        "{per_second:.1} whole flows/s with {} persons at once",
        arguments.persons
    );
    println!(
        "CPU ms each: server {}; load generator {ours:.1}",
        micros_by_thread(&cpu, count * 1e3)
    );
    server.stop()
}
