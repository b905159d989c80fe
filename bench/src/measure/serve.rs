//! `serve`: what the server takes: CPU time until its first answer, memory before the first call
//! and after many whole flows, and the size of its file.

use std::{path::Path, thread::sleep, time::Duration};

use super::median;
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

/// A server that used no CPU time for so long has started.
const QUIET: Duration = Duration::from_millis(500);
/// Flows between two looks at the memory.
const STRIDE: u64 = 200;

/// What to measure.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Whole flows, memory being read after each 200
    #[arg(long, default_value_t = 2_000)]
    flows: u64,
    /// Persons who walk at once
    #[arg(long, default_value_t = 8)]
    persons: usize,
    /// Starts of which the first answer is measured
    #[arg(long, default_value_t = 5)]
    starts: u64,
}

/// Measures and prints.
pub fn run(place: &Workplace, arguments: &Arguments) -> Result<(), Failure> {
    let binary = place.binary();
    let size = binary.metadata().map_err(Failure::file(binary))?.len();
    println!("program {:.1} MB (bar: 60)", size as f64 / 1e6);
    let (data, credentials) = make_data(place)?;
    let starts = (0..arguments.starts).map(|_| first_answer(place, &data));
    let starts = starts.collect::<Result<Vec<_>, _>>()?;
    println!(
        "first answer after {:.2} CPU s (bar: 0.3), median of {starts:.2?}",
        median(starts.clone())
    );
    let server = Server::start(place, &data)?;
    println!(
        "resident before the first call {:.1} MiB (bar: 40 MB)",
        before_first_call(server)?
    );
    let server = Server::answering(place, &data)?;
    let company = Company::log_in(server.address, &credentials)?;
    let outbox = Outbox::new(&server.outbox);
    let flows = Flows {
        company: &company,
        phones: &Phones::starting_at(1),
        outbox: &outbox,
        persons: arguments.persons,
        looks: true,
    };
    let mut resident = Vec::new();
    let mut walked = 0;
    while walked < arguments.flows {
        let count = STRIDE.min(arguments.flows - walked);
        flows.walk(count)?;
        walked += count;
        let now = usage::resident_mib(server.pid())?;
        println!("resident after {walked:>5} whole flows {now:>6.1} MiB (bar: 110 MB)");
        resident.push(now);
    }
    server.stop()?;
    let (least, most) = resident
        .iter()
        .fold((f64::MAX, f64::MIN), |(least, most), now| {
            (least.min(*now), most.max(*now))
        });
    let middle = f64::midpoint(least, most);
    println!(
        "spread since the {STRIDE}th ± {:.1} % (bar: ± 5 %)",
        (most - middle) * 100.0 / middle
    );
    Ok(())
}

fn first_answer(place: &Workplace, data: &Path) -> Result<f64, Failure> {
    let mut server = Server::start(place, data)?;
    server.first_answer()?;
    let used = Cpu::of(server.pid())?.seconds;
    server.stop()?;
    Ok(used)
}

fn before_first_call(mut server: Server) -> Result<f64, Failure> {
    drop(server.open_door()?);
    let mut used = Cpu::of(server.pid())?.seconds;
    loop {
        sleep(QUIET);
        let now = Cpu::of(server.pid())?.seconds;
        // The clock of these seconds ticks in hundredths.
        if now - used < 0.005 {
            break;
        }
        used = now;
    }
    let resident = usage::resident_mib(server.pid())?;
    server.stop()?;
    Ok(resident)
}
