//! ApiKeys: made, listed, revoked. A key is shown once and stored by its hash.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use mithaq_domain::{
    access::{AddressList, ApiClient, KeyKind},
    id::{ApiKeyId, TenantId},
};
use mithaq_store::{
    StoreError,
    access::api_key::{ApiKeyRow, NewApiKey},
};

use super::sha256;
use crate::{App, Failure, app::refused, error::Answer};

/// What a new key is to be.
#[derive(Clone, Debug)]
pub struct KeyWish {
    /// Public or not.
    pub kind: KeyKind,
    /// What people call it.
    pub name: String,
    /// Lets a publishable key do what secret ones do; its tenant was warned.
    pub widened: bool,
    /// Answers 200 instead of 4xx for enveloped refusals.
    pub always_ok: bool,
    /// Where it may call from.
    pub addresses: AddressList,
}

/// Why there is no new key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyRefusal {
    /// A publishable key is used from everywhere: a list of addresses would promise what it cannot hold.
    AddressesOfPublishable,
    /// A secret key cannot be widened.
    WidenedSecret,
}

/// Draws a key: what is shown once, and its row.
pub(crate) fn draw_api_key(app: &App, tenant: TenantId, wish: KeyWish) -> (String, NewApiKey) {
    let random = URL_SAFE_NO_PAD.encode(app.random::<32>());
    let shown = format!("{}{random}", wish.kind.prefix());
    let row = NewApiKey {
        hash: sha256(shown.as_bytes()),
        name: wish.name,
        client: ApiClient {
            tenant,
            key: ApiKeyId::new(app.now(), &app.random()),
            kind: wish.kind,
            widened: wish.widened,
            always_ok: wish.always_ok,
            addresses: wish.addresses,
        },
    };
    (shown, row)
}

/// Makes a key; what is answered is the key itself, which nobody can show again.
pub async fn create_api_key(
    app: &App,
    tenant: TenantId,
    wish: KeyWish,
) -> Answer<(String, ApiKeyId), KeyRefusal> {
    if wish.kind == KeyKind::Publishable && wish.addresses != AddressList::default() {
        return refused(KeyRefusal::AddressesOfPublishable);
    }
    if wish.kind == KeyKind::Secret && wish.widened {
        return refused(KeyRefusal::WidenedSecret);
    }
    let (shown, row) = draw_api_key(app, tenant, wish);
    let (id, now) = (row.client.key, app.now());
    app.store()
        .write(move |tx| tx.tenant(tenant).insert_api_key(&row, now))
        .await
        .map_err(|error: StoreError| Failure::from(error))?;
    Ok(Ok((shown, id)))
}

/// Every key of a tenant, revoked ones among them.
pub async fn list_api_keys(app: &App, tenant: TenantId) -> Result<Vec<ApiKeyRow>, Failure> {
    app.store()
        .read(move |tx| tx.tenant(tenant).list_api_keys())
        .await
        .map_err(|error: StoreError| Failure::from(error))
}

/// Revokes a key, at once; false where there is none, or it was revoked before.
pub async fn revoke_api_key(app: &App, tenant: TenantId, id: ApiKeyId) -> Result<bool, Failure> {
    let now = app.now();
    let revoked = app
        .store()
        .write(move |tx| tx.tenant(tenant).revoke_api_key(id, now))
        .await
        .map_err(|error: StoreError| Failure::from(error))?;
    app.tokens().revoke_client(id);
    Ok(revoked)
}
