//! `mithaq verify`: judges the seals of a PDF or an evidence bundle ([`bundle`]) without any server or data
//! folder, and by `verify journal`
//! ([`journal`]) the chain of a data folder's journal. Exit codes for a PDF: 0
//! intact, the whole file covered, every chain ends in a given root · 1 altered or invalid · 2
//! unsigned or unreadable · 3 intact, but an issuer is not among the given roots.
//!
//! The judging is `pades`'; here is what people and programs are told of it.

mod bundle;
mod journal;
mod json;
mod lines;

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{Args, Subcommand};
use mithaq_i18n::Locale;
use mithaq_pades::{Unreadable, Verdict, pem_decode_certificates};
use mithaq_service::{Clock, evidence::is_zip};

use crate::{arguments::LanguageArg, clock::SystemClock, error::CommandError};

/// The file and who is trusted.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct VerifyArgs {
    #[command(subcommand)]
    other: Option<VerifyCommand>,
    /// The PDF or evidence bundle; one whose name is that of a command is given with its folder, `./journal`
    #[arg(required = true)]
    file: Option<PathBuf>,
    /// A trusted root certificate (PEM); may be given several times
    #[arg(long, value_name = "ROOT.pem")]
    trust: Vec<PathBuf>,
    /// One JSON object instead of lines for people
    #[arg(long)]
    json: bool,
    /// The language of the lines
    #[arg(long, value_enum, default_value_t = LanguageArg::En)]
    language: LanguageArg,
}

/// What else can be judged.
#[derive(Debug, Subcommand)]
enum VerifyCommand {
    /// Judge the chain of a data folder's journal and its timestamps: 0 whole, 1 broken, 2 could not be judged or entries
    /// wait for their places for more than a minute, 3 unknown timestamp authority
    Journal(journal::JournalArgs),
}

/// Why there is no verdict on seals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoVerdict {
    /// The file could not be read from the disk.
    NoFile,
    /// It is no PDF that could be judged, or it bears no seal.
    Unreadable(Unreadable),
}

impl NoVerdict {
    /// A stable word for machines, and the end of the key of its sentence.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::NoFile => "no-file",
            Self::Unreadable(Unreadable::NotReadable) => "not-readable",
            Self::Unreadable(Unreadable::Encrypted) => "encrypted",
            Self::Unreadable(Unreadable::Unsigned) => "unsigned",
        }
    }
}

/// What is to be told.
pub(crate) struct Judged {
    pub file: String,
    pub verdict: Result<Verdict, NoVerdict>,
}

impl Judged {
    /// 0, 1, 2 or 3; see the head of this file.
    pub(crate) fn exit_code(&self) -> u8 {
        self.verdict.as_ref().map_or(2, Verdict::exit_code)
    }
}

/// Judges what was named and says so.
pub fn run(args: &VerifyArgs) -> Result<ExitCode, CommandError> {
    match (&args.other, &args.file) {
        (Some(VerifyCommand::Journal(args)), _) => journal::run(args),
        (None, Some(file)) => run_file(args, file),
        (None, None) => Err(CommandError::Refused("no file was named".to_owned())),
    }
}

fn run_file(args: &VerifyArgs, file: &Path) -> Result<ExitCode, CommandError> {
    let roots = match roots(&args.trust) {
        Ok(roots) => roots,
        Err(error) => {
            complain!("{error}");
            return Ok(ExitCode::from(2));
        }
    };
    let (name, now) = (file.display().to_string(), SystemClock.now().unix_seconds());
    let read = fs::read(file);
    if let Some(bytes) = read.as_ref().ok().filter(|bytes| is_zip(bytes)) {
        let judged = bundle::Judged::of(name, bytes, &roots, now);
        tell(args, || judged.json(), |locale| judged.lines(locale));
        return Ok(ExitCode::from(judged.exit_code()));
    }
    let verdict = read
        .map_err(|_| NoVerdict::NoFile)
        .and_then(|bytes| mithaq_pades::verify(&bytes, &roots, now).map_err(NoVerdict::Unreadable));
    let judged = Judged {
        file: name,
        verdict,
    };
    let lines = |locale| lines::write(&judged, locale);
    tell(args, || json::write(&judged), lines);
    Ok(ExitCode::from(judged.exit_code()))
}

/// Says what was found, in the form that was asked for.
fn tell(
    args: &VerifyArgs,
    json: impl FnOnce() -> String,
    lines: impl FnOnce(Locale) -> Vec<String>,
) {
    if args.json {
        say!("{}", json());
        return;
    }
    let locale = args.language.into();
    lines(locale).iter().for_each(|line| say!("{line}"));
}

fn roots(files: &[PathBuf]) -> Result<Vec<Vec<u8>>, CommandError> {
    let mut roots = Vec::new();
    for file in files {
        let text = fs::read_to_string(file).map_err(CommandError::file(file))?;
        let found = pem_decode_certificates(&text);
        let wrong = |error| CommandError::Refused(format!("{}: {error}", file.display()));
        roots.extend(found.map_err(wrong)?);
    }
    Ok(roots)
}

/// Lower-case hexadecimal.
pub fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
