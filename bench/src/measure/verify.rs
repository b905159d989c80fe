//! `verify`: CPU time of judging the demo's sealed contract, in this process and by the shipped program as a whole
//! process, and what of the latter is its start.

use std::{
    fs,
    hint::black_box,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
    time::{SystemTime, UNIX_EPOCH},
};

use mithaq_pades::{Outcome, pem_decode_certificates, verify};

use crate::{failure::Failure, usage, workplace::Workplace};

/// What to measure.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Times that the file is judged in this process; by whole processes a fifth as often
    #[arg(long, default_value_t = 500)]
    count: u32,
    /// Another sealed file than the demo's
    #[arg(long, requires = "root")]
    pdf: Option<PathBuf>,
    /// The root that its seal ends in (PEM)
    #[arg(long)]
    root: Option<PathBuf>,
}

struct Exhibit {
    pdf: Vec<u8>,
    roots: Vec<Vec<u8>>,
    now: i64,
}

impl Exhibit {
    fn judge(&self) -> Result<(), Failure> {
        let verdict = verify(&self.pdf, &self.roots, self.now);
        let verdict = verdict.map_err(|why| Failure::Document(format!("{why:?}")))?;
        match black_box(verdict).outcome() {
            Outcome::Intact => Ok(()),
            other => Err(Failure::Document(format!("the file is {other:?}"))),
        }
    }

    /// On a thread that never met the chain: each verifies the signatures of authorities once.
    fn judge_anew(&self) -> Result<(), Failure> {
        thread::scope(|scope| {
            let judged = scope.spawn(|| self.judge()).join();
            judged.unwrap_or_else(|_| Err(Failure::answer("the verifier panicked")))
        })
    }
}

/// Measures and prints.
pub fn run(place: &Workplace, arguments: &Arguments) -> Result<(), Failure> {
    let (pdf, root) = match (&arguments.pdf, &arguments.root) {
        (Some(pdf), Some(root)) => (pdf.clone(), root.clone()),
        _ => demonstrate(place)?,
    };
    let pem = fs::read_to_string(&root).map_err(Failure::file(&root))?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let exhibit = Exhibit {
        pdf: fs::read(&pdf).map_err(Failure::file(&pdf))?,
        roots: pem_decode_certificates(&pem)
            .map_err(|error| Failure::Document(error.to_string()))?,
        now: now.map_or(0, |since| i64::try_from(since.as_secs()).unwrap_or(0)),
    };
    println!("{} bytes", exhibit.pdf.len());
    let own = usage::own_process_seconds;
    let (often, count) = (arguments.count, arguments.count / 5 + 1);
    let say = |name: &str, millis: f64| println!("{name:<58} {millis:>6.2} CPU ms");
    let anew = millis(often, own, || exhibit.judge_anew())?;
    say("verify, every signature of the chain too", anew);
    let again = millis(often, own, || exhibit.judge())?;
    say("verify, the chain known from the file before", again);
    let children = usage::own_children_seconds;
    let start = millis(count, children, || call(place, &["--version".as_ref()]))?;
    let line = [
        "verify".as_ref(),
        pdf.as_ref(),
        "--trust".as_ref(),
        root.as_ref(),
    ];
    let whole = millis(count, children, || call(place, &line))?;
    say("mithaq verify, a whole process", whole);
    say("  of which its start (mithaq --version)", start);
    Ok(())
}

/// The demo's contract and the root of its seal.
fn demonstrate(place: &Workplace) -> Result<(PathBuf, PathBuf), Failure> {
    let out = place.path("demo");
    call(
        place,
        &[
            "demo".as_ref(),
            "--once".as_ref(),
            "--out".as_ref(),
            out.as_ref(),
        ],
    )?;
    Ok((out.join("contract.pdf"), out.join("root.pem")))
}

fn call(place: &Workplace, arguments: &[&Path]) -> Result<(), Failure> {
    let mut command = Command::new(place.binary());
    command
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null());
    let status = command.status().map_err(Failure::file(place.binary()))?;
    match status.success() {
        true => Ok(()),
        false => Err(Failure::Answer(format!("{arguments:?}: {status}"))),
    }
}

/// CPU milliseconds of each of `count` runs, after a few that do not count.
fn millis(
    count: u32,
    used: impl Fn() -> Result<f64, Failure>,
    work: impl Fn() -> Result<(), Failure>,
) -> Result<f64, Failure> {
    (0..count / 10 + 1).try_for_each(|_| work())?;
    let before = used()?;
    (0..count).try_for_each(|_| work())?;
    Ok((used()? - before) * 1e3 / f64::from(count))
}
