//! What an agent is to sign: the oldest that its member asked for, as a file that lacks only the signature. The file is kept
//! before it is handed out, so that the signature that comes back finds it after a restart too.

use std::{sync::Arc, time::Duration};

use mithaq_domain::time::Instant;
use mithaq_store::agent::{AgentRow, PreparedFile};
use tokio::time::timeout;

use super::find_agent;
use crate::{
    App, Failure,
    app::TenantContext,
    contract::Remote,
    files::{name_file, read_file, write_file},
    session::hex,
};

/// How long a call waits for something to be asked: less than any call may take.
const WAIT: Duration = Duration::from_secs(7);
/// Requests that are looked through for one that can be signed now.
const LOOKED_AT: i64 = 20;

/// What an agent is asked to sign.
pub struct Asked {
    /// The contract's id.
    pub contract: String,
    /// The number that people call it by.
    pub request_number: String,
    /// The company, in English.
    pub company: String,
    /// SHA-256 of the reviewed document, with which the file begins, in hexadecimal.
    pub document_sha256: String,
    /// What the signature commits itself to: a salt, and a statement about this very document and member.
    pub salt: [u8; 16],
    /// The statement, as JSON.
    pub statement: String,
    /// Until when it is asked.
    pub expires_at: Instant,
    /// The file that lacks only the signature.
    pub file: Vec<u8>,
}

/// What the agent of a secret is asked now; where that is nothing, waits a while for it. No such agent is the outer none.
pub async fn next_request(app: &App, secret: &str) -> Result<Option<Option<Asked>>, Failure> {
    let Some(agent) = find_agent(app, secret).await? else {
        return Ok(None);
    };
    let asked = app.agent_asked();
    if let Some(found) = look(app, agent).await? {
        return Ok(Some(Some(found)));
    }
    // Whoever asked in the meantime has ended this wait.
    let _ = timeout(WAIT, asked).await;
    // It may have been revoked while it waited.
    match find_agent(app, secret).await? {
        Some(agent) => Ok(Some(look(app, agent).await?)),
        None => Ok(None),
    }
}

async fn look(app: &App, agent: AgentRow) -> Result<Option<Asked>, Failure> {
    let (context, now) = (app.tenant(agent.tenant)?, app.now());
    let reading = Arc::clone(&context);
    let found = app
        .store()
        .read(move |tx| -> Result<_, Failure> {
            let mut tx = tx.tenant(agent.tenant);
            for request in tx.list_open_agent_requests(agent.member, now, LOOKED_AT)? {
                if request.member_key == agent.member_key
                    && let Some(remote) = Remote::load(&mut tx, &reading, &request)?
                {
                    return Ok(Some((remote, request.expires_at)));
                }
            }
            Ok(None)
        })
        .await?;
    let Some((remote, expires_at)) = found else {
        return Ok(None);
    };
    let remote = Arc::new(remote);
    let Some(prepared) = prepared(app, &context, &remote, agent).await? else {
        return Ok(None);
    };
    let (inner, reading) = (app.clone(), Arc::clone(&remote));
    let name = prepared.file.clone();
    let read = move || read_file(&inner, &reading.key, &name);
    let file = app.pool().run(read).await?;
    let opening = remote.opening(prepared.at);
    Ok(Some(Asked {
        contract: remote.contract.id.to_string(),
        request_number: remote.contract.request_number.clone(),
        company: context.tenant.settings.display.en.clone(),
        document_sha256: hex(&remote.document.reviewed_sha256),
        salt: opening.salt,
        statement: opening.statement,
        expires_at,
        file,
    }))
}

/// The kept file, made where there is none on top of the present one; none where another call was first.
async fn prepared(
    app: &App,
    context: &Arc<TenantContext>,
    remote: &Arc<Remote>,
    agent: AgentRow,
) -> Result<Option<PreparedFile>, Failure> {
    if let Some(prepared) = &remote.prepared {
        return Ok(Some(prepared.clone()));
    }
    // The journal and the statement know milliseconds.
    let at = app.now();
    let (inner, company, work) = (app.clone(), Arc::clone(context), Arc::clone(remote));
    let make = move || {
        let (bytes, continues) = work.prepare(&inner, &company, at)?;
        let (file, _) = write_file(&inner, &work.key, &bytes)?;
        Ok(PreparedFile {
            file: file.as_str().to_owned(),
            at,
            continues,
        })
    };
    let made = app.pool().run(make).await?;
    let (contract, kept) = (remote.contract.id, made.clone());
    let is_named = name_file(app, &made.file, move |tx| {
        let mut tx = tx.tenant(agent.tenant);
        Ok(tx.prepare_agent_request(contract, agent.member, &kept)?)
    })
    .await?;
    Ok(is_named.then_some(made))
}
