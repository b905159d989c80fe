//! The one way into the queue: a permitted message, sealed under the key of its session or of the
//! company.

use mithaq_courier::Letter;
use mithaq_domain::{
    id::{JobId, SessionId},
    job::{Job, MessageJob},
    message::SmsProvider,
    time::Instant,
};
use mithaq_store::{
    TenantTx,
    job::NewJob,
    message::NewMessage,
    vault::{PersonKey, VaultError},
};

use super::{SEALED, policy::Permit};
use crate::{App, Failure, app::TenantContext};

/// A message that is about to be queued.
pub(crate) struct Outgoing<'a> {
    /// Its id, which the mail server and some gateways are told.
    pub(crate) id: JobId,
    /// That it may be sent.
    pub(crate) permit: Permit,
    /// The session on whose behalf it is sent, with the key that it is sealed under; a message
    /// without a session is sealed under the company's.
    pub(crate) session: Option<(SessionId, &'a PersonKey)>,
    /// From when on it is of no use to anybody.
    pub(crate) until: Option<Instant>,
    /// The gateway that the caller asked for.
    pub(crate) gateway: Option<SmsProvider>,
    /// What it says.
    pub(crate) letter: &'a Letter,
}

/// Queues a message in the transaction of its cause.
pub(crate) fn queue_message(
    app: &App,
    tx: &mut TenantTx<'_>,
    context: &TenantContext,
    outgoing: &Outgoing<'_>,
    now: Instant,
) -> Result<(), Failure> {
    let letter = outgoing.letter;
    let plain = serde_json::to_vec(letter).map_err(|_| Failure::Vault(VaultError::Malformed))?;
    let (record, entropy) = (outgoing.id.to_string(), app.entropy());
    // A second run of the unit draws another nonce for the same message: the first is rolled back.
    let sealed = match outgoing.session {
        Some((_, key)) => key.seal(SEALED, &record, &plain, entropy)?,
        None => context.key.seal(SEALED, &record, &plain, entropy)?,
    };
    let job = Job::SendMessage(MessageJob {
        session: outgoing.session.map(|(session, _)| session),
        until: outgoing.until,
        gateway: outgoing.gateway,
    });
    let new = NewMessage {
        id: outgoing.id,
        channel: &letter.channel,
        purpose: &letter.purpose,
        destination_index: outgoing.permit.destination_index,
        blocks: outgoing.permit.blocks,
    };
    tx.insert_message(&new, now)?;
    let new = NewJob {
        id: outgoing.id,
        job,
        sealed: Some(sealed),
    };
    Ok(tx.insert_job(&new, now)?)
}
