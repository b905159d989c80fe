//! The job that hands a message to the courier: at least once, and forgotten with its code as
//! soon as it is handed over.

use mithaq_courier::Letter;
use mithaq_domain::{id::SessionId, session::Phase};
use mithaq_store::job::LeasedJob;

use crate::{
    App, Failure,
    session::{open_sealed, session_key},
};

/// Hands over the message of a job. One for a session that was disowned or revoked is dropped.
pub async fn send_message(app: &App, job: &LeasedJob, session: SessionId) -> Result<(), Failure> {
    let Some(folder) = app.outbox().cloned() else {
        return Err(Failure::Courier("no gateway is configured".to_owned()));
    };
    let context = app.tenant(job.tenant)?;
    let tenant = job.tenant;
    let row = app
        .store()
        .read(move |tx| tx.tenant(tenant).find_session(session))
        .await
        .map_err(|error: mithaq_store::StoreError| Failure::from(error))?;
    let Some(row) = row.filter(|row| row.phase != Phase::Revoked && row.wrapped_key.is_some())
    else {
        return Ok(());
    };
    let key = session_key(&context.key, &row)?;
    let sealed = job
        .sealed
        .as_deref()
        .ok_or(Failure::Inconsistent("a message without a text"))?;
    let letter: Letter = open_sealed(&key, "job.sealed", &job.id.to_string(), sealed)?;
    let name = job.id.to_string();
    app.pool()
        .run(move || {
            mithaq_courier::write_to_outbox(&folder, &name, &letter)
                .map_err(|error| Failure::Courier(error.to_string()))
        })
        .await
}
