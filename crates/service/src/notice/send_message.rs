//! The job that hands a message over: at least once, and forgotten with its code as soon as it is
//! handed over, refused for good, or too old.

use mithaq_courier::Letter;
use mithaq_domain::{job::MessageJob, session::Phase};
use mithaq_store::{StoreError, job::LeasedJob, session::SessionRow, vault::VaultError};

use super::{SEALED, hand_over::hand_over};
use crate::{App, Failure, contract::RELEASED, outcome::Outcome, session::session_key};

/// Hands over the message of a job. One for a session that was disowned or revoked is dropped.
pub(crate) async fn send_message(
    app: &App,
    job: &LeasedJob,
    message: &MessageJob,
) -> Result<Outcome, Failure> {
    let Some(letter) = open(app, job, message).await? else {
        return Ok(Outcome::Done);
    };
    hand_over(app, job, message, letter).await
}

/// Nothing goes to a session that ended early, but to one whose signature is no longer needed: the
/// word that says so, and no code.
fn is_wanted(row: &SessionRow, message: &MessageJob) -> bool {
    let told = row.reason.as_deref() == Some(RELEASED) && message.until.is_none();
    row.phase != Phase::Revoked || told
}

async fn open(app: &App, job: &LeasedJob, message: &MessageJob) -> Result<Option<Letter>, Failure> {
    let (context, tenant) = (app.tenant(job.tenant)?, job.tenant);
    let sealed = job
        .sealed
        .as_deref()
        .ok_or(Failure::Inconsistent("a message without a text"))?;
    let record = job.id.to_string();
    let plain = match message.session {
        None => context.key.open(SEALED, &record, sealed)?,
        Some(session) => {
            let row = app
                .store()
                .read(move |tx| tx.tenant(tenant).find_session(session))
                .await
                .map_err(|error: StoreError| Failure::from(error))?;
            let wanted = row.filter(|row| is_wanted(row, message) && row.wrapped_key.is_some());
            let Some(row) = wanted else {
                return Ok(None);
            };
            session_key(&context.key, &row)?.open(SEALED, &record, sealed)?
        }
    };
    let letter = serde_json::from_slice(&plain);
    letter
        .map(Some)
        .map_err(|_| Failure::Vault(VaultError::Malformed))
}
