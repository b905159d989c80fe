//! `read`: the calls that read, as fast as the server answers, with many contracts stored, against
//! an answer that needs no reading: a refusal behind the same key and bearer.

use std::{cell::Cell, net::SocketAddr, time::Duration};

use super::{median, micros_by_thread};
use crate::{
    company::Company,
    failure::Failure,
    load::closed::{self, Asks},
    phones::Phones,
    server::{Server, lift_limits, make_data},
    usage::Cpu,
    workplace::Workplace,
};

const CONNECTIONS: usize = 64;
/// So many sessions are asked for by turns, spread over all of them.
const ASKED: usize = 512;
/// Invitations are made for so long at a time, until there are enough.
const STEP: Duration = Duration::from_secs(1);
/// Requests that differ, where nothing is to be asked twice.
const ANEW: usize = 60_000;
/// What needs no reading: the id is missing.
const CONSTANT: &str = "/api/IdentityUserSession/Get";

/// What to measure.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Seconds of each measuring
    #[arg(long, default_value_t = 4)]
    seconds: u64,
    /// How often everything is measured, in turns
    #[arg(long, default_value_t = 3)]
    rounds: u64,
    /// Ask nothing twice, so that every answer is read anew
    #[arg(long)]
    anew: bool,
    /// Contracts that are stored at least
    #[arg(long, default_value_t = 100_000)]
    contracts: usize,
}

/// Requests for some addresses by turns.
struct Reading {
    company: SocketAddr,
    requests: Vec<Vec<u8>>,
    next: Cell<usize>,
    expected: u16,
}

impl Asks for Reading {
    fn address(&self) -> SocketAddr {
        self.company
    }

    fn write(&self, bytes: &mut Vec<u8>) {
        let number = self.next.replace(self.next.get().wrapping_add(1));
        let count = self.requests.len().max(1);
        bytes.clear();
        bytes.extend(self.requests.get(number % count).into_iter().flatten());
    }

    fn expected(&self) -> u16 {
        self.expected
    }
}

/// A call and its addresses.
struct Call {
    name: &'static str,
    paths: Vec<String>,
    /// Its rate against that of the constant answer, a round each.
    ratios: Vec<f64>,
}

impl Call {
    /// Marks each request by a parameter that nobody knows: more of them than are asked in a second,
    /// after which an answer is read anew in any case.
    fn ask_anew(&mut self) {
        let marked = |number: usize| {
            let path = self.paths.get(number % self.paths.len().max(1))?;
            let sign = if path.contains('?') { '&' } else { '?' };
            Some(format!("{path}{sign}turn={number}"))
        };
        self.paths = (0..ANEW).filter_map(marked).collect();
    }
}

/// Measures and prints.
pub fn run(place: &Workplace, arguments: &Arguments) -> Result<(), Failure> {
    let (data, credentials) = make_data(place)?;
    lift_limits(place, &data, &credentials.tenancy_name)?;
    let server = Server::answering(place, &data)?;
    let mut company = Company::log_in(server.address, &credentials)?;
    let mut phones = Phones::starting_at(1);
    let mut stored = 0;
    while stored < arguments.contracts {
        let (outcome, again, rest) = closed::invite(company, phones, CONNECTIONS, STEP)?;
        stored += outcome.waits.count();
        (company, phones) = (again, rest);
    }
    println!("{stored} contracts stored");
    let mut calls = calls(&company, stored)?;
    if arguments.anew {
        calls.iter_mut().for_each(Call::ask_anew);
    }
    let span = Duration::from_secs(arguments.seconds);
    for number in 1..=arguments.rounds {
        println!("round {number}");
        let constant = [CONSTANT.to_owned()];
        let constant = measure(&server, &company, ("constant", &constant, 400), span)?;
        for call in &mut calls {
            let rate = measure(&server, &company, (call.name, &call.paths, 200), span)?;
            call.ratios.push(rate / constant);
        }
    }
    server.stop()?;
    println!("rate / that of the constant answer, median of rounds (bar: 0.5)");
    for call in calls {
        println!("  {:<36} {:.2}", call.name, median(call.ratios));
    }
    Ok(())
}

/// Calls answered in a second.
fn measure(
    server: &Server,
    company: &Company,
    (name, paths, expected): (&str, &[String], u16),
    span: Duration,
) -> Result<f64, Failure> {
    let reading = Reading {
        company: company.address,
        requests: paths.iter().map(|path| company.reading(path)).collect(),
        next: Cell::new(0),
        expected,
    };
    let before = Cpu::of(server.pid())?;
    let (mut outcome, _) = closed::ask(reading, CONNECTIONS, span)?;
    let cpu = Cpu::of(server.pid())?.since(&before);
    println!(
        "  {name:<36} {:>7.0}/s  CPU µs each {}; p99 {:.1} ms",
        outcome.per_second,
        micros_by_thread(&cpu, outcome.waits.count() as f64),
        outcome.waits.quantile(0.99),
    );
    Ok(outcome.per_second)
}

fn calls(company: &Company, stored: usize) -> Result<Vec<Call>, Failure> {
    let mut sessions = Vec::new();
    let mut contracts = Vec::new();
    let step = (stored / ASKED).max(1);
    for skipped in (0..stored).step_by(step) {
        let path = format!("/api/IdentityUserSession/List?MaxResultCount=1&SkipCount={skipped}");
        let listed = company.get(&path)?;
        let text = |pointer| listed.pointer(pointer).and_then(serde_json::Value::as_str);
        sessions.extend(text("/data/0/id").map(str::to_owned));
        contracts.extend(text("/data/0/contracts/0/requestId").map(str::to_owned));
    }
    let each = |start: &str, ids: &[String]| ids.iter().map(|id| format!("{start}{id}")).collect();
    let one = |path: &str| vec![path.to_owned()];
    let numbers = (1..=ASKED).map(|number| number * step);
    let by_number = numbers
        .map(|number| format!("/api/BusinessRequest/GetRequests?filter=REQ-2026-{number:05}"));
    let calls: [(&'static str, Vec<String>); 10] = [
        (
            "IdentityUserSession/Get",
            each("/api/IdentityUserSession/Get?id=", &sessions),
        ),
        (
            "IdentityUserSession/List, 25",
            one("/api/IdentityUserSession/List"),
        ),
        (
            "IdentityUserSession/List, 1",
            one("/api/IdentityUserSession/List?MaxResultCount=1"),
        ),
        ("GetRequests, 25", one("/api/BusinessRequest/GetRequests")),
        (
            "GetRequests, 1",
            one("/api/BusinessRequest/GetRequests?MaxResultCount=1"),
        ),
        (
            "GetRequests of a status, 1",
            one("/api/BusinessRequest/GetRequests?status=2&MaxResultCount=1"),
        ),
        ("GetRequests of a number", by_number.collect()),
        (
            "GetAllRequestTypes",
            one("/api/BusinessRequest/GetAllRequestTypes"),
        ),
        (
            "GetBusinessRequestTypeTemplateFields",
            one("/api/BusinessRequest/GetBusinessRequestTypeTemplateFields?requestTypeId=414"),
        ),
        ("Webhook/List", one("/api/Webhook/List")),
    ];
    let calls = calls.into_iter().map(|(name, paths)| Call {
        name,
        paths,
        ratios: Vec::new(),
    });
    Ok(calls.collect())
}
