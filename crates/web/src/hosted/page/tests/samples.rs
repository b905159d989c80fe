//! One sample of every page, with the longest names and largest amounts that are real.

mod check;
mod contracts;

use mithaq_i18n::Locale;

use mithaq_service::session::ProofFor;

use super::super::*;
use contracts::{card, contract};

pub(super) const SESSION: &str = "0192f0c1-7b6e-7a30-9d5c-2f6a4a1e8b77";
pub(super) const SHA256: &str = "9b1c6e0f3a52d7884e6b0c9f15a7d23388c4be61f0297d5ab3e84c7012d64f9c";

pub(super) struct Sample {
    pub name: &'static str,
    pub page: Page,
    pub frame: Frame,
}

/// Arabic on Arabic pages, English on English ones.
fn pick(locale: Locale, arabic: &str, english: &str) -> String {
    match locale {
        Locale::Ar => arabic.to_owned(),
        Locale::En => english.to_owned(),
    }
}

pub(super) fn frame(locale: Locale, step: u32) -> Frame {
    Frame {
        company: Some(Company {
            name_en: "Nile Valley Consumer Finance Company S.A.E.".to_owned(),
            name_ar: "شركة وادي النيل للتمويل الاستهلاكي ش.م.م".to_owned(),
            logo_src: None,
        }),
        session_id: Some(SESSION.to_owned()),
        form_token: Some("token-1".to_owned()),
        progress: (step > 0).then_some(Progress {
            number: step,
            of: 4,
        }),
        links: Links {
            privacy_href: Some("/privacy".to_owned()),
            help_href: Some("/help".to_owned()),
        },
        ..Frame::bare(locale)
    }
}

fn with_errors(locale: Locale, step: u32, errors: &[(u32, Option<&str>)]) -> Frame {
    let errors = errors
        .iter()
        .map(|(code, field)| Problem::new(locale, *code, *field))
        .collect();
    Frame {
        errors,
        ..frame(locale, step)
    }
}

fn phone() -> Destination {
    Destination::Phone("+20 ••• ••• ••90".to_owned())
}

fn standalone(locale: Locale) -> Vec<(&'static str, Page, Frame)> {
    let trouble = |busy| {
        Page::Problem(Trouble {
            busy,
            reference: Some("0192f0c17b6e".to_owned()),
        })
    };
    vec![
        ("explain", Page::Explain, Frame::bare(locale)),
        ("link-needed", Page::OpenYourLink, Frame::bare(locale)),
        ("unknown", Page::UnknownLink, Frame::bare(locale)),
        ("expired", Page::Expired, frame(locale, 0)),
        (
            "sign-link-expired",
            Page::SignLinkExpired,
            Frame::bare(locale),
        ),
        ("not-needed", Page::NotNeeded, frame(locale, 0)),
        ("revoked", Page::Revoked, frame(locale, 0)),
        ("used", Page::LinkUsed, frame(locale, 0)),
        ("completed", Page::AlreadyCompleted, frame(locale, 0)),
        ("problem", trouble(false), Frame::bare(locale)),
        ("problem-busy", trouble(true), Frame::bare(locale)),
    ]
}

fn phone_page(destination: Destination, wait: Option<u32>) -> Page {
    let sent = wait.map(|resend_in_seconds| Code {
        resend_in_seconds,
        expires_in_minutes: 5,
    });
    Page::Phone(Phone {
        destination,
        sent,
        may_disown: true,
        why: ProofFor::Session,
        may_change: false,
    })
}

fn mailbox_page(sent: Option<u32>) -> Page {
    let email = Destination::Email("a•••@example.com".to_owned());
    match phone_page(email, sent) {
        Page::Phone(phone) => Page::Phone(Phone {
            may_disown: false,
            why: ProofFor::Mailbox,
            ..phone
        }),
        other => other,
    }
}

/// The same of an address that the person typed, of the longest kind.
fn typed_mailbox(sent: Option<u32>) -> Page {
    let whole = "mohamed.abdelrahman.elsayed@student.engineering.alexandria.edu.eg";
    match mailbox_page(sent) {
        Page::Phone(phone) => Page::Phone(Phone {
            destination: Destination::Email(whole.to_owned()),
            may_change: true,
            ..phone
        }),
        other => other,
    }
}

