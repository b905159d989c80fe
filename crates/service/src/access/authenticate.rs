//! From headers to callers: an ApiKey is a client program of a tenant, a bearer token an admin or
//! a registered person of the same tenant. The first two only from where they may call.

use mithaq_domain::access::{Admin, ApiClient, Holder, User};
use mithaq_store::StoreError;

use super::{cache::KnownAdmin, sha256, token};
use crate::{App, Failure, error::Answer};

/// The caller is not who it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unauthenticated;

/// The client program of an ApiKey. Whether it may call from where it does is asked of the answer.
pub async fn authenticate_client(app: &App, key: &str) -> Answer<ApiClient, Unauthenticated> {
    let hash = sha256(key.as_bytes());
    if let Some(client) = app.tokens().client(&hash) {
        return Ok(Ok(client));
    }
    let age = app.tokens().age();
    let found = app
        .store()
        .read(move |tx| tx.everyone().find_api_key(&hash))
        .await
        .map_err(|error: StoreError| Failure::from(error))?;
    Ok(match found {
        Some(client) => {
            app.tokens().remember_client(age, hash, client.clone());
            Ok(client)
        }
        None => Err(Unauthenticated),
    })
}

/// The admin of a bearer token, who must belong to the tenant of the key and, where it has a list
/// of addresses, call from one of them.
pub async fn authenticate_admin(
    app: &App,
    client: &ApiClient,
    bearer: &str,
    address: &str,
) -> Answer<Admin, Unauthenticated> {
    let now = app.now();
    let hash = sha256(bearer.as_bytes());
    if let Some(known) = app.tokens().admin(&hash, now) {
        return Ok(of_tenant(&known, client, address));
    }
    let Some((shown, expires_at)) = token::verify(app, bearer, now) else {
        return Ok(Err(Unauthenticated));
    };
    let Holder::Member(member) = shown.holder else {
        return Ok(Err(Unauthenticated));
    };
    let age = app.tokens().age();
    let (tenant, family) = (shown.tenant, shown.family);
    let grant = app
        .store()
        .read(move |tx| tx.everyone().find_live_grant(tenant, family))
        .await
        .map_err(|error: StoreError| Failure::from(error))?;
    let Some(grant) = grant else {
        return Ok(Err(Unauthenticated));
    };
    let known = KnownAdmin {
        admin: Admin {
            tenant,
            member,
            family,
            permissions: grant.permissions(),
        },
        expires_at,
        addresses: grant.addresses,
    };
    let admin = of_tenant(&known, client, address);
    app.tokens().remember_admin(age, hash, known);
    Ok(admin)
}

/// The registered person of a bearer token, who must belong to the tenant of the key.
pub async fn authenticate_user(
    app: &App,
    client: &ApiClient,
    bearer: &str,
) -> Answer<User, Unauthenticated> {
    let now = app.now();
    let hash = sha256(bearer.as_bytes());
    if let Some(user) = app.tokens().user(&hash, now) {
        return Ok(user_of_tenant(user, client));
    }
    // A token known to be an admin's need not be verified to be no person's.
    if app.tokens().admin(&hash, now).is_some() {
        return Ok(Err(Unauthenticated));
    }
    let Some((shown, expires_at)) = token::verify(app, bearer, now) else {
        return Ok(Err(Unauthenticated));
    };
    let Holder::Person(person) = shown.holder else {
        return Ok(Err(Unauthenticated));
    };
    let age = app.tokens().age();
    let (tenant, family) = (shown.tenant, shown.family);
    let live = app
        .store()
        .read(move |tx| tx.everyone().find_live_person(tenant, family))
        .await
        .map_err(|error: StoreError| Failure::from(error))?;
    if live != Some(person) {
        return Ok(Err(Unauthenticated));
    }
    let user = User {
        tenant,
        person,
        family,
    };
    app.tokens().remember_user(age, hash, (user, expires_at));
    Ok(user_of_tenant(user, client))
}

fn user_of_tenant(user: User, client: &ApiClient) -> Result<User, Unauthenticated> {
    if user.tenant == client.tenant {
        Ok(user)
    } else {
        Err(Unauthenticated)
    }
}

fn of_tenant(
    known: &KnownAdmin,
    client: &ApiClient,
    address: &str,
) -> Result<Admin, Unauthenticated> {
    if known.admin.tenant == client.tenant && known.addresses.allows(address) {
        Ok(known.admin)
    } else {
        Err(Unauthenticated)
    }
}
