//! The configuration: a TOML file and the environment (`MITHAQ_LISTEN` for `listen`), read once.
//! What may be written is in `config/raw`; here is what it means, judged whole, so that an
//! operator sees every mistake at once.

pub mod messages;
mod raw;
mod seal;
mod token;

use std::{
    net::{IpAddr, SocketAddr},
    path::{Path, PathBuf},
    sync::Arc,
};

use axum::http::Uri;
use mithaq_service::app::{SealPolicy, TokenSettings};
use mithaq_store::Durability;

use crate::{
    error::CommandError,
    telemetry::{self, LogFormat},
};
use messages::Messages;
use raw::Raw;

/// Codes that one network address may ask for within an hour, where nothing else is said.
const CODES_PER_ADDRESS: i64 = 60;
const MOST_WORKERS: usize = 256;

/// What a server is told, judged.
#[derive(Clone)]
pub struct Config {
    /// The file that it was read from, if any.
    pub file: Option<PathBuf>,
    /// Where to listen.
    pub listen: SocketAddr,
    /// The data folder.
    pub data: PathBuf,
    /// The address that links are built from, without a slash at its end.
    pub public_url: String,
    /// Peers whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Arc<[IpAddr]>,
    /// Where messages go in development.
    pub development_outbox: Option<PathBuf>,
    /// Threads for slow work.
    pub workers: usize,
    /// Codes that one network address may ask for within an hour.
    pub codes_per_address_per_hour: i64,
    /// Whether webhooks may lead to private networks, and without TLS.
    pub private_webhook_targets: bool,
    /// Which log lines are written.
    pub log: String,
    /// And how.
    pub log_format: LogFormat,
    /// How messages leave.
    pub gateways: Messages,
    /// How seals are made.
    pub seals: SealPolicy,
}

impl Config {
    /// Reads file and environment; everything that is wrong, at once.
    pub fn load(named: Option<&Path>) -> Result<Self, CommandError> {
        let (file, raw) = Raw::load(named)?;
        judge(file, raw).map_err(CommandError::Config)
    }

    /// The data folder alone, for commands that need nothing else.
    pub fn data_folder(named: Option<&Path>) -> Result<PathBuf, CommandError> {
        let (_, raw) = Raw::load(named)?;
        raw.data
            .ok_or_else(|| CommandError::Config(vec![NO_DATA.to_owned()]))
    }

    /// The tokens alone, for commands that need nothing else.
    pub fn tokens(named: Option<&Path>) -> Result<Vec<TokenSettings>, CommandError> {
        let (_, raw) = Raw::load(named)?;
        let mut problems = Vec::new();
        let tokens = token::judge(raw.token, &mut |problem| problems.push(problem));
        if problems.is_empty() {
            Ok(tokens)
        } else {
            Err(CommandError::Config(problems))
        }
    }
}

const NO_DATA: &str = "`data` is missing: name the folder where everything is kept";

fn judge(file: Option<PathBuf>, raw: Raw) -> Result<Config, Vec<String>> {
    let mut problems = Vec::new();
    let mut note = |problem: String| problems.push(problem);
    let public_url = raw
        .public_url
        .as_deref()
        .map_or(Err(NO_PUBLIC_URL.to_owned()), public_url);
    let public_url = public_url.unwrap_or_else(|problem| {
        note(problem);
        String::new()
    });
    let data = raw.data.unwrap_or_else(|| {
        note(NO_DATA.to_owned());
        PathBuf::new()
    });
    let workers = raw.workers.unwrap_or_else(processors);
    if !(1..=MOST_WORKERS).contains(&workers) {
        note(format!(
            "`workers` is {workers}; it may be 1 to {MOST_WORKERS}"
        ));
    }
    let codes = raw.codes_per_address_per_hour.unwrap_or(CODES_PER_ADDRESS);
    if codes < 1 {
        note(format!(
            "`codes_per_address_per_hour` is {codes}; it must be at least 1"
        ));
    }
    let log = raw.log.unwrap_or_else(|| "info".to_owned());
    if !telemetry::is_filter(&log) {
        note(format!(
            "`log` is {log:?}, which is no filter; for example \"info\""
        ));
    }
    let gateways = messages::judge(raw.smtp, raw.sms, &mut note);
    let mut seals = seal::judge(raw.seal, raw.timestamp, &raw.journal, &mut note);
    seals.tokens = token::judge(raw.token, &mut note);
    let config = Config {
        file,
        seals,
        gateways,
        listen: raw.listen.unwrap_or(DEFAULT_LISTEN),
        data,
        public_url,
        trusted_proxies: raw.trusted_proxies.0.into(),
        development_outbox: raw.development_outbox,
        workers,
        codes_per_address_per_hour: codes,
        private_webhook_targets: raw.webhooks.allow_private_targets,
        log,
        log_format: raw.log_format,
    };
    if problems.is_empty() {
        Ok(config)
    } else {
        Err(problems)
    }
}

