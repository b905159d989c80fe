//! `mithaq verify`: judges the seals of a PDF without any server or data folder. Exit codes: 0
//! intact, the whole file covered, every chain ends in a given root · 1 altered or invalid · 2
//! unsigned or unreadable · 3 intact, but an issuer is not among the given roots.
//!
//! The judging is `pades`'; here is what people and programs are told of it.

mod json;
mod lines;

use std::{fs, path::PathBuf, process::ExitCode};

use clap::Args;
use mithaq_i18n::Locale;
use mithaq_pades::{Unreadable, Verdict, pem_decode_certificates};
use mithaq_service::Clock;

use crate::{clock::SystemClock, error::CommandError, tenant::LanguageArg};

/// The file and who is trusted.
#[derive(Debug, Args)]
pub struct VerifyArgs {
    /// The PDF
    file: PathBuf,
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

/// Judges the file and says so.
pub fn run(args: &VerifyArgs) -> Result<ExitCode, CommandError> {
    let roots = match roots(&args.trust) {
        Ok(roots) => roots,
        Err(error) => {
            complain!("{error}");
            return Ok(ExitCode::from(2));
        }
    };
    let verdict = fs::read(&args.file)
        .map_err(|_| NoVerdict::NoFile)
        .and_then(|bytes| {
            let now = SystemClock.now().unix_seconds();
            mithaq_pades::verify(&bytes, &roots, now).map_err(NoVerdict::Unreadable)
        });
    let judged = Judged {
        file: args.file.display().to_string(),
        verdict,
    };
    if args.json {
        say!("{}", json::write(&judged));
    } else {
        let locale = match args.language {
            LanguageArg::Ar => Locale::Ar,
            LanguageArg::En => Locale::En,
        };
        lines::write(&judged, locale)
            .iter()
            .for_each(|line| say!("{line}"));
    }
    Ok(ExitCode::from(judged.exit_code()))
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
