//! Agents that sign on members' own computers with keys that never leave them (`mithaq sign-agent`). They dial out to this
//! server; nothing here dials them.
//!
//! Map: [`pair`] a code, a certificate, a secret · [`ask`] what is to be signed, made ready · [`give`] the signature · [`paper`] how an
//! agent looks at what it is asked.

mod ask;
mod give;
mod pair;
mod paper;

pub use ask::{Asked, next_request};
pub use give::{GiveRefusal, give_signature, refuse_request};
pub use pair::{
    PairAgent, PairRefusal, PairedAgent, Pairing, pair_agent, pairing_code, pairing_message,
    revoke_agent,
};
pub use paper::{Distrust, Paper};

use mithaq_store::{StoreError, agent::AgentRow};

use crate::{App, Failure, access::sha256};

/// The agent of a secret; none where it was revoked or never was.
pub(crate) async fn find_agent(app: &App, secret: &str) -> Result<Option<AgentRow>, Failure> {
    let hash = sha256(secret.as_bytes());
    let found = app.store().read(move |tx| tx.everyone().find_agent(&hash));
    found
        .await
        .map_err(|error: StoreError| Failure::from(error))
}
