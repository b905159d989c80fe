//! Typed names of things, so that no two kinds can be confused. Random bytes are arguments.

use std::fmt;

use serde::{Deserialize, Serialize};
use uuid::{Builder, Uuid};

use crate::time::Instant;

macro_rules! integer_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(i64);

        impl $name {
            /// Wraps a stored or received number.
            pub const fn new(value: i64) -> Self {
                Self(value)
            }

            /// The number itself.
            pub const fn get(self) -> i64 {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(formatter)
            }
        }
    };
}

integer_id!(
    /// A company on this server.
    TenantId
);
integer_id!(
    /// A member of a company's staff, numbered per tenant.
    MemberId
);
integer_id!(
    /// A person who signs, numbered per tenant.
    PersonId
);
integer_id!(
    /// A contract type (the vendor's "request type"), numbered per tenant.
    ContractTypeId
);

integer_id!(
    /// A webhook subscription, numbered per tenant.
    SubscriptionId
);

macro_rules! uuid_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Uuid);

        impl $name {
            /// A new, time-ordered id (UUID version 7, RFC 9562) from an instant and 10 random bytes.
            pub fn new(now: Instant, random: &[u8; 10]) -> Self {
                let millis = u64::try_from(now.unix_millis()).unwrap_or(0);
                Self(Builder::from_unix_timestamp_millis(millis, random).into_uuid())
            }

            /// Wraps an id that was stored or received.
            pub const fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// Reads the textual form in any letter case.
            pub fn parse(text: &str) -> Option<Self> {
                Uuid::parse_str(text.trim()).ok().map(Self)
            }

            /// Reads the 16 stored bytes.
            pub fn from_slice(bytes: &[u8]) -> Option<Self> {
                Uuid::from_slice(bytes).ok().map(Self)
            }

            /// The 16 bytes as stored.
            pub fn as_bytes(&self) -> &[u8; 16] {
                self.0.as_bytes()
            }

            /// The instant that it was made from, which stands in its first 48 bits (RFC 9562, 5.7).
            pub fn made_at(&self) -> Instant {
                let millis = self.as_bytes().iter().take(6);
                Instant::from_unix_millis(millis.fold(0, |sum, byte| (sum << 8) | i64::from(*byte)))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.hyphenated().fmt(formatter)
            }
        }

        impl Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                Self::parse(&text).ok_or_else(|| serde::de::Error::custom("not a UUID"))
            }
        }
    };
}

uuid_id!(
    /// A session: one invitation, or one authentication session.
    SessionId
);
uuid_id!(
    /// A contract (the vendor's "business request").
    ContractId
);
uuid_id!(
    /// The pictures by which a person proves who they are; the client may choose it.
    TransactionId
);
uuid_id!(
    /// A deferred effect.
    JobId
);
uuid_id!(
    /// A verification code that was sent.
    CodeId
);
uuid_id!(
    /// A mailbox that an identity provider proved.
    ProofId
);
uuid_id!(
    /// A family of tokens that descends from one login.
    FamilyId
);
uuid_id!(
    /// A stored file.
    FileId
);
uuid_id!(
    /// A journal entry.
    EntryId
);
uuid_id!(
    /// A static key of a tenant's client program.
    ApiKeyId
);
uuid_id!(
    /// An event that a company may be told.
    EventId
);
uuid_id!(
    /// The delivery of one event to one subscription.
    DeliveryId
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_sort_by_time_and_read_back_in_any_case() {
        let early = SessionId::new(Instant::from_unix_millis(1_000), &[0xff; 10]);
        let late = SessionId::new(Instant::from_unix_millis(1_001), &[0; 10]);
        assert!(early < late);
        assert_eq!(
            SessionId::parse(&late.to_string().to_uppercase()),
            Some(late)
        );
        assert_eq!(SessionId::parse("no"), None);
    }
}