fn phone_for_copy() -> Page {
    Page::Phone(Phone {
        destination: phone(),
        sent: None,
        may_disown: false,
        why: ProofFor::Copy,
        may_change: false,
    })
}

fn proof(locale: Locale) -> Vec<(&'static str, Page, Frame)> {
    let open = |invited| {
        let valid_until = Some(pick(locale, "٣٠ نوفمبر ٢٠٢٦", "30 November 2026"));
        Page::Open(Open {
            invited,
            by_email: false,
            valid_until,
            may_disown: true,
        })
    };
    let email = Destination::Email("a•••@example.com".to_owned());
    vec![
        ("open", open(Invited::Contracts(1)), frame(locale, 1)),
        (
            "open-several",
            open(Invited::Contracts(3)),
            frame(locale, 1),
        ),
        ("open-identity", open(Invited::Identity), frame(locale, 1)),
        ("phone-ask", phone_page(phone(), None), frame(locale, 2)),
        (
            "phone-code",
            phone_page(phone(), Some(45)),
            frame(locale, 2),
        ),
        (
            "phone-wrong",
            phone_page(phone(), Some(0)),
            with_errors(locale, 2, &[(1301, Some("code"))]),
        ),
        ("phone-for-copy", phone_for_copy(), frame(locale, 0)),
        (
            "email-code",
            phone_page(email.clone(), Some(0)),
            frame(locale, 2),
        ),
        (
            "identity-pending",
            Page::IdentityPending(phone()),
            frame(locale, 0),
        ),
        (
            "identity-pending-email",
            Page::IdentityPending(email),
            frame(locale, 0),
        ),
    ]
}

fn mailbox(locale: Locale) -> Vec<(&'static str, Page, Frame)> {
    vec![
        ("mailbox-ask", mailbox_page(None), frame(locale, 2)),
        ("mailbox-code", mailbox_page(Some(0)), frame(locale, 2)),
        ("mailbox-name", Page::NameMailbox, frame(locale, 2)),
        (
            "mailbox-name-wrong",
            Page::NameMailbox,
            with_errors(locale, 2, &[(1112, Some("email"))]),
        ),
        ("mailbox-typed", typed_mailbox(Some(45)), frame(locale, 2)),
        (
            "mailbox-typed-ask",
            typed_mailbox(None),
            with_errors(locale, 2, &[(1304, None)]),
        ),
        ("mailbox-pending", Page::MailboxPending, frame(locale, 0)),
    ]
}

fn ends(locale: Locale) -> Vec<(&'static str, Page, Frame)> {
    let reason = pick(
        locale,
        "الدخل الشهري أقل من الحد الأدنى.",
        "The monthly income is below the minimum.",
    );
    let refused = Refused {
        card: card(locale),
        reason: Some(reason),
    };
    vec![
        ("declined", Page::Declined, frame(locale, 0)),
        ("reported", Page::Reported, frame(locale, 0)),
        ("not-me", Page::NotMe, frame(locale, 0)),
        (
            "blocked-form",
            Page::CannotContinueYet(CannotContinueYet::Form),
            frame(locale, 0),
        ),
        (
            "blocked-several",
            Page::CannotContinueYet(CannotContinueYet::SeveralContracts),
            frame(locale, 0),
        ),
        (
            "waiting",
            Page::Waiting(Some(card(locale))),
            frame(locale, 0),
        ),
        ("preparing", Page::Preparing, frame(locale, 3)),
        ("refused", Page::Refused(refused), frame(locale, 0)),
    ]
}

/// Every page in one language.
pub(super) fn all(locale: Locale) -> Vec<Sample> {
    [
        standalone(locale),
        check::samples(locale),
        proof(locale),
        mailbox(locale),
        contract(locale),
        ends(locale),
    ]
    .into_iter()
    .flatten()
    .map(|(name, page, frame)| Sample { name, page, frame })
    .collect()
}
