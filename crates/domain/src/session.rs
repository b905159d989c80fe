//! A session: a person invited to prove something and to sign something, and what they may do
//! next. Refused invitations are in `invite`, the choice of the next page in `step`.

mod invite;
mod named;
mod own;
mod step;

use serde::{Deserialize, Serialize};

pub use invite::{
    AskedSigner, Contact, GivenValues, Invitation, InvitationRefusal, Invite, NEXT_SIGNER_LIMIT,
    NewContract, NextSigner, Part, Refused, SignerPart, fill, invite, least,
};
pub use named::{MOST_LOOKED_UP_IN_A_DAY, MOST_NAMED_IN_A_DAY, Named};
pub use own::make;
pub use step::{Browser, ContractView, Mailbox, Position, Step, next_step};

use crate::{
    id::ContractTypeId,
    time::{Instant, Span},
};

/// Life of an invitation unless it says otherwise.
pub const INVITATION_LIFE: Span = Span::days(7);
/// Life of an authentication session unless it says otherwise.
pub const AUTH_LIFE: Span = Span::minutes(30);
/// Longest life that may be asked for.
pub const LONGEST_LIFE: Span = Span::days(90);
/// Shortest life that may be asked for.
pub const SHORTEST_LIFE: Span = Span::seconds(1);
/// Life of a browser's session cookie.
pub const BROWSER_LIFE: Span = Span::hours(12);
/// How long a browser that proved the phone needs no further proof.
pub const PROOF_LIFE: Span = Span::minutes(30);

/// How long a link for signing works that a person's own app was given (`wire.md` 6).
pub const SIGN_LINK_LIFE: Span = Span::minutes(30);

/// What made the session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// An administrator's invitation: its link may be opened until it ends.
    Invitation,
    /// A client program's authentication session: its link is exchanged once.
    Auth,
    /// A registered person's own contract, made by an app: its link may be opened until it ends.
    Api,
}

impl Origin {
    /// Its name in rows.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Invitation => "invitation",
            Self::Auth => "auth",
            Self::Api => "api",
        }
    }

    /// Reads a stored name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Invitation, Self::Auth, Self::Api]
            .into_iter()
            .find(|origin| origin.name() == name)
    }

    /// How long such a session lives unless it says otherwise.
    pub const fn default_life(self) -> Span {
        match self {
            Self::Invitation | Self::Api => INVITATION_LIFE,
            Self::Auth => AUTH_LIFE,
        }
    }
}

/// What a session allows (`wire.md` 7, `sessionPermissions`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Permissions {
    /// The contract types it may sign; `None` is every active type.
    pub allowed: Option<Vec<ContractTypeId>>,
    /// One review screen instead of the full form.
    pub minimal: bool,
    /// Registration and identity only; nothing can be signed.
    pub identity_only: bool,
}

/// How far a session has come. Whether its time is over the clock says ([`is_expired`]); the row
/// follows when the sweep comes by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// Nobody opened it yet.
    Created,
    /// The link was exchanged by a browser.
    Opened,
    /// The phone or mailbox was proved.
    PhoneProved,
    /// The person asked for the signing code.
    Reviewed,
    /// Everything it was for is done.
    Completed,
    /// The person declined.
    Declined,
    /// The company took it back, or the person said it is not theirs.
    Revoked,
    /// Its time ran out.
    Expired,
}

impl Phase {
    /// Every phase.
    pub const ALL: [Self; 8] = [
        Self::Created,
        Self::Opened,
        Self::PhoneProved,
        Self::Reviewed,
        Self::Completed,
        Self::Declined,
        Self::Revoked,
        Self::Expired,
    ];

    /// Its name on the wire and in rows.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Opened => "opened",
            Self::PhoneProved => "phoneProved",
            Self::Reviewed => "reviewed",
            Self::Completed => "completed",
            Self::Declined => "declined",
            Self::Revoked => "revoked",
            Self::Expired => "expired",
        }
    }

    /// Reads a stored name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|phase| phase.name() == name)
    }

    /// Whether nothing more can happen in it.
    pub const fn is_final(self) -> bool {
        matches!(
            self,
            Self::Completed | Self::Declined | Self::Revoked | Self::Expired
        )
    }

    /// Moves forward to `next`; a session never goes back, and what ended stays ended.
    pub fn advance(self, next: Self) -> Result<Self, Ended> {
        if self.is_final() {
            Err(Ended(self))
        } else {
            Ok(self.max(next))
        }
    }
}

/// The session has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ended(
    /// How.
    pub Phase,
);

/// Whether a session's time is over, noted in its row or not: only those that have not ended
/// otherwise expire.
pub fn is_expired(phase: Phase, expires_at: Instant, now: Instant) -> bool {
    phase == Phase::Expired || !phase.is_final() && now >= expires_at
}

/// A session of less time is over before a reminder would be of use.
const REMINDED_LIFE: Span = Span::days(2);

/// Whether it is time to remind a person of a session's end, `hours` before it: once, where the session
/// was made for days.
pub fn is_reminder_due(
    (created_at, expires_at): (Instant, Instant),
    hours: i64,
    now: Instant,
) -> bool {
    let from = expires_at.minus(Span::hours(hours));
    let is_long = expires_at >= created_at.plus(REMINDED_LIFE);
    hours > 0 && is_long && now >= from.max(created_at.plus(Span::hours(hours))) && now < expires_at
}

/// The state that a caller of the API sees.
pub fn state_name(phase: Phase, expires_at: Instant, now: Instant) -> &'static str {
    if is_expired(phase, expires_at, now) {
        "expired"
    } else {
        phase.name()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reminder_is_due_once_the_last_hours_begin_and_only_of_sessions_made_for_days() {
        let made = Instant::from_unix_millis(0);
        let hour = |hours| made.plus(Span::hours(hours));
        let due = |life, hours, now| is_reminder_due((made, hour(life)), hours, hour(now));
        assert!(!due(168, 24, 143) && due(168, 24, 144) && due(168, 24, 167));
        assert!(!due(168, 24, 168), "it is over");
        assert!(!due(168, 0, 160), "the company wants none");
        assert!(!due(1, 24, 0) && !due(47, 24, 30), "made for hours");
        assert!(!due(48, 24, 23) && due(48, 24, 24));
        assert!(!due(48, 72, 47), "as soon as it was made is no reminder");
    }

    #[test]
    fn a_session_never_goes_back_and_what_ended_stays_ended() {
        assert_eq!(Phase::Reviewed.advance(Phase::Opened), Ok(Phase::Reviewed));
        for phase in Phase::ALL.into_iter().filter(|phase| phase.is_final()) {
            for next in Phase::ALL {
                assert_eq!(phase.advance(next), Err(Ended(phase)));
            }
        }
    }

    #[test]
    fn what_completed_does_not_expire() {
        let end = Instant::from_unix_millis(10);
        assert_eq!(state_name(Phase::Opened, end, end), "expired");
        assert_eq!(state_name(Phase::Completed, end, end), "completed");
        let before = end.minus(Span::millis(1));
        assert_eq!(state_name(Phase::Opened, end, before), "opened");
        assert_eq!(
            state_name(Phase::Expired, end, before),
            "expired",
            "what the sweep noted stays, whatever the clock says later"
        );
    }
}
