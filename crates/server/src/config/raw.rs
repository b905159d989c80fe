//! What may be written in the file and in the environment, word for word. A key that means nothing
//! is refused: it was meant to mean something.

use std::{
    fs,
    io::ErrorKind,
    net::{IpAddr, SocketAddr},
    path::{Path, PathBuf},
};

use figment::{
    Figment,
    error::Kind,
    providers::{Env, Format, Toml},
};
use serde::{Deserialize, Deserializer, de::Error};

use super::messages::{RawSms, RawSmtp};
use super::seal::{RawJournal, RawSeal, RawTimestamp};
use super::token::RawToken;
use crate::{error::CommandError, telemetry::LogFormat};

/// Read where no file is named, if it is there.
const USUAL_FILE: &str = "mithaq.toml";
const PREFIX: &str = "MITHAQ_";
/// Variables under our prefix that are no settings: they hold what a setting names (`{ env = … }`),
/// or speak to the test suites.
const NO_SETTINGS: &[&str] = &[
    "secret_",
    "test_",
    "blackbox_",
    "binary",
    "bench_",
    "judges_",
];

/// The settings as written.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Raw {
    pub listen: Option<SocketAddr>,
    pub data: Option<PathBuf>,
    pub public_url: Option<String>,
    pub trusted_proxies: Addresses,
    pub development_outbox: Option<PathBuf>,
    pub workers: Option<usize>,
    pub codes_per_address_per_hour: Option<i64>,
    pub webhooks: RawWebhooks,
    pub log: Option<String>,
    pub log_format: LogFormat,
    pub smtp: Option<RawSmtp>,
    pub sms: Vec<RawSms>,
    pub seal: RawSeal,
    pub timestamp: Vec<RawTimestamp>,
    pub token: Vec<RawToken>,
    pub journal: RawJournal,
}

/// What concerns webhooks.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawWebhooks {
    pub allow_private_targets: bool,
}

/// A list of addresses; in the environment one text with commas.
#[derive(Debug, Default)]
pub(super) struct Addresses(pub Vec<IpAddr>);

impl<'de> Deserialize<'de> for Addresses {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Written {
            One(String),
            Many(Vec<String>),
        }
        let words = match Written::deserialize(deserializer)? {
            Written::One(text) => text.split(',').map(|word| word.trim().to_owned()).collect(),
            Written::Many(words) => words,
        };
        let read = |word: &String| {
            let wrong = || D::Error::custom(format!("{word:?} is no network address"));
            word.parse().map_err(|_| wrong())
        };
        let words: Vec<String> = words.into_iter().filter(|word| !word.is_empty()).collect();
        words.iter().map(read).collect::<Result<_, _>>().map(Self)
    }
}

impl Raw {
    /// The file, if there is one, and what it and the environment say.
    pub(super) fn load(named: Option<&Path>) -> Result<(Option<PathBuf>, Self), CommandError> {
        let file = find(named)?;
        let mut figment = Figment::new();
        if let Some((_, text)) = &file {
            figment = figment.merge(Toml::string(text));
        }
        let environment = Env::prefixed(PREFIX).map(|key| {
            // A setting within a table: MITHAQ_WEBHOOKS_ALLOW_PRIVATE_TARGETS.
            let key = key.as_str().to_ascii_lowercase();
            let key = key.replacen("webhooks_", "webhooks.", 1);
            let key = key.replacen("seal_", "seal.", 1);
            key.replacen("journal_", "journal.", 1).into()
        });
        let environment = environment.filter(|key| {
            let key = key.as_str().to_ascii_lowercase();
            !NO_SETTINGS.iter().any(|start| key.starts_with(start))
        });
        let file = file.map(|(path, _)| path);
        match figment.merge(environment).extract() {
            Ok(raw) => Ok((file, raw)),
            Err(errors) => Err(CommandError::Config(
                errors
                    .into_iter()
                    .map(|error| sentence(file.as_deref(), &error))
                    .collect(),
            )),
        }
    }
}

fn find(named: Option<&Path>) -> Result<Option<(PathBuf, String)>, CommandError> {
    let path = named.unwrap_or_else(|| Path::new(USUAL_FILE));
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some((path.to_owned(), text))),
        Err(error) if named.is_none() && error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(CommandError::File {
            path: path.to_owned(),
            error,
        }),
    }
}

/// Where it stands and what is wrong with it.
fn sentence(file: Option<&Path>, error: &figment::Error) -> String {
    let from_file = error
        .metadata
        .as_ref()
        .is_none_or(|metadata| !metadata.name.contains("environment"));
    let place = match file {
        Some(file) if from_file => file.display().to_string(),
        _ => "the environment".to_owned(),
    };
    if let Kind::UnknownField(key, known) = &error.kind {
        return format!(
            "{place}: `{key}` is no setting; there are {}",
            known.join(", ")
        );
    }
    let key = error.path.join(".");
    if key.is_empty() {
        format!("{place}: {}", error.kind)
    } else {
        format!("{place}: `{key}`: {}", error.kind)
    }
}
