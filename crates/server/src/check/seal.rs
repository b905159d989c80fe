//! How far seals go, and whether each timestamp authority answers now: a timestamp over nothing is
//! asked of it and judged as one for a contract would be.

use mithaq_courier::{HttpClient, HttpRequest, Limits, Targets, origin};
use mithaq_pades::TimestampRequest;
use mithaq_service::{
    Clock,
    app::{SealPolicy, TimestampAuthority},
};
use mithaq_store::vault::{Entropy, OsEntropy};

use crate::{arguments, clock::SystemClock};

/// Longest answer that is read.
const ANSWER: usize = 64 << 10;

/// What is configured.
pub(super) fn settings(policy: &SealPolicy) -> Vec<(&'static str, String)> {
    let authorities: Vec<String> = policy.authorities.iter().map(name).collect();
    let authorities = match authorities.as_slice() {
        [] => "none: seals state a time that the company claims".to_owned(),
        _ => format!("{}: asked in this order", authorities.join(", ")),
    };
    vec![
        (
            "seal.level",
            format!(
                "{}: what seals are to reach where a company says nothing",
                policy.level.code()
            ),
        ),
        ("timestamp", authorities),
        (
            "journal.timestamp_minutes",
            match policy.heads_every {
                Some(every) => format!(
                    "{}: how often a journal that moved gets an outside timestamp",
                    every.as_millis() / 60_000
                ),
                None => "0: journals get no outside timestamp".to_owned(),
            },
        ),
    ]
}

/// The authorities that give no timestamp now, with the reason.
pub(super) fn warnings(policy: &SealPolicy) -> Vec<String> {
    if policy.authorities.is_empty() {
        return Vec::new();
    }
    let asked = arguments::block_on(async {
        let mut warnings = Vec::new();
        for authority in &policy.authorities {
            if let Err(why) = ask(authority).await {
                warnings.push(format!(
                    "the timestamp authority {} gives no timestamp: {why}",
                    name(authority)
                ));
            }
        }
        Ok(warnings)
    });
    asked.unwrap_or_else(|error| vec![error.to_string()])
}

fn name(authority: &TimestampAuthority) -> String {
    origin(&authority.url).unwrap_or_default()
}

async fn ask(authority: &TimestampAuthority) -> Result<(), String> {
    let mut nonce = [0; 16];
    OsEntropy.fill(&mut nonce);
    let request = TimestampRequest::new([0; 32], nonce, authority.policy.as_deref());
    let request = request.map_err(|error| error.to_string())?;
    let ask = HttpRequest {
        method: "POST".to_owned(),
        url: authority.url.clone(),
        headers: vec![(
            "content-type".to_owned(),
            "application/timestamp-query".to_owned(),
        )],
        body: request.der().to_vec(),
    };
    let limits = Limits {
        time: authority.time,
        body: ANSWER,
    };
    let answer = HttpClient::new(Targets::Any).send(&ask, limits).await;
    let answer = answer.map_err(|error| error.to_string())?;
    if answer.status != 200 {
        return Err(format!("it answered with status {}", answer.status));
    }
    let now = SystemClock.now().unix_seconds();
    let token = request.accept(&answer.body, &authority.roots, now);
    token.map(|_| ()).map_err(|error| error.to_string())
}
