//! The hosted session's pages: view models ready to be shown, and their rendering to HTML.
//!
//! Nothing here reads a request, the store or the clock; callers hand over what is to be seen.
//! Every address that a page leads to is either given by the caller or made from the session's id.
//! Sentences come from `locales/`, the mark-up from `templates/session/`.

mod check;
mod contract;
mod frame;
mod notice;
mod steps;
mod values;
pub(super) mod wording;

use askama::Template;
use notice::Symbol;

pub use check::{Check, Found, Issued, Signed, Signer};
pub use contract::{Card, Highlight, Mark, Passage, Picture};
pub use frame::{Company, Frame, Links, Problem, Progress};
pub use steps::{
    CannotContinueYet, Code, Destination, Done, Invited, Missing, Open, Phone, Refused, Review,
    Sent, Sign, Trouble,
};
pub use values::{Choice, Field, Given, Kind, Locked, Table, Tick};

/// One page of the flow. Pages up to [`Page::Problem`] know nothing about anyone.
#[derive(Clone, Debug)]
pub enum Page {
    /// `/session` alone: what this is.
    Explain,
    /// Whether a document is genuine, for anybody.
    Check(Box<Check>),
    /// No cookie: the link of the message has to be opened in this browser.
    OpenYourLink,
    /// The link names no invitation.
    UnknownLink,
    /// The invitation's time is over.
    Expired,
    /// The link for signing that an app was given is over.
    SignLinkExpired,
    /// The company withdrew the invitation.
    Revoked,
    /// The link opens once, and was opened in another browser.
    LinkUsed,
    /// Everything is signed, and this browser has not proved whose it is: the way to the copy.
    AlreadyCompleted,
    /// Something failed on our side.
    Problem(Trouble),
    /// The first page: who asks, what will happen.
    Open(Open),
    /// Send and check the code that proves the phone or the e-mail.
    Phone(Phone),
    /// Required values that nobody has given yet.
    Missing(Missing),
    /// The contract itself; with a code once one was asked for (minimal flow).
    Review(Box<Review>),
    /// The signing code on a page of its own (full flow).
    Sign(Sign),
    /// Signed.
    Done(Done),
    /// The person declined.
    Declined,
    /// The person reported that something is wrong.
    Reported,
    /// The link reached the wrong person.
    NotMe,
    /// Enough others signed.
    NotNeeded,
    /// The phone is proved, the identity is still to be checked.
    IdentityPending(Destination),
    /// The company asks for a proved mailbox: the person types theirs.
    NameMailbox,
    /// The company asks for a proved mailbox, and that of the invitation cannot be proved here.
    MailboxPending,
    /// The session holds what this page cannot do yet.
    CannotContinueYet(CannotContinueYet),
    /// The company has to approve first.
    Waiting(Option<Card>),
    /// The reviewed PDF is being made; the page refreshes itself.
    Preparing,
    /// The company did not approve.
    Refused(Refused),
}

#[derive(Template)]
#[template(path = "session/page.html")]
struct Document<'a> {
    page: &'a Page,
    frame: &'a Frame,
}

/// The whole HTML document.
#[must_use]
pub fn render(page: &Page, frame: &Frame) -> String {
    // Writing into a String cannot fail, and no value here has a Display that does.
    Document { page, frame }.render().unwrap_or_default()
}

