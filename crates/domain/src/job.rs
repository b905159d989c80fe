//! Deferred effects: written in the transaction of the act that causes them, run later, at
//! least once. How they run is `service`'s and `server`'s business.

use serde::{Deserialize, Serialize};

use crate::{
    id::{ContractId, SessionId},
    time::{Instant, Span},
};

/// What is to be done. Holds ids only: personal values lie sealed beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Job {
    /// Hand a message to the courier; its text and address are sealed beside the job.
    SendMessage {
        /// The session on whose behalf it is sent; its key opens the message. Without one it is the
        /// tenant's own, and the tenant's key opens it.
        session: Option<SessionId>,
    },
    /// Hand a signer the signed copy. The message is composed when it leaves, so that neither the
    /// file nor the link lies in the queue.
    SendCopy {
        /// The signer's session.
        session: SessionId,
        /// The contract.
        contract: ContractId,
    },
    /// Seal a contract that its customer confirmed.
    SealContract {
        /// The contract.
        contract: ContractId,
    },
}

impl Job {
    /// Its stable name in rows.
    pub const fn kind(&self) -> &'static str {
        match self {
            // A copy is a message too: it waits for a gateway like any other.
            Self::SendMessage { .. } | Self::SendCopy { .. } => "send_message",
            Self::SealContract { .. } => "seal_contract",
        }
    }
}

/// How long one attempt may take before another worker may try.
pub const LEASE: Span = Span::seconds(60);

/// When to try again after `attempts` failures: 1 s, doubling, at most an hour.
pub fn next_attempt(now: Instant, attempts: i64) -> Instant {
    let exponent = u32::try_from(attempts.clamp(1, 13) - 1).unwrap_or(0);
    let seconds = 2_i64.saturating_pow(exponent).min(3_600);
    now.plus(Span::seconds(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retries_wait_longer_each_time_and_never_more_than_an_hour() {
        let now = Instant::from_unix_millis(0);
        let waits: Vec<i64> = [1, 2, 3, 12, 13, 99]
            .map(|attempts| next_attempt(now, attempts).unix_millis() / 1000)
            .to_vec();
        assert_eq!(waits, [1, 2, 4, 2048, 3600, 3600]);
    }
}
