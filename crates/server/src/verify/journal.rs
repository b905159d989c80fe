//! `mithaq verify journal`: judges the chain of every company's journal, or of one, from the data
//! folder alone; whether a server runs on it makes no difference, since nothing is locked or changed.
//! Exit codes: 0 whole · 1 broken · 2 could not be judged, or entries wait for their places for longer
//! than a minute · 3 whole, but a timestamp's authority is not among the given roots, where any are given.

mod kept;
mod lines;

use std::{path::PathBuf, process::ExitCode};

use mithaq_domain::{
    evidence::chain::{Broken, CHAINED_WITHIN},
    time::Instant,
};
use mithaq_service::{
    Clock,
    evidence::{HeadTime, JournalVerdict, judge_journal},
};
use mithaq_store::{
    StoreError,
    evidence::judge::{ChainVerdict, Kept},
};
use serde_json::{Value, json};

use self::kept::KeptHeads;
use super::{hexadecimal, json as seal_json};
use crate::{
    arguments::{DataArgs, LanguageArg},
    clock::SystemClock,
    error::CommandError,
    journal,
};

/// Whose journal.
#[derive(Debug, clap::Args)]
pub struct JournalArgs {
    /// The unique name of one company, instead of all
    #[arg(long, value_name = "NAME")]
    tenant: Option<String>,
    /// A head of this company that was kept outside the data folder: its size and its root in
    /// hexadecimal, as `--json` gives them
    #[arg(long, value_name = "SIZE:ROOT", requires = "tenant", value_parser = kept::parse)]
    expect: Option<Kept>,
    /// A file with heads that were kept outside the data folder, lines of `mithaq journal head`; may be
    /// given several times
    #[arg(long, value_name = "FILE")]
    head: Vec<PathBuf>,
    /// A trusted root certificate (PEM) of a timestamp authority; may be given several times
    #[arg(long, value_name = "ROOT.pem")]
    trust: Vec<PathBuf>,
    /// One JSON object instead of lines for people
    #[arg(long)]
    json: bool,
    /// The language of the lines
    #[arg(long, value_enum, default_value_t = LanguageArg::En)]
    language: LanguageArg,
    #[command(flatten)]
    data: DataArgs,
}

/// What was found of a company's journal.
struct Judged {
    name: String,
    verdict: Result<JournalVerdict, StoreError>,
    /// How many heads that were kept outside had to be met.
    kept: usize,
    is_trust_given: bool,
    now: Instant,
}

impl Judged {
    fn exit_code(&self) -> u8 {
        match &self.verdict {
            Ok(verdict) if !verdict.is_whole() => 1,
            Ok(verdict) if self.is_waiting(&verdict.chain) => 2,
            Ok(verdict) if self.is_unknown(verdict) => 3,
            Ok(_) => 0,
            Err(_) => 2,
        }
    }

    /// Whether an entry has waited for its place for so long that the chain does not tell of it.
    fn is_waiting(&self, verdict: &ChainVerdict) -> bool {
        let oldest = verdict.facts.oldest_unchained;
        oldest.is_some_and(|at| self.now.since(at) > CHAINED_WITHIN)
    }

    /// Whether roots were given and a timestamp's authority ends in none of them.
    fn is_unknown(&self, verdict: &JournalVerdict) -> bool {
        let mut times = verdict.times.iter();
        self.is_trust_given && times.any(|time| !time.token.is_trusted)
    }

    /// The verdict in one word.
    fn word(&self) -> &'static str {
        match &self.verdict {
            Ok(verdict) if verdict.is_untrue() => "untrue",
            Ok(verdict) if !verdict.is_whole() => "broken",
            Ok(verdict) if self.is_waiting(&verdict.chain) => "waiting",
            Ok(verdict) if self.is_unknown(verdict) => "unknown-issuer",
            Ok(_) => "whole",
            Err(_) => "not-judged",
        }
    }
}

/// Judges and says so.
pub(super) fn run(args: &JournalArgs) -> Result<ExitCode, CommandError> {
    let judged = match judge(args) {
        Ok(judged) => judged,
        Err(error) => {
            complain!("{error}");
            return Ok(ExitCode::from(2));
        }
    };
    if args.json {
        say!("{:#}", object(&judged));
    } else {
        let locale = args.language.into();
        let lines = judged
            .iter()
            .flat_map(|judged| lines::write(judged, locale));
        lines.for_each(|line| say!("{line}"));
    }
    Ok(ExitCode::from(exit_code(&judged)))
}

