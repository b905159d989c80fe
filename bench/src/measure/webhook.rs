//! `webhook`: deliveries a second to an endpoint on this machine, and how long CreateInvitation takes
//! meanwhile. Every invitation is an event and so a delivery; nothing else is sent.

use std::time::{Duration, Instant};

use super::{median, micros_by_thread};
use crate::{
    company::Company,
    endpoint::Endpoint,
    failure::Failure,
    load::{Waits, closed, open},
    phones::Phones,
    server::{Server, make_data},
    usage::Cpu,
    workplace::Workplace,
};

const CONNECTIONS: usize = 64;
const STATUS: &str = "App.BusinessRequestStatusChange";

/// What to measure.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Seconds of each measuring
    #[arg(long, default_value_t = 10)]
    seconds: u64,
    /// How often both are measured, in turns
    #[arg(long, default_value_t = 3)]
    rounds: u64,
    /// Invitations a second; else a quarter of the maximum
    #[arg(long)]
    rate: Option<f64>,
}

struct Round {
    alone: f64,
    delivering: f64,
    per_second: f64,
}

/// Measures and prints.
pub fn run(place: &Workplace, arguments: &Arguments) -> Result<(), Failure> {
    let (data, credentials) = make_data(place)?;
    let server = Server::answering(place, &data)?;
    let company = Company::log_in(server.address, &credentials)?;
    let span = Duration::from_secs(arguments.seconds);
    let (most, company, phones) =
        closed::invite(company, Phones::starting_at(1), CONNECTIONS, span)?;
    let rate = arguments.rate.unwrap_or(most.per_second / 4.0);
    println!("maximum {:.0}/s; measured at {rate:.0}/s", most.per_second);
    let endpoint = Endpoint::open()?;
    let mut rounds = Vec::new();
    for number in 1..=arguments.rounds {
        let alone = p99(open::invite(&company, &phones, rate, span)?);
        let subscription = company.subscribe(STATUS, &endpoint.url)?;
        let (before, start) = (Cpu::of(server.pid())?, Instant::now());
        let taken = endpoint.taken();
        let delivering = p99(open::invite(&company, &phones, rate, span)?);
        let seconds = start.elapsed().as_secs_f64();
        let per_second = (endpoint.taken() - taken) as f64 / seconds;
        let cpu = Cpu::of(server.pid())?.since(&before);
        company.unsubscribe(subscription)?;
        println!(
            "round {number}: p99 alone {alone:.2} ms, delivering {delivering:.2} ms; {per_second:.0} deliveries/s"
        );
        println!(
            "  the server's CPU, in thousandths of a processor: {}",
            micros_by_thread(&cpu, seconds * 1000.0)
        );
        rounds.push(Round {
            alone,
            delivering,
            per_second,
        });
    }
    server.stop()?;
    let speed = median(rounds.iter().map(|round| round.per_second));
    println!("deliveries/s, median of rounds: {speed:.0} (bar: 300)");
    let ratio = median(rounds.iter().map(|round| round.delivering / round.alone));
    println!("p99 delivering / alone, median of rounds: {ratio:.2} (bar: 3)");
    Ok(())
}

fn p99(mut waits: Waits) -> f64 {
    waits.quantile(0.99)
}
