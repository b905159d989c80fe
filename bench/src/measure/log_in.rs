//! `log-in`: how long CreateInvitation takes at a quarter of its maximum rate, alone and while
//! administrators log in as fast as the server lets them. A log-in is slow by design: its password
//! is hashed with Argon2id.

use std::{net::SocketAddr, thread, time::Duration};

use super::median;
use crate::{
    company::{Company, Credentials},
    failure::Failure,
    load::{
        Waits,
        closed::{self, Asks},
        open,
    },
    phones::Phones,
    server::{Server, make_data},
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
    /// Administrators who log in at once
    #[arg(long, default_value_t = 8)]
    persons: usize,
}

/// The same log-in again and again.
struct LoggingIn(SocketAddr, Vec<u8>);

impl Asks for LoggingIn {
    fn address(&self) -> SocketAddr {
        self.0
    }

    fn write(&self, bytes: &mut Vec<u8>) {
        bytes.clear();
        bytes.extend_from_slice(&self.1);
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
    let mut ratios = Vec::new();
    for number in 1..=arguments.rounds {
        let alone = p99(open::invite(&company, &phones, rate, span)?);
        let (beside, log_ins) = beside_log_ins(
            (&company, &phones),
            (&credentials, arguments.persons),
            rate,
            span,
        )?;
        println!(
            "round {number}: p99 alone {alone:.2} ms, beside {log_ins:.0} log-ins/s {beside:.2} ms"
        );
        ratios.push(beside / alone);
    }
    server.stop()?;
    println!(
        "p99 beside log-ins / alone, median of rounds: {:.2} (bar: 3)",
        median(ratios)
    );
    Ok(())
}

/// The p99 of invitations in milliseconds, and log-ins in a second.
fn beside_log_ins(
    (company, phones): (&Company, &Phones),
    (credentials, persons): (&Credentials, usize),
    rate: f64,
    span: Duration,
) -> Result<(f64, f64), Failure> {
    let request = Company::log_in_request(company.address, credentials);
    let asks = LoggingIn(company.address, request);
    thread::scope(|scope| {
        // A second longer than what is measured beside it.
        let longer = span + Duration::from_secs(1);
        let log_ins = scope.spawn(move || {
            let asked = closed::ask(asks, persons, longer);
            asked.map(|(outcome, _)| outcome.per_second)
        });
        thread::sleep(Duration::from_millis(500));
        let waits = open::invite(company, phones, rate, span);
        let log_ins = log_ins.join();
        let log_ins = log_ins.map_err(|_| Failure::answer("the log-ins panicked"))?;
        Ok((p99(waits?), log_ins?))
    })
}

fn p99(mut waits: Waits) -> f64 {
    waits.quantile(0.99)
}
