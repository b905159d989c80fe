//! Calls that act once although they are sent twice (`Idempotency-Key`, `wire.md` 1.2): a use case
//! gives its unit to [`App::write_once`], which claims the key first and records last, all in the
//! unit's own transaction. So of two at once one acts and the other gets its answer, and a crash
//! leaves both or neither.
//!
//! What is recorded is what the answer is made of, sealed under the tenant's key; tokens are not
//! among it: they are derived again. A refusal records nothing: who was refused may try again.

use mithaq_domain::{
    id::TenantId,
    replay::{IdempotencyKey, REPLAY_LIFE},
};
use mithaq_store::{
    StoreError, TenantTx,
    replay::{Recorded, ReplayKey},
    vault::{Entropy, TenantKey, equal},
};
use serde::{Serialize, de::DeserializeOwned};

use crate::{App, Failure, access::sha256, error::Answer};

/// Whether a call acts once, and what makes it the same call.
#[derive(Clone, Debug)]
pub struct Once(Option<Sent>);

#[derive(Clone, Debug)]
struct Sent {
    caller: String,
    route: String,
    key: IdempotencyKey,
    body: [u8; 32],
}

impl Once {
    /// A call without a key: it acts each time that it is sent.
    pub const fn each_time() -> Self {
        Self(None)
    }

    /// The call of this caller to this route under this key, with this body.
    pub fn under(caller: &str, route: &str, key: IdempotencyKey, body: &[u8]) -> Self {
        Self(Some(Sent {
            caller: caller.to_owned(),
            route: route.to_owned(),
            key,
            body: sha256(body),
        }))
    }

    fn replay_key(&self, key: &TenantKey) -> Option<ReplayKey> {
        let sent = self.0.as_ref()?;
        let parts = [&sent.caller, &sent.route, sent.key.as_str()].map(str::len);
        // Lengths first: where one part ends and the next begins is part of what is hashed.
        let call = format!(
            "{parts:?}{}{}{}",
            sent.caller,
            sent.route,
            sent.key.as_str()
        );
        Some(ReplayKey {
            key_hash: key.blind_index("idempotency key", &call),
            body_hash: key.blind_index("idempotency body", &hex(&sent.body)),
        })
    }
}

impl App {
    /// What the first call under this key did, where it did anything: to be asked before slow work
    /// and before rules that may have changed since.
    pub async fn find_done<T: DeserializeOwned>(
        &self,
        tenant: TenantId,
        once: &Once,
    ) -> Result<Option<T>, Failure> {
        let context = self.tenant(tenant)?;
        let Some(key) = once.replay_key(&context.key) else {
            return Ok(None);
        };
        let oldest = self.now().minus(REPLAY_LIFE);
        let found = self
            .store()
            .read(move |tx| tx.tenant(tenant).find_replay(&key.key_hash, oldest))
            .await
            .map_err(|error: StoreError| Failure::from(error))?;
        found
            .map(|recorded| open(&context.key, &key, &recorded))
            .transpose()
    }

    /// Runs a unit that acts once; what it answers is recorded and answered again.
    pub async fn write_once<T, R>(
        &self,
        tenant: TenantId,
        once: &Once,
        unit: impl Fn(&mut TenantTx<'_>) -> Answer<T, R> + Send + 'static,
    ) -> Answer<T, R>
    where
        T: Serialize + DeserializeOwned + Send + 'static,
        R: Send + 'static,
    {
        let (now, context) = (self.now(), self.tenant(tenant)?);
        let Some(key) = once.replay_key(&context.key) else {
            return self
                .store()
                .write(move |tx| unit(&mut tx.tenant(tenant)))
                .await;
        };
        let (drawn, oldest) = (self.random::<32>(), now.minus(REPLAY_LIFE));
        self.store()
            .write(move |tx| {
                let mut tx = tx.tenant(tenant);
                if !tx.claim_replay(&key, now, oldest)? {
                    let recorded = tx.find_replay(&key.key_hash, oldest)?;
                    let recorded = recorded.ok_or(Failure::Inconsistent("a claim of nobody"))?;
                    return open(&context.key, &key, &recorded).map(Ok);
                }
                let outcome = unit(&mut tx)?;
                match &outcome {
                    Ok(done) => {
                        let sealed = seal(&context.key, &key, done, &drawn)?;
                        tx.record_replay(&key.key_hash, &sealed)?;
                    }
                    Err(_) => tx.release_replay(&key.key_hash)?,
                }
                Ok(outcome)
            })
            .await
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn record(key: &ReplayKey) -> String {
    hex(&key.key_hash)
}

fn open<T: DeserializeOwned>(
    key: &TenantKey,
    replay: &ReplayKey,
    recorded: &Recorded,
) -> Result<T, Failure> {
    if !equal(&recorded.body_hash, &replay.body_hash) {
        return Err(Failure::KeyReused);
    }
    let plain = key.open("replay", &record(replay), &recorded.sealed)?;
    serde_json::from_slice(&plain).map_err(|_| Failure::Inconsistent("a record of another call"))
}

fn seal<T: Serialize>(
    key: &TenantKey,
    replay: &ReplayKey,
    done: &T,
    drawn: &[u8; 32],
) -> Result<Vec<u8>, Failure> {
    let plain = serde_json::to_vec(done).map_err(|_| Failure::Inconsistent("not recordable"))?;
    let nonce = DrawnBefore {
        key,
        drawn,
        plain: &plain,
    };
    Ok(key.seal("replay", &record(replay), &plain, &nonce)?)
}

/// Randomness for a unit, which may run twice and must then do the same: drawn before, and mixed
/// with what is sealed, so that two texts never share a nonce.
struct DrawnBefore<'a> {
    key: &'a TenantKey,
    drawn: &'a [u8; 32],
    plain: &'a [u8],
}

impl Entropy for DrawnBefore<'_> {
    fn fill(&self, bytes: &mut [u8]) {
        let mut source = self.drawn.to_vec();
        source.extend_from_slice(self.plain);
        let text = hex(&sha256(&source));
        let nonce = self.key.blind_index("nonce of a replay", &text);
        for (to, from) in bytes.iter_mut().zip(nonce) {
            *to = from;
        }
    }
}
