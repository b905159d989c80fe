//! Deferred effects: written in the transaction of the act that causes them, run later, at
//! least once. How they run is `service`'s and `server`'s business.

use serde::{Deserialize, Serialize};

use crate::{
    id::{ContractId, SessionId},
    message::SmsProvider,
    time::{Instant, Span},
};

/// What is to be done. Holds ids only: personal values lie sealed beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Job {
    /// Hand a message to the courier.
    SendMessage(MessageJob),
    /// Hand a signer the signed copy. The message is composed when it leaves, so that neither the
    /// file nor the link lies in the queue.
    SendCopy {
        /// The signer's session.
        session: SessionId,
        /// The contract.
        contract: ContractId,
        /// Who had signed when it was queued.
        #[serde(default)]
        side: Side,
    },
    /// Bring the signatures that were given into the sealed file.
    SealContract {
        /// The contract.
        contract: ContractId,
    },
    /// Raise a sealed file to the level that the company wants, or renew its last timestamp.
    RaiseSeal {
        /// The contract.
        contract: ContractId,
        /// Whether a further timestamp is due, whatever its level.
        #[serde(default)]
        renew: bool,
    },
    /// The same for a contract's certificate of completion.
    RaiseCompletion {
        /// The contract.
        contract: ContractId,
        /// Whether a further timestamp is due, whatever its level.
        #[serde(default)]
        renew: bool,
    },
    /// Send those whose turn it is the link that could not leave before.
    InviteSigners {
        /// The contract.
        contract: ContractId,
    },
}

/// A message to be handed over; its text and address are sealed beside the job.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MessageJob {
    /// The session on whose behalf it is sent, whose key opens the message; without one it is the
    /// company's key.
    pub session: Option<SessionId>,
    /// From when on it is of no use to anybody: the end of its code's life.
    pub until: Option<Instant>,
    /// The gateway that the caller asked for.
    pub gateway: Option<SmsProvider>,
}

/// A side of a contract.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The customers.
    #[default]
    Customer,
    /// The company, and with it everybody.
    Company,
}

/// Jobs that do not wait for each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lane {
    /// Work of this machine.
    Work,
    /// Messages: most of their time is waiting for others.
    Messages,
}

impl Lane {
    /// Its number in rows.
    pub const fn number(self) -> i64 {
        match self {
            Self::Work => 0,
            Self::Messages => 1,
        }
    }
}

impl Job {
    /// With which others it is run.
    pub const fn lane(&self) -> Lane {
        match self {
            Self::SendMessage(_) | Self::SendCopy { .. } => Lane::Messages,
            Self::SealContract { .. }
            | Self::RaiseSeal { .. }
            | Self::RaiseCompletion { .. }
            | Self::InviteSigners { .. } => Lane::Work,
        }
    }

    /// Its stable name in rows.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::SendMessage(_) => "send_message",
            Self::SendCopy { .. } => "send_copy",
            Self::SealContract { .. } => "seal_contract",
            Self::RaiseSeal { .. } => "raise_seal",
            Self::RaiseCompletion { .. } => "raise_completion",
            Self::InviteSigners { .. } => "invite_signers",
        }
    }
}

/// How long one attempt may take before another worker may try.
pub const LEASE: Span = Span::seconds(60);

/// How long a message waits that the company's rules let not leave today, before they are asked again:
/// a new day begins, or the company raises its limit.
pub const HELD_BACK: Span = Span::hours(1);

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
