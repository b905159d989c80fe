//! `open-loop`: how long CreateInvitation takes at a quarter of its maximum rate, alone and while
//! sealing runs flat out.
//!
//! Sealing is kept busy by whole walks of persons who do not wait for pictures: each walk renders a
//! document, typesets its block and seals it, and more of them walk at once than there are threads
//! for slow work. No mode of the server is needed for that, and nothing is sealed that no person
//! confirmed.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use super::{median, micros_by_thread};
use crate::{
    company::Company,
    failure::Failure,
    load::{Waits, closed, flows::Flows, open},
    outbox::Outbox,
    phones::Phones,
    server::{Server, make_data},
    usage::Cpu,
    workplace::Workplace,
};

const CONNECTIONS: usize = 64;

/// What to measure.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Seconds of each measuring
    #[arg(long, default_value_t = 10)]
    seconds: u64,
    /// How often both are measured, in turns
    #[arg(long, default_value_t = 3)]
    rounds: u64,
    /// Persons who walk at once to keep sealing busy
    #[arg(long, default_value_t = 8)]
    persons: usize,
}

/// p50 and p99 in milliseconds.
#[derive(Clone, Copy)]
struct Quantiles(f64, f64);

impl Quantiles {
    fn of(mut waits: Waits) -> Self {
        Self(waits.quantile(0.5), waits.quantile(0.99))
    }
}

/// Measures and prints.
pub fn run(place: &Workplace, arguments: &Arguments) -> Result<(), Failure> {
    let (data, credentials) = make_data(place)?;
    let server = Server::answering(place, &data)?;
    let company = Company::log_in(server.address, &credentials)?;
    let span = Duration::from_secs(arguments.seconds);
    let (most, company, phones) =
        closed::invite(company, Phones::starting_at(1), CONNECTIONS, span)?;
    let rate = most.per_second / 4.0;
    println!(
        "maximum {:.0}/s, so a quarter is {rate:.0}/s",
        most.per_second
    );
    let outbox = Outbox::new(&server.outbox);
    let flows = Flows {
        company: &company,
        phones: &phones,
        outbox: &outbox,
        persons: arguments.persons,
        looks: false,
    };
    // Whatever is loaded at a first use is loaded before.
    flows.walk(2)?;
    let mut rounds = Vec::new();
    for number in 1..=arguments.rounds {
        let alone = Quantiles::of(open::invite(&company, &phones, rate, span)?);
        let sealing = while_sealing(&flows, &server, rate, span)?;
        println!(
            "round {number}: alone p50 {:.2} ms, p99 {:.2} ms; while sealing p50 {:.2} ms, p99 {:.2} ms",
            alone.0, alone.1, sealing.0, sealing.1
        );
        rounds.push((alone, sealing));
    }
    server.stop()?;
    let ratio = median(rounds.iter().map(|(alone, sealing)| sealing.1 / alone.1));
    println!("p99 while sealing / alone, median of rounds: {ratio:.2} (bar: 3)");
    Ok(())
}

fn while_sealing(
    flows: &Flows<'_>,
    server: &Server,
    rate: f64,
    span: Duration,
) -> Result<Quantiles, Failure> {
    let stop = AtomicBool::new(false);
    thread::scope(|scope| {
        let walking = scope.spawn(|| flows.walk_until(&stop));
        // Until the first of them have come as far as the seal.
        thread::sleep(Duration::from_secs(1));
        let (before, start) = (Cpu::of(server.pid())?, Instant::now());
        let waits = open::invite(flows.company, flows.phones, rate, span);
        let (seconds, cpu) = (start.elapsed().as_secs_f64(), Cpu::of(server.pid())?);
        stop.store(true, Ordering::Relaxed);
        let walked = walking
            .join()
            .map_err(|_| Failure::answer("the walks panicked"))??;
        let cpu = cpu.since(&before);
        println!(
            "  {walked} sealed meanwhile; the server's CPU, in thousandths of a processor: {}",
            micros_by_thread(&cpu, seconds * 1000.0)
        );
        Ok(Quantiles::of(waits?))
    })
}
