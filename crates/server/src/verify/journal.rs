//! `mithaq verify journal`: judges the chain of every company's journal, or of one, from the data
//! folder alone; whether a server runs on it makes no difference, since nothing is locked or changed.
//! Exit codes: 0 whole · 1 broken · 2 could not be judged, or entries wait for their places for longer
//! than a minute.

mod lines;

use std::process::ExitCode;

use mithaq_domain::{
    evidence::chain::{Broken, CHAINED_WITHIN},
    tenant::TenancyName,
    time::Instant,
};
use mithaq_i18n::Locale;
use mithaq_service::Clock;
use mithaq_store::{
    Inspection, StoreError,
    evidence::judge::{ChainVerdict, Kept, judge_chain},
};
use serde_json::{Value, json};

use super::hexadecimal;
use crate::{
    arguments::{DataArgs, LanguageArg},
    clock::SystemClock,
    config::Config,
    error::CommandError,
};

/// Whose journal.
#[derive(Debug, clap::Args)]
pub struct JournalArgs {
    /// The unique name of one company, instead of all
    #[arg(long, value_name = "NAME")]
    tenant: Option<String>,
    /// A head of this company that was kept outside the data folder: its size and its root in
    /// hexadecimal, as `--json` gives them
    #[arg(long, value_name = "SIZE:ROOT", requires = "tenant", value_parser = kept)]
    expect: Option<Kept>,
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
    verdict: Result<ChainVerdict, StoreError>,
    now: Instant,
}

impl Judged {
    fn exit_code(&self) -> u8 {
        match &self.verdict {
            Ok(verdict) if verdict.broken.is_some() => 1,
            Ok(verdict) if !self.is_waiting(verdict) => 0,
            _ => 2,
        }
    }

    /// Whether an entry has waited for its place for so long that the chain does not tell of it.
    fn is_waiting(&self, verdict: &ChainVerdict) -> bool {
        let oldest = verdict.facts.oldest_unchained;
        oldest.is_some_and(|at| self.now.since(at) > CHAINED_WITHIN)
    }

    /// The verdict in one word.
    fn word(&self) -> &'static str {
        match &self.verdict {
            Ok(verdict) if verdict.broken.is_some() => "broken",
            Ok(verdict) if self.is_waiting(verdict) => "waiting",
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
        let locale = match args.language {
            LanguageArg::Ar => Locale::Ar,
            LanguageArg::En => Locale::En,
        };
        let lines = judged
            .iter()
            .flat_map(|judged| lines::write(judged, locale));
        lines.for_each(|line| say!("{line}"));
    }
    Ok(ExitCode::from(exit_code(&judged)))
}

fn judge(args: &JournalArgs) -> Result<Vec<Judged>, CommandError> {
    let folder = match &args.data.data {
        Some(folder) => folder.clone(),
        None => Config::data_folder(args.data.config.config.as_deref())?,
    };
    let refused = |error: StoreError| CommandError::Refused(error.to_string());
    let inspection = Inspection::open(&folder).map_err(refused)?;
    let tenants = inspection.read(|tx| tx.everyone().list_tenants());
    let wanted = args.tenant.as_deref().map(TenancyName::parse);
    let mut judged = Vec::new();
    for row in tenants.map_err(refused)? {
        let tenant = row.tenant;
        if wanted
            .as_ref()
            .is_some_and(|name| name.as_ref() != Ok(&tenant.name))
        {
            continue;
        }
        judged.push(Judged {
            name: tenant.name.as_str().to_owned(),
            verdict: judge_chain(&inspection, tenant.id, args.expect),
            now: SystemClock.now(),
        });
    }
    match &args.tenant {
        Some(name) if judged.is_empty() => Err(CommandError::Refused(format!(
            "there is no company named {name:?}"
        ))),
        _ => Ok(judged),
    }
}

/// A break is said before what could not be judged.
fn exit_code(judged: &[Judged]) -> u8 {
    let codes: Vec<u8> = judged.iter().map(Judged::exit_code).collect();
    match codes.contains(&1) {
        true => 1,
        false => codes.into_iter().max().unwrap_or(0),
    }
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
            let facts = &verdict.facts;
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
                "broken": verdict.broken.as_ref().map(broken),
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

/// A head on the command line.
fn kept(text: &str) -> Result<Kept, String> {
    let wrong = || "SIZE:ROOT, for example 1024:9f86d0…, with 64 hexadecimal digits".to_owned();
    let (size, root) = text.split_once(':').ok_or_else(wrong)?;
    let size = size
        .parse()
        .ok()
        .filter(|size| *size > 0)
        .ok_or_else(wrong)?;
    let (pairs, rest) = root.as_bytes().as_chunks::<2>();
    let digit = |byte: &u8| {
        char::from(*byte)
            .to_digit(16)
            .and_then(|digit| u8::try_from(digit).ok())
    };
    let bytes: Option<Vec<u8>> = pairs
        .iter()
        .map(|[high, low]| Some(digit(high)? << 4 | digit(low)?))
        .collect();
    let root = bytes
        .filter(|_| rest.is_empty())
        .and_then(|bytes| bytes.try_into().ok());
    Ok(Kept {
        size,
        root: root.ok_or_else(wrong)?,
    })
}