impl Page {
    /// The value of `data-step`, a hook that hosts' tests rely on.
    #[must_use]
    pub fn step(&self) -> &'static str {
        match self {
            Self::Open(_) => "open",
            Self::NameMailbox => "mailbox",
            Self::Phone(phone) if phone.for_mailbox() => "mailbox",
            Self::Phone(_) => "phone",
            Self::IdentityPending(_) => "identity",
            Self::Review(review) if review.code.is_none() => "review",
            Self::Missing(_) => "review",
            Self::Review(_) | Self::Sign(_) => "sign",
            Self::Done(_) => "done",
            Self::Declined => "declined",
            Self::Check(_) => "verify",
            Self::Waiting(_)
            | Self::CannotContinueYet(_)
            | Self::MailboxPending
            | Self::Preparing
            | Self::Reported => "waiting",
            _ => "ended",
        }
    }

    /// Seconds after which the page loads itself again, until what it waits for is there.
    #[must_use]
    pub fn refresh_seconds(&self) -> Option<u32> {
        match self {
            Self::Done(done) if done.sealed_href.is_none() => Some(2),
            Self::Preparing => Some(2),
            _ => None,
        }
    }

    /// The heading of the page, also the first part of the document's title.
    fn title(&self, frame: &Frame) -> String {
        match self {
            Self::Open(Open {
                invited: Invited::Contracts(count),
                ..
            }) if *count > 1 => frame.number("open-title-contracts", "contracts", count),
            _ => frame.text(self.title_key()),
        }
    }

    fn title_key(&self) -> &'static str {
        match self {
            Self::Explain => "explain-title",
            Self::Check(check) => check.found.as_ref().map_or("check-title", Found::title),
            Self::OpenYourLink => "link-needed-title",
            Self::UnknownLink => "unknown-title",
            Self::Expired => "expired-title",
            Self::SignLinkExpired => "sign-link-expired-title",
            Self::Revoked => "revoked-title",
            Self::LinkUsed => "used-title",
            Self::AlreadyCompleted => "completed-title",
            Self::Problem(Trouble { busy: true, .. }) => "problem-busy-title",
            Self::Problem(_) => "problem-title",
            Self::Open(Open {
                invited: Invited::Identity,
                ..
            }) => "open-title-identity",
            Self::Open(_) => "open-title-contract",
            Self::Phone(phone) if phone.destination.is_email() => "email-title",
            Self::Phone(_) => "phone-title",
            Self::Missing(_) => "missing-title",
            Self::Review(review) if review.code.is_none() => "review-title",
            Self::Review(_) | Self::Sign(_) => "sign-title",
            Self::Done(_) => "done-title",
            Self::Declined => "declined-title",
            Self::Reported => "reported-title",
            Self::NotMe => "not-me-title",
            Self::NotNeeded => "not-needed-title",
            Self::IdentityPending(destination) if destination.is_email() => {
                "identity-pending-title-email"
            }
            Self::IdentityPending(_) => "identity-pending-title",
            Self::NameMailbox => "mailbox-name-title",
            Self::MailboxPending => "mailbox-pending-title",
            Self::CannotContinueYet(_) => "blocked-form-title",
            Self::Waiting(_) => "waiting-title",
            Self::Preparing => "preparing-title",
            Self::Refused(_) => "refused-title",
        }
    }

    /// The step's short name beside "Step 2 of 4", where the page is a step of the way.
    fn step_name(&self) -> Option<&'static str> {
        match self {
            Self::Open(_) => Some("step-open"),
            Self::NameMailbox => Some("step-email"),
            Self::Phone(phone) if phone.destination.is_email() => Some("step-email"),
            Self::Phone(_) => Some("step-phone"),
            Self::IdentityPending(_) => Some("step-identity"),
            Self::Missing(_) => Some("step-missing"),
            Self::Review(review) if review.code.is_none() => Some("step-review"),
            Self::Review(_) | Self::Sign(_) => Some("step-sign"),
            Self::Done(_) => Some("step-done"),
            _ => None,
        }
    }

    /// An error's text for the summary, where its field's label has to be said too.
    fn problem_text(&self, problem: &Problem) -> String {
        let label = match self {
            Self::Missing(missing) => missing.label_of(problem.field.as_deref()),
            _ => None,
        };
        label.map_or_else(
            || problem.text.clone(),
            |label| format!("{label}: {}", problem.text),
        )
    }

    /// Whether the signing code is typed here, which the signing script helps with.
    fn takes_signature(&self) -> bool {
        match self {
            Self::Review(review) => review.code.is_some(),
            _ => matches!(self, Self::Sign(_)),
        }
    }

    /// Pages that show the document beside the column on wide screens.
    fn is_wide(&self) -> bool {
        matches!(self, Self::Review(_))
    }
}

#[cfg(test)]
mod tests;
