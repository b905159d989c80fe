//! Which page a person sees next, decided from the session, the browser and the contracts
//! alone: one pure function for every path through the hosted session.

use super::{Ended, Origin, Permissions, Phase};
use crate::contract::Status;

/// What a browser has shown of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Browser {
    /// Neither cookie: it may be anyone.
    Stranger,
    /// It holds the link.
    Link,
    /// It exchanged the link.
    Guest {
        /// It proved the phone or mailbox lately.
        proved: bool,
    },
}

/// A contract as far as the next step depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ContractView {
    /// Where it stands.
    pub status: Status,
    /// Whether the person asked for the signing code of its document.
    pub code_sent: bool,
}

/// How far the company's demand for a proved mailbox is met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mailbox {
    /// It asks for none, or it is proved.
    Settled,
    /// The person can prove the one that the company named, or that they typed.
    Open,
    /// The company named none, and the person has yet to type theirs.
    Unnamed,
    /// The one that the company named is another person's.
    Unreachable,
}

/// Everything that the next step depends on.
#[derive(Clone, Copy, Debug)]
pub struct Position<'a> {
    /// What made the session.
    pub origin: Origin,
    /// How far it has come.
    pub phase: Phase,
    /// Whether its time is over.
    pub expired: bool,
    /// What it allows.
    pub permissions: &'a Permissions,
    /// Who is asking.
    pub browser: Browser,
    /// Its contracts.
    pub contracts: &'a [ContractView],
    /// Whether some contract's type asks for a verified identity, which nobody has yet.
    pub identity_required: bool,
    /// Whether the person still has to prove a mailbox.
    pub mailbox: Mailbox,
}

/// The page to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Nothing is known of this browser: "open the link from your message".
    OpenYourLink,
    /// The first page: who asks, what will happen.
    Open,
    /// The link of an authentication session was exchanged elsewhere.
    LinkUsed,
    /// Prove the phone or mailbox; on a completed session, to get the signed copy.
    Phone,
    /// The phone is proved; identity is still to be checked.
    IdentityPending,
    /// The phone is proved; the mailbox that the company asks for is not.
    Mailbox,
    /// The same, and nobody has named it: the person types it.
    NameMailbox,
    /// The same, and the one that the company named cannot be proved here.
    MailboxPending,
    /// This link cannot go on yet: it asks for the full form or for several contracts.
    CannotContinueYet,
    /// Required values are missing.
    Missing,
    /// Waiting for the company's approval.
    Waiting,
    /// Review the document.
    Review,
    /// Review, with the signing code sent.
    Sign,
    /// Signed.
    Done,
    /// Completed, seen by a browser that holds the link only: it may go on to the signed copy.
    AlreadyCompleted,
    /// The person declined.
    Declined,
    /// The company took it back, or the person said it is not theirs.
    Revoked,
    /// Its time ran out.
    Expired,
}

impl Step {
    /// Whether this step may only be seen by a browser that proved itself.
    pub const fn shows_personal_data(self) -> bool {
        matches!(
            self,
            Self::Mailbox
                | Self::NameMailbox
                | Self::Missing
                | Self::Waiting
                | Self::Review
                | Self::Sign
                | Self::Done
        )
    }

    /// Whether the person may decline the contract here: from the proof of the phone until the
    /// signature. What is still to be proved before signing is nothing that declining needs.
    pub const fn may_decline(self) -> bool {
        matches!(
            self,
            Self::IdentityPending
                | Self::Mailbox
                | Self::NameMailbox
                | Self::MailboxPending
                | Self::Missing
                | Self::Waiting
                | Self::Review
                | Self::Sign
        )
    }
}

/// Decides the next step.
pub fn next_step(position: Position<'_>) -> Step {
    if position.browser == Browser::Stranger {
        return Step::OpenYourLink;
    }
    if let Err(Ended(phase)) = position.phase.advance(Phase::Created) {
        return ended(phase, position);
    }
    if position.expired {
        return Step::Expired;
    }
    match position.browser {
        Browser::Stranger => Step::OpenYourLink,
        Browser::Link if position.origin == Origin::Auth && position.phase > Phase::Created => {
            Step::LinkUsed
        }
        Browser::Link => Step::Open,
        Browser::Guest { proved: false } => Step::Phone,
        Browser::Guest { proved: true } => proved(position),
    }
}

fn ended(phase: Phase, position: Position<'_>) -> Step {
    let withdrawn = |contract: &ContractView| matches!(contract.status, Status::Rejected(_));
    match (phase, position.browser) {
        // Signed, and withdrawn by the company since.
        (Phase::Completed, Browser::Guest { proved: true })
            if position.contracts.iter().any(withdrawn) =>
        {
            Step::Revoked
        }
        // The link leads to the signed copy for as long as that is kept: through phone proof, and
        // whatever made the session, since an exchanged link opens nothing else any more.
        (Phase::Completed, Browser::Guest { proved: true }) => Step::Done,
        (Phase::Completed, Browser::Guest { proved: false }) => Step::Phone,
        (Phase::Completed, _) => Step::AlreadyCompleted,
        (Phase::Declined, _) => Step::Declined,
        (Phase::Expired, _) => Step::Expired,
        _ => Step::Revoked,
    }
}

