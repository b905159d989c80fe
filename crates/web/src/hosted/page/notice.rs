//! Pages that only tell: a sign, what happened, what to do next.

use super::Page;

/// The picture above a notice. It repeats what the heading says in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Symbol {
    Good,
    Stop,
    Clock,
    Link,
}

/// A page without forms.
pub(super) struct Notice {
    pub symbol: Symbol,
    pub what: &'static str,
    pub next: &'static str,
}

impl Page {
    pub(super) fn notice(&self) -> Option<Notice> {
        let (symbol, what, next) = match self {
            Self::OpenYourLink => (Symbol::Link, "link-needed-what", "link-needed-next"),
            Self::UnknownLink => (Symbol::Link, "unknown-what", "unknown-next"),
            Self::Expired => (Symbol::Clock, "expired-what", "expired-next"),
            Self::SignLinkExpired => (
                Symbol::Clock,
                "sign-link-expired-what",
                "sign-link-expired-next",
            ),
            Self::Revoked => (Symbol::Stop, "revoked-what", "revoked-next"),
            Self::LinkUsed => (Symbol::Link, "used-what", "used-next"),
            Self::AlreadyCompleted => (Symbol::Good, "completed-what", "completed-next"),
            Self::Declined => (Symbol::Stop, "declined-what", "declined-next"),
            Self::Reported => (Symbol::Good, "reported-what", "reported-next"),
            Self::NotMe => (Symbol::Good, "not-me-what", "not-me-next"),
            Self::NotNeeded => (Symbol::Good, "not-needed-what", "not-needed-next"),
            Self::IdentityPending(_) => (
                Symbol::Good,
                "identity-pending-what",
                "identity-pending-next",
            ),
            Self::MailboxPending => (
                Symbol::Clock,
                "mailbox-pending-what",
                "mailbox-pending-next",
            ),
            Self::CannotContinueYet(reason) => (Symbol::Clock, reason.what(), "blocked-next"),
            Self::Waiting(_) => (Symbol::Clock, "waiting-what", "waiting-next"),
            _ => return None,
        };
        Some(Notice { symbol, what, next })
    }
}
