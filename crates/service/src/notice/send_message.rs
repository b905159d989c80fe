//! The job that hands a message to the courier: at least once, and forgotten with its code as
//! soon as it is handed over.

use mithaq_courier::Letter;
use mithaq_domain::{id::SessionId, session::Phase};
use mithaq_store::{StoreError, job::LeasedJob, vault::VaultError};

use super::SEALED;
use crate::{
    App, Failure,
    session::{open_sealed, session_key},
};

/// Hands over the message of a job. One for a session that was disowned or revoked is dropped.
pub async fn send_message(
    app: &App,
    job: &LeasedJob,
    session: Option<SessionId>,
) -> Result<(), Failure> {
    let letter = match session {
        Some(session) => letter_of_session(app, job, session).await?,
        None => Some(letter_of_tenant(app, job)?),
    };
    let Some(letter) = letter else {
        return Ok(());
    };
    hand_over(app, job, |_| Ok(letter)).await
}

/// Gives the courier a message; what it takes to make it may block.
pub(super) async fn hand_over(
    app: &App,
    job: &LeasedJob,
    make: impl FnOnce(&App) -> Result<Letter, Failure> + Send + 'static,
) -> Result<(), Failure> {
    let Some(folder) = app.outbox().cloned() else {
        return Err(Failure::Courier("no gateway is configured".to_owned()));
    };
    let (inner, name) = (app.clone(), job.id.to_string());
    app.pool()
        .run(move || {
            let letter = make(&inner)?;
            mithaq_courier::write_to_outbox(&folder, &name, &letter)
                .map_err(|error| Failure::Courier(error.to_string()))
        })
        .await
}

/// The message of a session; `None` where the session ended so that nobody wants it any more.
async fn letter_of_session(
    app: &App,
    job: &LeasedJob,
    session: SessionId,
) -> Result<Option<Letter>, Failure> {
    let (context, tenant) = (app.tenant(job.tenant)?, job.tenant);
    let row = app
        .store()
        .read(move |tx| tx.tenant(tenant).find_session(session))
        .await
        .map_err(|error: StoreError| Failure::from(error))?;
    let Some(row) = row.filter(|row| row.phase != Phase::Revoked && row.wrapped_key.is_some())
    else {
        return Ok(None);
    };
    let key = session_key(&context.key, &row)?;
    open_sealed(&key, SEALED, &job.id.to_string(), sealed(job)?).map(Some)
}

fn letter_of_tenant(app: &App, job: &LeasedJob) -> Result<Letter, Failure> {
    let key = &app.tenant(job.tenant)?.key;
    let plain = key.open(SEALED, &job.id.to_string(), sealed(job)?)?;
    serde_json::from_slice(&plain).map_err(|_| Failure::Vault(VaultError::Malformed))
}

fn sealed(job: &LeasedJob) -> Result<&[u8], Failure> {
    job.sealed
        .as_deref()
        .ok_or(Failure::Inconsistent("a message without a text"))
}
