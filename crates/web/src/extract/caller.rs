//! Who is calling: a client program by its `ApiKey`, an admin by its bearer token as well. The
//! `TenancyName` header, where sent, must name the key's tenant.

use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{HeaderMap, request::Parts},
    response::Response,
};
use mithaq_domain::access::{Admin, ApiClient};
use mithaq_i18n::Locale;
use mithaq_service::access::{authenticate_admin, authenticate_client};
use mithaq_wire::code;
use std::net::SocketAddr;

use super::locale;
use crate::{
    WebState,
    answer::{failed, refuse},
};

/// A client program with a valid key.
pub struct ClientCaller {
    /// The program.
    pub client: ApiClient,
    /// Its language.
    pub locale: Locale,
    /// Its network address.
    pub address: String,
    /// Whether it named its tenancy in the header.
    pub named_tenancy: bool,
}

/// An admin, calling through a client program of the same tenant.
pub struct AdminCaller {
    /// The admin.
    pub admin: Admin,
    /// The admin's language.
    pub locale: Locale,
}

impl FromRequestParts<WebState> for ClientCaller {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, Response> {
        let locale = locale(&parts.headers);
        let key =
            header(&parts.headers, "apikey").ok_or_else(|| refuse(code::BAD_API_KEY, locale))?;
        let client = match authenticate_client(&state.app, key).await {
            Ok(Ok(client)) => client,
            Ok(Err(_)) => return Err(refuse(code::BAD_API_KEY, locale)),
            Err(failure) => return Err(failed(&failure, locale)),
        };
        let named = header(&parts.headers, "tenancyname");
        let same = |name: &str| {
            state
                .app
                .tenant_by_name(name)
                .is_some_and(|context| context.tenant.id == client.tenant)
        };
        if named.is_some_and(|name| !same(name)) {
            return Err(refuse(code::OTHER_TENANCY, locale));
        }
        let peer = parts
            .extensions
            .get::<ConnectInfo<SocketAddr>>()
            .map(|info| info.0);
        let address = peer
            .map(|peer| state.client_address(peer, &parts.headers))
            .unwrap_or_default();
        Ok(Self {
            client,
            locale,
            address,
            named_tenancy: named.is_some(),
        })
    }
}

impl FromRequestParts<WebState> for AdminCaller {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, Response> {
        let ClientCaller { client, locale, .. } =
            ClientCaller::from_request_parts(parts, state).await?;
        let bearer = header(&parts.headers, "authorization").and_then(bearer);
        let bearer = bearer.ok_or_else(|| refuse(code::BAD_BEARER, locale))?;
        match authenticate_admin(&state.app, &client, bearer).await {
            Ok(Ok(admin)) => Ok(Self { admin, locale }),
            Ok(Err(_)) => Err(refuse(code::BAD_BEARER, locale)),
            Err(failure) => Err(failed(&failure, locale)),
        }
    }
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let value = headers.get(name)?.to_str().ok()?.trim();
    (!value.is_empty()).then_some(value)
}

/// The token behind `Bearer`, in any letter case (RFC 9110, 11.1); nothing behind it is no token.
fn bearer(value: &str) -> Option<&str> {
    let (scheme, token) = value.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}
