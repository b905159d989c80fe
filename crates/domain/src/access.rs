//! Who may call: client programs with an ApiKey, members of staff with a token. Hashing and
//! signing happen elsewhere; here are the rules of lock-out, life times and rotation.

mod address;
mod api_key;
mod permission;
mod rate;

pub use address::{AddressList, NotAnAddress};
pub use api_key::{ApiClient, KeyKind};
pub use permission::{Permission, Permissions, Role};
pub use rate::{Allowance, Bucket, CallClass, Limits, RateLimits};

use crate::{
    id::{FamilyId, MemberId, PersonId, TenantId},
    time::{Instant, Span},
};

/// Life of an access token (`wire.md` 1.5).
pub const ACCESS_TOKEN_LIFE: Span = Span::seconds(86_400);
/// Life of a refresh token (`wire.md` 1.5).
pub const REFRESH_TOKEN_LIFE: Span = Span::seconds(604_800);
/// Wrong passwords of one user from one address before a pause.
pub const LOGIN_TRIES: i64 = 5;
/// Length of that pause, and of the window in which tries are counted.
pub const LOGIN_PAUSE: Span = Span::minutes(15);

/// A member of staff who showed a valid admin token, on behalf of its tenant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Admin {
    /// The tenant of key and token, which are the same.
    pub tenant: TenantId,
    /// Who it is.
    pub member: MemberId,
    /// The family of tokens that this one belongs to.
    pub family: FamilyId,
    /// What it may do: its role's permissions, or the scopes of a service.
    pub permissions: Permissions,
}

/// A registered person who showed a valid user token, through a client program of the same tenant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct User {
    /// The tenant of key and token, which are the same.
    pub tenant: TenantId,
    /// Who it is.
    pub person: PersonId,
    /// The family of tokens that this one belongs to.
    pub family: FamilyId,
}

/// Whom a token speaks for. A token of one kind is none of the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holder {
    /// A member of staff.
    Member(MemberId),
    /// A registered person.
    Person(PersonId),
}

impl Holder {
    /// The kind's name, in tokens and rows.
    pub const fn kind(self) -> &'static str {
        match self {
            Self::Member(_) => "admin",
            Self::Person(_) => "user",
        }
    }

    /// The number among those of its kind.
    pub const fn number(self) -> i64 {
        match self {
            Self::Member(member) => member.get(),
            Self::Person(person) => person.get(),
        }
    }

    /// Reads kind and number.
    pub fn parse(kind: &str, number: i64) -> Option<Self> {
        let kinds = [
            Self::Member(MemberId::new(number)),
            Self::Person(PersonId::new(number)),
        ];
        kinds.into_iter().find(|holder| holder.kind() == kind)
    }
}

/// The two kinds of member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MemberKind {
    /// Somebody, with a role, perhaps with a second factor.
    Person,
    /// A program that logs in by the API only, with scopes and a secret that it can be given anew.
    Service,
}

impl MemberKind {
    /// The name in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Service => "service",
        }
    }

    /// The kind of a name.
    pub fn parse(name: &str) -> Option<Self> {
        let mut all = [Self::Person, Self::Service].into_iter();
        all.find(|kind| kind.name() == name)
    }
}

/// Wrong passwords so far, of one user name from one address.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LoginFailures {
    /// How many within the window.
    pub count: i64,
    /// When the window began.
    pub since: Option<Instant>,
}

impl LoginFailures {
    /// How long this user must wait at this address, if at all.
    pub fn wait(self, now: Instant) -> Option<Span> {
        let until = self.since?.plus(LOGIN_PAUSE);
        (self.count >= LOGIN_TRIES && now < until).then(|| until.since(now))
    }

    /// The count after one more wrong password.
    pub fn failed(self, now: Instant) -> Self {
        match self.since {
            Some(since) if now < since.plus(LOGIN_PAUSE) => Self {
                count: self.count.saturating_add(1),
                since: Some(since),
            },
            _ => Self {
                count: 1,
                since: Some(now),
            },
        }
    }
}

/// What is known of a refresh token that was shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RefreshToken {
    /// Its family.
    pub family: FamilyId,
    /// End of its life.
    pub expires_at: Instant,
    /// Whether it has been exchanged already.
    pub used: bool,
    /// Whether its family was revoked.
    pub family_revoked: bool,
}

/// What to do with a refresh token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefreshDecision {
    /// Exchange it for a new pair.
    Rotate,
    /// It was used before: somebody holds a copy, so the whole family ends (RFC 9700, 4.14.2).
    RevokeFamily,
    /// It has expired or its family has ended.
    Refuse,
}

impl RefreshToken {
    /// Judges a token that was shown.
    pub fn judge(self, now: Instant) -> RefreshDecision {
        if self.family_revoked || now >= self.expires_at {
            RefreshDecision::Refuse
        } else if self.used {
            RefreshDecision::RevokeFamily
        } else {
            RefreshDecision::Rotate
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_wrong_passwords_cause_a_pause_that_ends() {
        let start = Instant::from_unix_millis(0);
        let mut failures = LoginFailures::default();
        for _ in 0..LOGIN_TRIES {
            assert_eq!(failures.wait(start), None);
            failures = failures.failed(start);
        }
        assert_eq!(failures.wait(start), Some(LOGIN_PAUSE));
        assert_eq!(failures.wait(start.plus(LOGIN_PAUSE)), None);
        assert_eq!(failures.failed(start.plus(LOGIN_PAUSE)).count, 1);
    }

    #[test]
    fn a_used_refresh_token_ends_its_family_and_a_dead_one_nothing() {
        let mut token = RefreshToken {
            family: FamilyId::new(Instant::from_unix_millis(0), &[0; 10]),
            expires_at: Instant::from_unix_millis(10),
            used: false,
            family_revoked: false,
        };
        let now = Instant::from_unix_millis(9);
        assert_eq!(token.judge(now), RefreshDecision::Rotate);
        token.used = true;
        assert_eq!(token.judge(now), RefreshDecision::RevokeFamily);
        assert_eq!(token.judge(token.expires_at), RefreshDecision::Refuse);
        token.family_revoked = true;
        assert_eq!(token.judge(now), RefreshDecision::Refuse);
    }
}