fn proved(position: Position<'_>) -> Step {
    if position.permissions.identity_only || position.identity_required {
        return Step::IdentityPending;
    }
    let [contract] = position.contracts else {
        return Step::CannotContinueYet;
    };
    if !position.permissions.minimal {
        return Step::CannotContinueYet;
    }
    let may_still_sign = matches!(
        contract.status,
        Status::Draft | Status::Approved | Status::CustomerPartiallySigned
    );
    match position.mailbox {
        Mailbox::Open if may_still_sign => return Step::Mailbox,
        Mailbox::Unnamed if may_still_sign => return Step::NameMailbox,
        Mailbox::Unreachable if may_still_sign => return Step::MailboxPending,
        Mailbox::Settled | Mailbox::Open | Mailbox::Unnamed | Mailbox::Unreachable => {}
    }
    match contract.status {
        Status::Draft => Step::Missing,
        Status::PendingApproval => Step::Waiting,
        Status::Approved | Status::CustomerPartiallySigned if contract.code_sent => Step::Sign,
        Status::Approved | Status::CustomerPartiallySigned => Step::Review,
        Status::Rejected(_) => Step::Declined,
        Status::CustomerSigned
        | Status::ServiceProviderSigned
        | Status::ServiceProviderPartiallySigned
        | Status::Completed => Step::Done,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::Ending;
    use proptest::prelude::*;

    const PHASES: [Phase; 8] = [
        Phase::Created,
        Phase::Opened,
        Phase::PhoneProved,
        Phase::Reviewed,
        Phase::Completed,
        Phase::Declined,
        Phase::Revoked,
        Phase::Expired,
    ];

    proptest! {
        #[test]
        fn nothing_personal_is_shown_before_proof_and_nothing_signed_in_an_identity_session(
            phase in 0usize..8, auth: bool, expired: bool, minimal: bool, identity_only: bool, browser in 0usize..4,
            status in 0i64..9, count in 0usize..3, code_sent: bool, identity_required: bool, mailbox in 0usize..4,
        ) {
            let browser = [Browser::Stranger, Browser::Link, Browser::Guest { proved: false }, Browser::Guest { proved: true }][browser];
            let status = Status::from_row(status, Some(Ending::Declined.name())).unwrap_or(Status::Draft);
            let permissions = Permissions { allowed: None, minimal, identity_only };
            let contracts = vec![ContractView { status, code_sent }; count];
            let mailbox = [Mailbox::Settled, Mailbox::Open, Mailbox::Unnamed, Mailbox::Unreachable][mailbox];
            let origin = if auth { Origin::Auth } else { Origin::Invitation };
            let step = next_step(Position {
                origin, phase: PHASES[phase], expired, permissions: &permissions,
                browser, contracts: &contracts, identity_required, mailbox,
            });
            if step.shows_personal_data() {
                prop_assert_eq!(browser, Browser::Guest { proved: true });
            }
            if matches!(step, Step::Review | Step::Sign | Step::Missing) {
                prop_assert!(!identity_only && !identity_required && minimal && count == 1 && !expired && !PHASES[phase].is_final());
                prop_assert_eq!(mailbox, Mailbox::Settled);
            }
            if step.may_decline() {
                prop_assert_eq!((browser, expired, PHASES[phase].is_final()), (Browser::Guest { proved: true }, false, false));
            }
            if PHASES[phase] == Phase::Completed {
                let copy = match browser {
                    Browser::Stranger => Step::OpenYourLink,
                    Browser::Link => Step::AlreadyCompleted,
                    Browser::Guest { proved: false } => Step::Phone,
                    Browser::Guest { proved: true } if count > 0 && status.ending().is_some() => Step::Revoked,
                    Browser::Guest { proved: true } => Step::Done,
                };
                prop_assert_eq!(step, copy);
            }
        }
    }

    #[test]
    fn an_authentication_link_is_exchanged_once() {
        let permissions = Permissions::default();
        let step = |browser| {
            next_step(Position {
                origin: Origin::Auth,
                phase: Phase::Opened,
                expired: false,
                permissions: &permissions,
                browser,
                contracts: &[],
                identity_required: false,
                mailbox: Mailbox::Settled,
            })
        };
        assert_eq!(step(Browser::Link), Step::LinkUsed);
        assert_eq!(step(Browser::Guest { proved: false }), Step::Phone);
    }
}
