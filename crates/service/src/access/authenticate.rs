//! From headers to callers: an ApiKey is a client program of a tenant, a bearer token an admin of
//! the same tenant.

use mithaq_domain::access::{Admin, ApiClient};
use mithaq_store::StoreError;

use super::{sha256, token};
use crate::{App, Failure, error::Answer};

/// The caller is not who it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unauthenticated;

/// The client program of an ApiKey.
pub async fn authenticate_client(app: &App, key: &str) -> Answer<ApiClient, Unauthenticated> {
    let hash = sha256(key.as_bytes());
    if let Some(client) = app.tokens().client(&hash) {
        return Ok(Ok(client));
    }
    let found = app
        .store()
        .read(move |tx| tx.everyone().find_api_key(&hash))
        .await
        .map_err(|error: StoreError| Failure::from(error))?;
    Ok(match found {
        Some((key, tenant)) => {
            let client = ApiClient { tenant, key };
            app.tokens().remember_client(hash, client.clone());
            Ok(client)
        }
        None => Err(Unauthenticated),
    })
}

/// The admin of a bearer token, who must belong to the tenant of the key.
pub async fn authenticate_admin(
    app: &App,
    client: &ApiClient,
    bearer: &str,
) -> Answer<Admin, Unauthenticated> {
    let now = app.now();
    let hash = sha256(bearer.as_bytes());
    if let Some(admin) = app.tokens().admin(&hash, now) {
        return Ok(of_tenant(admin, client));
    }
    let Some((admin, expires_at)) = token::verify(app, bearer, now) else {
        return Ok(Err(Unauthenticated));
    };
    let live = app
        .store()
        .read(move |tx| tx.everyone().is_family_live(admin.tenant, admin.family))
        .await
        .map_err(|error: StoreError| Failure::from(error))?;
    if !live {
        return Ok(Err(Unauthenticated));
    }
    app.tokens().remember_admin(hash, admin, expires_at);
    Ok(of_tenant(admin, client))
}

fn of_tenant(admin: Admin, client: &ApiClient) -> Result<Admin, Unauthenticated> {
    if admin.tenant == client.tenant {
        Ok(admin)
    } else {
        Err(Unauthenticated)
    }
}
