//! A contract's PDF for the company: at once, or by a link that lives five minutes and opens this
//! one contract only.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use mithaq_domain::{
    access::Admin,
    id::{ContractId, TenantId},
    time::{Instant, Span},
};

use super::files::read_file;
use crate::{
    App, Failure,
    app::refused,
    error::Answer,
    session::{follow_view, session_key},
};

/// Life of a download link.
const LINK_LIFE: Span = Span::minutes(5);

/// Why there is no PDF.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DownloadRefusal {
    /// This tenant has no such contract, or the link is no link of ours.
    NotFound,
    /// It has not been rendered yet.
    NotReady,
}

/// The path of a link, below the public address.
#[derive(Clone, Debug)]
pub struct DownloadLink(
    /// A full address.
    pub String,
);

/// The newest PDF of a contract, the sealed one once there is one, and the contract's number.
pub async fn contract_pdf(
    app: &App,
    tenant: TenantId,
    id: ContractId,
) -> Answer<(String, Vec<u8>), DownloadRefusal> {
    let context = app.tenant(tenant)?;
    let found = app
        .store()
        .read(move |tx| {
            let mut tx = tx.tenant(tenant);
            let Some(contract) = tx.find_contract(id)? else {
                return Ok(Err(DownloadRefusal::NotFound));
            };
            let Some(document) = tx.list_documents(id)?.into_iter().next() else {
                return Ok(Err(DownloadRefusal::NotReady));
            };
            let session = tx
                .find_session(contract.session)?
                .ok_or(Failure::Inconsistent("a contract without a session"))?;
            let key = session_key(&context.key, &session)?;
            let file = document.sealed_file.unwrap_or(document.reviewed_file);
            Ok::<_, Failure>(Ok((contract.request_number, key, file)))
        })
        .await?;
    let (number, key, file) = match found {
        Ok(found) => found,
        Err(refusal) => return refused(refusal),
    };
    let inner = app.clone();
    let bytes = app
        .pool()
        .run(move || read_file(&inner, &key, &file))
        .await?;
    Ok(Ok((number, bytes)))
}

/// A link to the newest PDF of a contract.
pub async fn download_link(
    app: &App,
    admin: Admin,
    id: ContractId,
) -> Answer<DownloadLink, DownloadRefusal> {
    let tenant = admin.tenant;
    let found = app
        .store()
        .read(move |tx| {
            let mut tx = tx.tenant(tenant);
            let known = tx.find_contract(id)?.is_some();
            Ok::<_, Failure>((known, !tx.list_documents(id)?.is_empty()))
        })
        .await?;
    match found {
        (false, _) => refused(DownloadRefusal::NotFound),
        (true, false) => refused(DownloadRefusal::NotReady),
        (true, true) => {
            let expires_at = app.now().plus(LINK_LIFE);
            let token = token(app, tenant, id, expires_at);
            Ok(Ok(DownloadLink(format!(
                "{}/download/{token}",
                app.public_url()
            ))))
        }
    }
}

/// What a link leads to.
pub async fn follow_download(app: &App, shown: &str) -> Answer<(String, Vec<u8>), DownloadRefusal> {
    let of = match read(app, shown) {
        Some(of) => Some(of),
        None => follow_view(app, shown).await?,
    };
    match of {
        Some((tenant, id)) => contract_pdf(app, tenant, id).await,
        None => refused(DownloadRefusal::NotFound),
    }
}

fn token(app: &App, tenant: TenantId, id: ContractId, expires_at: Instant) -> String {
    let mut bytes = tenant.get().to_be_bytes().to_vec();
    bytes.extend(id.as_bytes());
    bytes.extend(expires_at.unix_millis().to_be_bytes());
    let proof = app.keys().token.hash(&[b"download", &bytes]);
    bytes.extend(proof);
    URL_SAFE_NO_PAD.encode(bytes)
}

fn read(app: &App, shown: &str) -> Option<(TenantId, ContractId)> {
    let bytes = URL_SAFE_NO_PAD.decode(shown).ok()?;
    let (claim, proof) = bytes.split_at_checked(32)?;
    if !app.keys().token.matches(&[b"download", claim], proof) {
        return None;
    }
    let (tenant, rest) = claim.split_first_chunk::<8>()?;
    let (id, expires_at) = rest.split_first_chunk::<16>()?;
    let expires_at = i64::from_be_bytes(<[u8; 8]>::try_from(expires_at).ok()?);
    if app.now().unix_millis() >= expires_at {
        return None;
    }
    Some((
        TenantId::new(i64::from_be_bytes(*tenant)),
        ContractId::from_slice(id)?,
    ))
}
