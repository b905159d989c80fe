//! The link of a session: base64url(session id ‖ HMAC(token key, session id ‖ generation)). The
//! row holds only the generation, so that nothing in the database opens a session, and whoever
//! must send the link again derives it (`wire.md` 7).

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use mithaq_domain::{
    contract::Ending,
    id::SessionId,
    session::{Phase, is_expired},
    time::Instant,
};
use mithaq_store::{StoreError, session::SessionRow, vault::equal};

use super::{disown, own_sign::is_sign_cookie};
use crate::{App, Failure, contract::RELEASED};

/// What a link leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkOutcome {
    /// No link of ours, or a voided one.
    Unknown,
    /// The session, and the value of the cookie that proves to hold its link.
    Ready {
        /// The session.
        session: SessionId,
        /// The link cookie's value.
        cookie: String,
    },
    /// The session expired.
    Expired,
    /// A link for signing was good, and its half hour is over.
    SignLinkExpired,
    /// The company took it back.
    Revoked,
    /// The person declined.
    Declined,
    /// The person said that something is wrong.
    Reported,
    /// Whoever held the link said that it is not theirs.
    Disowned,
    /// Enough others signed.
    Released,
}

/// The token of a session's link.
pub(crate) fn token(app: &App, session: SessionId, generation: i64) -> String {
    let mut bytes = session.as_bytes().to_vec();
    bytes.extend(
        app.keys()
            .token
            .hash(&[b"link", session.as_bytes(), &generation.to_be_bytes()]),
    );
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The address under which a token opens its session.
pub(crate) fn address(app: &App, token: &str) -> String {
    format!("{}/session?token={token}", app.public_url())
}

/// The value of the cookie that proves to hold the link.
fn link_cookie(app: &App, session: SessionId, generation: i64) -> String {
    URL_SAFE_NO_PAD.encode(app.keys().cookie.hash(&[
        b"link",
        session.as_bytes(),
        &generation.to_be_bytes(),
    ]))
}

/// Follows a link. Nothing is written: messengers and mail scanners open links first.
pub async fn open_link(app: &App, shown: &str) -> Result<LinkOutcome, Failure> {
    let Some((session, proof)) = read(shown) else {
        return Ok(LinkOutcome::Unknown);
    };
    let Some(row) = find_session(app, session).await? else {
        return Ok(LinkOutcome::Unknown);
    };
    let generation = row.generation.to_be_bytes();
    if !app
        .keys()
        .token
        .matches(&[b"link", session.as_bytes(), &generation], &proof)
    {
        return Ok(LinkOutcome::Unknown);
    }
    Ok(outcome(app, &row, || {
        link_cookie(app, session, row.generation)
    }))
}

/// The session that an address names, whosever it is.
pub(super) async fn find_session(
    app: &App,
    session: SessionId,
) -> Result<Option<SessionRow>, Failure> {
    let found = app.store().read(move |tx| {
        let Some(tenant) = tx.everyone().find_session_tenant(session)? else {
            return Ok(None);
        };
        tx.tenant(tenant).find_session(session)
    });
    found.await.map_err(|error: StoreError| error.into())
}

/// What a good link to a session leads to, and the cookie that proves to hold it.
pub(super) fn outcome(app: &App, row: &SessionRow, cookie: impl FnOnce() -> String) -> LinkOutcome {
    match row.phase {
        Phase::Declined if row.reason.as_deref() == Some(Ending::Reported.name()) => {
            LinkOutcome::Reported
        }
        Phase::Declined => LinkOutcome::Declined,
        Phase::Revoked if row.reason.as_deref() == Some(disown::REASON) => LinkOutcome::Disowned,
        Phase::Revoked if row.reason.as_deref() == Some(RELEASED) => LinkOutcome::Released,
        Phase::Revoked => LinkOutcome::Revoked,
        phase if is_expired(phase, row.expires_at, app.now()) => LinkOutcome::Expired,
        _ => LinkOutcome::Ready {
            session: row.id,
            cookie: cookie(),
        },
    }
}

/// Whether a cookie proves to hold the session's link, or one for signing whose time is not over.
pub(super) fn holds_link(app: &App, row: &SessionRow, cookie: &str, now: Instant) -> bool {
    let expected = link_cookie(app, row.id, row.generation);
    equal(cookie.as_bytes(), expected.as_bytes()) || is_sign_cookie(app, row, cookie, now)
}

fn read(shown: &str) -> Option<(SessionId, Vec<u8>)> {
    if shown.len() != 64 {
        return None;
    }
    let bytes = URL_SAFE_NO_PAD.decode(shown).ok()?;
    let (id, proof) = bytes.split_at_checked(16)?;
    Some((SessionId::from_slice(id)?, proof.to_vec()))
}
