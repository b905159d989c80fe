//! Webhooks: subscriptions, and the life of a delivery, which is one event for one subscription
//! (`wire.md` 8). Sending and signing happen elsewhere.

use uuid::Builder;

use crate::{
    id::{DeliveryId, SubscriptionId},
    time::{Instant, Span},
};

/// Subscriptions that a tenant may have.
pub const MOST_SUBSCRIPTIONS: i64 = 100;
/// Longest address of an endpoint, in bytes.
pub const LONGEST_URL: usize = 2_048;
/// How long the former secret signs beside the new one.
pub const SECRET_OVERLAP: Span = Span::hours(24);
/// How long an attempt may take, from resolving the name to the answer.
pub const ATTEMPT_LIMIT: Span = Span::seconds(15);
/// How long a delivery that was taken is left alone: longer than any attempt.
pub const DELIVERY_LEASE: Span = Span::seconds(30);
/// Bytes of an answer that are kept.
pub const KEPT_ANSWER: usize = 4_096;
/// Deliveries that one call may ask to be repeated.
pub const MOST_REPLAYED: i64 = 10_000;

/// For so many days events are kept with what was delivered of them, unless the company says otherwise.
pub const EVENT_DAYS: i64 = 90;
/// The fewest and the most days that a company may say: longer than any delivery is repeated.
pub const EVENT_DAYS_RANGE: std::ops::RangeInclusive<i64> = 7..=3_650;

/// Waits after the first failure, the second, and so on. After the last the delivery is parked.
pub const BACK_OFF: [Span; 7] = [
    Span::seconds(5),
    Span::minutes(5),
    Span::minutes(30),
    Span::hours(2),
    Span::hours(5),
    Span::hours(10),
    Span::hours(14),
];

/// Where a delivery stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeliveryState {
    /// An earlier one of the same contract goes first.
    Held,
    /// It is sent when it is due.
    Waiting,
    /// The endpoint took it.
    Delivered,
    /// It failed too often: it is sent again only when somebody asks.
    Parked,
}

impl DeliveryState {
    /// Every state.
    pub const ALL: [Self; 4] = [Self::Held, Self::Waiting, Self::Delivered, Self::Parked];

    /// Its name on the wire and in rows.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Held => "held",
            Self::Waiting => "waiting",
            Self::Delivered => "delivered",
            Self::Parked => "parked",
        }
    }

    /// Reads a name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}

/// What becomes of a delivery after an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Nothing more.
    Delivered,
    /// Another attempt then.
    Again(Instant),
    /// No further attempt.
    Parked,
}

/// Judges an attempt: the endpoint's status, if it answered; `failures` before it; `jitter` a
/// random number, which makes waits up to a fifth longer, so that what failed together does not
/// come back together.
pub fn judge(status: Option<u16>, failures: i64, jitter: u16, now: Instant) -> Next {
    if status.is_some_and(|status| (200..300).contains(&status)) {
        return Next::Delivered;
    }
    let wait = usize::try_from(failures)
        .ok()
        .and_then(|failures| BACK_OFF.get(failures));
    match wait {
        None => Next::Parked,
        Some(wait) => {
            let fifth = wait.as_millis() / 5;
            let more = fifth.saturating_mul(i64::from(jitter)) / i64::from(u16::MAX);
            Next::Again(now.plus(*wait).plus(Span::millis(more)))
        }
    }
}

/// The id of a delivery: a UUID version 8 (RFC 9562, 5.8) of the subscription and the event's
/// place, which together are its key.
pub fn delivery_id(subscription: SubscriptionId, sequence: i64) -> DeliveryId {
    let [_, _, subscription @ ..] = subscription.get().to_be_bytes();
    let [_, sequence @ ..] = sequence.to_be_bytes();
    let mut bytes = [0; 16];
    let (high, low) = bytes.split_at_mut(9);
    high.iter_mut()
        .zip(subscription)
        .for_each(|(place, byte)| *place = byte);
    low.copy_from_slice(&sequence);
    DeliveryId::from_uuid(Builder::from_custom_bytes(bytes).into_uuid())
}

/// What an id names; nothing where it cannot be one of a delivery.
pub fn delivery_key(id: DeliveryId) -> Option<(SubscriptionId, i64)> {
    let [a, b, c, d, e, f, _, _, _, g, h, i, j, k, l, m] = *id.as_bytes();
    let subscription = SubscriptionId::new(i64::from_be_bytes([0, 0, a, b, c, d, e, f]));
    let sequence = i64::from_be_bytes([0, g, h, i, j, k, l, m]);
    (delivery_id(subscription, sequence) == id).then_some((subscription, sequence))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eight_failures_park_a_delivery_and_only_2xx_counts() {
        let now = Instant::from_unix_millis(0);
        let waits: Vec<Next> = (0..9)
            .map(|failures| judge(Some(500), failures, 0, now))
            .collect();
        let seconds = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400];
        let mut expected: Vec<Next> = seconds
            .map(|seconds| Next::Again(now.plus(Span::seconds(seconds))))
            .to_vec();
        expected.extend([Next::Parked, Next::Parked]);
        assert_eq!(waits, expected);
        for status in [199, 300, 304, 307, 410, 500] {
            assert_ne!(judge(Some(status), 0, 0, now), Next::Delivered, "{status}");
        }
        assert_eq!(judge(Some(204), 7, 9, now), Next::Delivered);
        assert_eq!(judge(None, 7, 9, now), Next::Parked);
    }

    #[test]
    fn jitter_makes_a_wait_up_to_a_fifth_longer_and_never_shorter() {
        let now = Instant::from_unix_millis(0);
        assert_eq!(
            judge(None, 0, u16::MAX, now),
            Next::Again(now.plus(Span::seconds(6)))
        );
    }

    #[test]
    fn the_id_of_a_delivery_names_subscription_and_event() {
        let id = delivery_id(SubscriptionId::new(3), 297);
        assert_eq!(id.to_string(), "00000000-0003-8000-8000-000000000129");
        assert_eq!(delivery_key(id), Some((SubscriptionId::new(3), 297)));
        let other = DeliveryId::new(Instant::from_unix_millis(5), &[7; 10]);
        assert_eq!(delivery_key(other), None);
    }
}