fn judge(args: &JournalArgs) -> Result<Vec<Judged>, CommandError> {
    let now = SystemClock.now();
    let roots = super::roots(&args.trust)?;
    let by = (roots.as_slice(), now.unix_seconds());
    let inspection = journal::open(&args.data)?;
    let all = journal::tenants(&inspection, None)?;
    let lines = kept::read(&args.head)?;
    if let Some(error) = kept::missing(&lines, &all) {
        return Err(error);
    }
    let mut judged = Vec::new();
    for tenant in journal::tenants(&inspection, args.tenant.as_deref())? {
        let name = tenant.name.as_str().to_owned();
        let kept = KeptHeads::of(&name, &lines, by)?;
        let heads = [kept.heads.as_slice(), args.expect.as_slice()].concat();
        let verdict = judge_journal(&inspection, tenant.id, &heads, by);
        judged.push(Judged {
            verdict: verdict.map(|verdict| with_kept(verdict, kept.times)),
            kept: heads.len(),
            is_trust_given: !args.trust.is_empty(),
            name,
            now,
        });
    }
    Ok(judged)
}

/// The verdict with the timestamps that were kept outside with their heads and are not in the database.
fn with_kept(mut verdict: JournalVerdict, times: Vec<HeadTime>) -> JournalVerdict {
    for time in times {
        let is_there = |other: &HeadTime| other.size == time.size;
        if verdict.chain.broken.is_none() && !verdict.times.iter().any(is_there) {
            verdict.times.push(time);
        }
    }
    verdict.times.sort_by_key(|time| time.size);
    verdict
}

/// A break is said before what could not be judged.
fn exit_code(judged: &[Judged]) -> u8 {
    let codes: Vec<u8> = judged.iter().map(Judged::exit_code).collect();
    let worst = [1, 2, 3].into_iter().find(|code| codes.contains(code));
    worst.unwrap_or(0)
}

fn object(judged: &[Judged]) -> Value {
    let companies: Vec<Value> = judged.iter().map(company).collect();
    json!({ "exitCode": exit_code(judged), "companies": companies })
}

fn company(judged: &Judged) -> Value {
    let mut object = json!({ "company": judged.name, "verdict": judged.word() });
    let Some(fields) = object.as_object_mut() else {
        return object;
    };
    match &judged.verdict {
        Err(error) => drop(fields.insert("problem".to_owned(), json!(error.to_string()))),
        Ok(verdict) => {
            let facts = &verdict.chain.facts;
            let proven = verdict.newest_proven().map(|(time, at)| {
                let authority = &time.token.authority_subject;
                json!({ "entries": time.size, "at": at.to_iso(), "authority": authority })
            });
            let times = verdict.times.iter().map(seal_json::of_head_time);
            let head = facts.head.map(|head| {
                json!({
                    "size": head.size,
                    "at": head.at.to_iso(),
                    "link": hexadecimal(&head.link),
                    "root": hexadecimal(&head.root),
                    "imprint": hexadecimal(&head.imprint()),
                })
            });
            let rest = json!({
                "entries": facts.walked,
                "heads": facts.heads,
                "head": head,
                "unchained": facts.unchained,
                "oldestUnchained": facts.oldest_unchained.map(Instant::to_iso),
                "keptHeads": judged.kept,
                "timestamps": times.collect::<Vec<_>>(),
                "proven": proven,
                "broken": verdict.chain.broken.as_ref().map(broken),
            });
            fields.extend(rest.as_object().cloned().unwrap_or_default());
        }
    }
    object
}

fn broken(broken: &Broken) -> Value {
    let (place, entry, now_at) = places(broken);
    json!({
        "kind": kind(broken),
        "at": place,
        "entry": entry,
        "nowAt": now_at,
    })
}

/// A stable word for machines, and the end of the key of its sentence.
const fn kind(broken: &Broken) -> &'static str {
    match broken {
        Broken::Missing { .. } => "missing",
        Broken::Edited { .. } => "edited",
        Broken::Moved { .. } => "moved",
        Broken::Unlinked { .. } => "unlinked",
        Broken::Head { .. } => "head",
        Broken::Headless { .. } => "headless",
        Broken::Unreadable { .. } => "unreadable",
        Broken::Outside { .. } => "outside",
        Broken::Tree { .. } => "tree",
    }
}

/// Where it is broken, at which entry, and where the entry is now that stood there.
fn places(broken: &Broken) -> (i64, Option<String>, Option<i64>) {
    match broken {
        Broken::Missing { sequence }
        | Broken::Headless { sequence }
        | Broken::Unreadable { sequence }
        | Broken::Tree { sequence } => (*sequence, None, None),
        Broken::Head { size } | Broken::Outside { size } => (*size, None, None),
        Broken::Edited { sequence, entry } | Broken::Unlinked { sequence, entry } => {
            (*sequence, Some(entry.to_string()), None)
        }
        Broken::Moved {
            sequence,
            entry,
            now_at,
        } => (*sequence, Some(entry.to_string()), Some(*now_at)),
    }
}
