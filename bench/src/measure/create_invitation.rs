//! `create-invitation`: durable CreateInvitation over 64 kept-alive connections against the store
//! floor of the same run, with nothing stored and with many stored, and the server's CPU time.

use std::{
    path::Path,
    thread::sleep,
    time::{Duration, Instant},
};

use rusqlite::{Connection as Database, OpenFlags};

use super::{median, micros_by_thread};
use crate::{
    company::{Company, Credentials},
    connection::Connection,
    failure::Failure,
    invitation_rows::InvitationRows,
    load::closed,
    phones::Phones,
    server::{Server, make_data},
    store_floor::{self, Figure},
    usage::Cpu,
    workplace::Workplace,
};

const CONNECTIONS: usize = 64;
/// Before each measuring: connections, caches and the branch predictor get warm.
const WARM_UP: Duration = Duration::from_secs(1);

/// What to measure.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Seconds of each measuring
    #[arg(long, default_value_t = 10)]
    seconds: u64,
    /// How often everything is measured, in turns
    #[arg(long, default_value_t = 3)]
    rounds: u64,
    /// Invitations in the filled database; 0 leaves it out
    #[arg(long, default_value_t = 1_000_000)]
    filled: u64,
}

/// What one round gave.
struct Round {
    floor: Figure,
    empty: Figure,
    filled: Option<Figure>,
}

/// Measures and prints.
pub fn run(place: &Workplace, arguments: &Arguments) -> Result<(), Failure> {
    let (data, credentials) = make_data(place)?;
    let rows = sample(place, &data, &credentials)?;
    println!(
        "rows of one CreateInvitation (columns written): counter 3, {}",
        rows.describe()
    );
    let span = Duration::from_secs(arguments.seconds);
    let filled = match arguments.filled {
        0 => None,
        count => {
            let filled = place.copy(&data, "filled")?;
            store_floor::fill(&filled.join("mithaq.db"), &rows, count)?;
            settle(place, &filled)?;
            Some(filled)
        }
    };
    let mut rounds = Vec::new();
    for number in 1..=arguments.rounds {
        println!("round {number}");
        let floor = place.copy(&data, "floor")?;
        let floor = store_floor::measure(&floor.join("mithaq.db"), &rows, span)?;
        let (speed, cpu) = (floor.per_second, floor.cpu_micros);
        println!("  floor   {speed:>7.0}/s  CPU µs each {cpu:.1}");
        let empty = place.copy(&data, "empty")?;
        let empty = serve(place, &empty, &credentials, span, "empty ")?;
        let filled = filled.as_deref();
        let filled = filled.map(|filled| serve(place, filled, &credentials, span, "filled"));
        rounds.push(Round {
            floor,
            empty,
            filled: filled.transpose()?,
        });
    }
    conclude(&rounds, arguments.filled);
    Ok(())
}

fn conclude(rounds: &[Round], filled: u64) {
    let rates = |round: &Round| round.empty.per_second / round.floor.per_second;
    let rates = median(rounds.iter().map(rates));
    println!("CreateInvitation / store floor, median of rounds: {rates:.2} (bar: 0.7)");
    let times = |round: &Round| round.empty.cpu_micros / round.floor.cpu_micros;
    let times = median(rounds.iter().map(times));
    println!("  in CPU time the server takes {times:.1} x the floor");
    if filled > 0 {
        let full = rounds
            .iter()
            .filter_map(|round| Some((round.filled?, round.empty)));
        let rates = full
            .clone()
            .map(|(full, empty)| full.per_second / empty.per_second);
        let rates = median(rates);
        println!("with {filled} stored / with none, median of rounds: {rates:.2} (bar: 0.8)");
        let times = median(full.map(|(full, empty)| full.cpu_micros / empty.cpu_micros));
        println!("  in CPU time {times:.2} x");
    }
}

/// Lets the server make one invitation and takes its rows.
fn sample(
    place: &Workplace,
    data: &Path,
    credentials: &Credentials,
) -> Result<InvitationRows, Failure> {
    let server = Server::answering(place, data)?;
    let company = Company::log_in(server.address, credentials)?;
    let mut connection = Connection::open(server.address)?;
    company.invite(&mut connection, &Phones::starting_at(0))?;
    server.stop()?;
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY;
    InvitationRows::newest(&Database::open_with_flags(data.join("mithaq.db"), flags)?)
}

/// Lets the server give the entries that were filled in their places in the journal's chain.
fn settle(place: &Workplace, data: &Path) -> Result<(), Failure> {
    let begun = Instant::now();
    let server = Server::answering(place, data)?;
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY;
    let database = Database::open_with_flags(data.join("mithaq.db"), flags)?;
    let waiting = "SELECT COUNT(*) FROM journal WHERE sequence IS NULL";
    while database.query_row(waiting, [], |row| row.get::<_, i64>(0))? > 0 {
        sleep(Duration::from_millis(200));
    }
    let seconds = begun.elapsed().as_secs_f64();
    println!("the journal of the filled database was chained in {seconds:.1} s");
    server.stop()
}

/// Measures the server on a data folder.
fn serve(
    place: &Workplace,
    data: &Path,
    credentials: &Credentials,
    span: Duration,
    name: &str,
) -> Result<Figure, Failure> {
    let server = Server::answering(place, data)?;
    let company = Company::log_in(server.address, credentials)?;
    let phones = Phones::starting_at(1);
    let (_, company, phones) = closed::invite(company, phones, CONNECTIONS, WARM_UP)?;
    let before = Cpu::of(server.pid())?;
    let (mut outcome, ..) = closed::invite(company, phones, CONNECTIONS, span)?;
    let cpu = Cpu::of(server.pid())?.since(&before);
    server.stop()?;
    let units = outcome.waits.count() as f64;
    println!(
        "  {name}  {:>7.0}/s  CPU µs each {}; load generator {:.1}; p50 {:.1} ms, p99 {:.1} ms",
        outcome.per_second,
        micros_by_thread(&cpu, units),
        outcome.generator_seconds * 1e6 / units,
        outcome.waits.quantile(0.5),
        outcome.waits.quantile(0.99),
    );
    Ok(Figure {
        per_second: outcome.per_second,
        cpu_micros: cpu.seconds * 1e6 / units,
    })
}
