//! The published keys of providers, kept for a day and fetched again when a token names a key that
//! is not among them: at most once a minute, however many such tokens come.

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError},
    time::Duration,
};

use jsonwebtoken::jwk::{Jwk, PublicKeyUse};
use mithaq_courier::{HttpClient, HttpRequest, Limits, Targets};
use mithaq_domain::time::{Instant, Span};
use serde::Deserialize;
use serde_json::Value;
use tokio::sync::Mutex;

use super::unavailable;
use crate::Failure;

/// Keys are fetched anew after this long, so that withdrawn ones go.
const LIFE: Span = Span::days(1);
/// And not more often than this.
const PAUSE: Span = Span::minutes(1);
const LIMITS: Limits = Limits {
    time: Duration::from_secs(5),
    body: 256 << 10,
};

/// The keys of one address.
#[derive(Default)]
struct KeySet {
    keys: Vec<Jwk>,
    fetched_at: Option<Instant>,
    tried_at: Option<Instant>,
}

/// The keys of every provider's address. The addresses are the operator's own choice.
pub struct KeySets {
    client: HttpClient,
    sets: std::sync::Mutex<HashMap<String, Arc<Mutex<KeySet>>>>,
}

impl Default for KeySets {
    fn default() -> Self {
        Self {
            client: HttpClient::new(Targets::Any),
            sets: std::sync::Mutex::default(),
        }
    }
}

impl KeySets {
    /// The key of an id, from an address's set.
    pub(super) async fn find(
        &self,
        url: &str,
        kid: &str,
        now: Instant,
    ) -> Result<Option<Jwk>, Failure> {
        let set = {
            let mut sets = self.sets.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(sets.entry(url.to_owned()).or_default())
        };
        // Whoever comes while the keys are fetched waits for them and fetches nothing.
        let mut set = set.lock().await;
        let fresh = set.fetched_at.is_some_and(|at| now < at.plus(LIFE));
        let known = set.find(kid).filter(|_| fresh);
        if known.is_some() {
            return Ok(known);
        }
        if set.tried_at.is_none_or(|at| now >= at.plus(PAUSE)) {
            set.tried_at = Some(now);
            let fetched = self.fetch(url).await;
            match fetched {
                Ok(keys) => (set.keys, set.fetched_at) = (keys, Some(now)),
                Err(why) if !fresh => return Err(unavailable(&why)),
                Err(why) => tracing::warn!(%why, "a provider's keys could not be fetched again"),
            }
        } else if !fresh {
            return Err(unavailable(&"they could not be fetched a moment ago"));
        }
        Ok(set.find(kid))
    }

    async fn fetch(&self, url: &str) -> Result<Vec<Jwk>, String> {
        let ask = HttpRequest {
            method: "GET".to_owned(),
            url: url.to_owned(),
            headers: vec![("accept".to_owned(), "application/json".to_owned())],
            body: Vec::new(),
        };
        let answer = self.client.send(&ask, LIMITS).await;
        let answer = answer.map_err(|error| error.to_string())?;
        if answer.status != 200 || answer.is_cut {
            return Err(format!("status {}, cut {}", answer.status, answer.is_cut));
        }
        parse(&answer.body).ok_or_else(|| "no key set".to_owned())
    }
}

impl KeySet {
    fn find(&self, kid: &str) -> Option<Jwk> {
        let of_id = |key: &&Jwk| key.common.key_id.as_deref() == Some(kid);
        self.keys.iter().find(of_id).cloned()
    }
}

/// Reads a set (RFC 7517, 5); members of kinds that we do not know are passed over.
fn parse(body: &[u8]) -> Option<Vec<Jwk>> {
    #[derive(Deserialize)]
    struct Set {
        keys: Vec<Value>,
    }
    let set: Set = serde_json::from_slice(body).ok()?;
    let keys = set.keys.into_iter();
    let keys = keys.filter_map(|key| serde_json::from_value::<Jwk>(key).ok());
    let signs = |key: &Jwk| !matches!(key.common.public_key_use, Some(PublicKeyUse::Encryption));
    Some(keys.filter(signs).collect())
}