/// This machine only, unless told otherwise.
pub const DEFAULT_LISTEN: SocketAddr =
    SocketAddr::new(IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 8080);

const NO_PUBLIC_URL: &str = "`public_url` is missing: the address under which people reach this server, \
for example \"https://sign.example.com\"; links are never built from what a request claims";

/// An http or https address without user, path, query or fragment.
fn public_url(text: &str) -> Result<String, String> {
    let refused = |why: &str| Err(format!("`public_url` is {text:?}: {why}"));
    let Ok(address) = text.trim().parse::<Uri>() else {
        return refused("this is no address");
    };
    let Some(scheme @ ("http" | "https")) = address.scheme_str() else {
        return refused("it must begin with https:// (or http://)");
    };
    let Some(authority) = address.authority().filter(|named| !named.host().is_empty()) else {
        return refused("it names no host");
    };
    if authority.as_str().contains('@') {
        return refused("it may not name a user");
    }
    if !matches!(address.path(), "" | "/") || address.query().is_some() || text.contains('#') {
        return refused("it may have no path, query or fragment");
    }
    Ok(format!(
        "{scheme}://{}",
        authority.as_str().to_ascii_lowercase()
    ))
}

/// As many as there are processors: these threads have a low priority, so that short calls go first.
pub fn processors() -> usize {
    std::thread::available_parallelism().map_or(1, |count| count.get().min(MOST_WORKERS))
}

/// When the disk must have what is acknowledged: always. `MITHAQ_TEST_SYNCHRONOUS=off` exists only
/// so that the test of durability can prove that it would notice.
pub fn durability() -> Durability {
    match std::env::var("MITHAQ_TEST_SYNCHRONOUS").as_deref() {
        Ok("off") => {
            complain!(
                "WARNING: MITHAQ_TEST_SYNCHRONOUS=off. A power failure WILL LOSE what was acknowledged. \
                 This exists for one test; never run a server with it."
            );
            Durability::SyncNothing
        }
        _ => Durability::SyncEveryCommit,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_public_url_is_an_origin_and_nothing_more() {
        assert_eq!(
            public_url("https://Sign.Example.com/").unwrap(),
            "https://sign.example.com"
        );
        assert_eq!(
            public_url("http://[::1]:8080").unwrap(),
            "http://[::1]:8080"
        );
        for wrong in [
            "sign.example.com",
            "ftp://example.com",
            "https://",
            "https://example.com/sign",
            "https://example.com/?a=b",
            "https://example.com/#a",
            "https://user@example.com",
            "https://exa mple.com",
            "",
        ] {
            assert!(public_url(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn every_mistake_is_named_at_once() {
        let raw = Raw {
            workers: Some(0),
            codes_per_address_per_hour: Some(0),
            log: Some("=".to_owned()),
            ..Raw::default()
        };
        let problems = judge(None, raw).err().unwrap();
        for key in [
            "public_url",
            "data",
            "workers",
            "codes_per_address_per_hour",
            "log",
        ] {
            assert!(
                problems
                    .iter()
                    .any(|problem| problem.starts_with(&format!("`{key}`"))),
                "{key}"
            );
        }
    }
}
