//! Events: what happened that a company's own systems may want to be told. Which change is one is
//! decided here, and noted by the store in the transaction of the change.
//!
//! Not here: how an event is told; that is a delivery, in `webhook`. Its vendor's shape is `wire`'s.

use crate::{
    contract::Status,
    id::{ContractId, EventId, SessionId, TenantId, TransactionId},
    session::Phase,
    time::Instant,
    transaction::{Purpose, State},
};

/// What a subscription can be for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventKind {
    /// A contract has another status.
    ContractStatus,
    /// Everything that a session was for is done.
    SessionCompleted,
    /// A session's time ran out.
    SessionExpired,
    /// A person's identity was verified.
    IdentityVerified,
}

impl EventKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [
        Self::ContractStatus,
        Self::SessionCompleted,
        Self::SessionExpired,
        Self::IdentityVerified,
    ];

    /// Its number in rows.
    pub const fn number(self) -> i64 {
        match self {
            Self::ContractStatus => 1,
            Self::SessionCompleted => 2,
            Self::SessionExpired => 3,
            Self::IdentityVerified => 4,
        }
    }

    /// Reads a stored number.
    pub fn from_number(number: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.number() == number)
    }
}

/// What happened, and to what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Happening {
    /// A contract has this status now.
    ContractStatus(ContractId, Status),
    /// A session was completed.
    SessionCompleted(SessionId),
    /// A session's time ran out.
    SessionExpired(SessionId),
    /// A person's identity was verified by this transaction.
    IdentityVerified(TransactionId),
}

impl Happening {
    /// What is told of a contract that moves. A draft is not told: it is no request yet, and only
    /// its session lists it. A contract that comes into being complete is told by its first status.
    pub fn of_contract(id: ContractId, from: Option<Status>, to: Status) -> Option<Self> {
        (to != Status::Draft && from != Some(to)).then_some(Self::ContractStatus(id, to))
    }

    /// What is told of a session that moves on. That it was declined or revoked is told by its
    /// contracts.
    pub const fn of_session(id: SessionId, to: Phase) -> Option<Self> {
        match to {
            Phase::Completed => Some(Self::SessionCompleted(id)),
            Phase::Expired => Some(Self::SessionExpired(id)),
            Phase::Created
            | Phase::Opened
            | Phase::PhoneProved
            | Phase::Reviewed
            | Phase::Declined
            | Phase::Revoked => None,
        }
    }

    /// What is told of a transaction that is decided.
    pub fn of_transaction(id: TransactionId, purpose: Purpose, to: State) -> Option<Self> {
        (purpose == Purpose::Identity && to == State::Approved)
            .then_some(Self::IdentityVerified(id))
    }

    /// Its kind.
    pub const fn kind(self) -> EventKind {
        match self {
            Self::ContractStatus(..) => EventKind::ContractStatus,
            Self::SessionCompleted(_) => EventKind::SessionCompleted,
            Self::SessionExpired(_) => EventKind::SessionExpired,
            Self::IdentityVerified(_) => EventKind::IdentityVerified,
        }
    }

    /// The contract, session or transaction whose events are told in their order.
    pub fn subject(&self) -> &[u8; 16] {
        match self {
            Self::ContractStatus(contract, _) => contract.as_bytes(),
            Self::SessionCompleted(session) | Self::SessionExpired(session) => session.as_bytes(),
            Self::IdentityVerified(transaction) => transaction.as_bytes(),
        }
    }
}

/// An event with everything that is told of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Announcement {
    /// Its id: the same in every attempt and to every endpoint.
    pub id: EventId,
    /// What happened.
    pub happening: Happening,
    /// When.
    pub at: Instant,
    /// The number that people call the contract by.
    pub request_number: Option<String>,
    /// In which session, if in one.
    pub session: Option<SessionId>,
    /// The company's own name for the session; gone when its person was erased.
    pub external_id: Option<String>,
}

/// Bits of an id that hold the tenant's number.
const TENANT_BITS: u32 = 18;

/// The id of an event: a UUID version 7 whose random part is a counter (RFC 9562, 6.2, method 1),
/// the tenant's own, so that an id names its place in the order and needs no column.
pub fn event_id(tenant: TenantId, at: Instant, sequence: i64) -> EventId {
    let tenant = tenant_bits(tenant).to_be_bytes();
    let [_, count @ ..] = sequence.to_be_bytes();
    let mut rest = [0; 10];
    let (low, high) = rest.split_at_mut(3);
    // 4, 8 and 6 bits beside version and variant.
    low.copy_from_slice(&[
        tenant[1] << 2 | tenant[2] >> 6,
        tenant[2] << 2 | tenant[3] >> 6,
        tenant[3] & 0x3f,
    ]);
    high.copy_from_slice(&count);
    EventId::new(at, &rest)
}

/// The place that an id names in the order of a tenant's events; nothing where it cannot be this
/// tenant's. Whether there is such an event, its row says.
pub fn event_sequence(tenant: TenantId, id: EventId) -> Option<i64> {
    let [.., a, b, c, d, e, f, g] = *id.as_bytes();
    let sequence = i64::from_be_bytes([0, a, b, c, d, e, f, g]);
    let [t0, t1, t2, t3, t4, t5, ..] = *id.as_bytes();
    let at = i64::from_be_bytes([0, 0, t0, t1, t2, t3, t4, t5]);
    (event_id(tenant, Instant::from_unix_millis(at), sequence) == id).then_some(sequence)
}

fn tenant_bits(tenant: TenantId) -> u32 {
    let mask = (1_i64 << TENANT_BITS) - 1;
    u32::try_from(tenant.get() & mask).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::contract::Ending;
    use proptest::prelude::*;

    fn contract() -> ContractId {
        ContractId::new(Instant::from_unix_millis(1), &[1; 10])
    }

    #[test]
    fn a_contract_is_told_when_it_is_complete_and_whenever_it_moves_but_not_as_a_draft() {
        let told = |from, to| Happening::of_contract(contract(), from, to).is_some();
        assert!(told(None, Status::Approved) && told(None, Status::PendingApproval));
        assert!(!told(None, Status::Draft));
        assert!(told(Some(Status::Draft), Status::PendingApproval));
        assert!(!told(Some(Status::CustomerSigned), Status::CustomerSigned));
        assert!(told(Some(Status::Draft), Status::Rejected(Ending::Expired)));
    }

    proptest! {
        #[test]
        fn an_id_names_its_place_to_its_own_tenant_only(tenant in 1_i64..200_000, other in 1_i64..200_000, sequence in 1_i64..(1 << 56), at in 0_i64..(1 << 47)) {
            let id = event_id(TenantId::new(tenant), Instant::from_unix_millis(at), sequence);
            prop_assert_eq!(event_sequence(TenantId::new(tenant), id), Some(sequence));
            prop_assert!(id.to_string().get(14..15) == Some("7"));
            if other != tenant {
                prop_assert_eq!(event_sequence(TenantId::new(other), id), None);
            }
        }
    }
}
