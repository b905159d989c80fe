//! Who is calling: a client program by its `ApiKey`, an admin or a registered person by a bearer
//! token as well. The type of a handler's argument says what the route needs: any key, a secret key,
//! an admin with a permission, a person. The `TenancyName` header, where sent, must name the key's
//! tenant. Which client program a key is was found out at the `gate`.

use std::marker::PhantomData;

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, Method, request::Parts},
    response::Response,
};
use mithaq_domain::{
    access::{Admin, ApiClient, KeyKind, User},
    id::{ApiKeyId, TenantId},
    text::Language,
};
use mithaq_i18n::Locale;
use mithaq_service::access::{authenticate_admin, authenticate_user};
use mithaq_wire::code;

use super::{body::Public, creating::identify, language, locale, permit::Permit, room::Whose};
use crate::{
    WebState,
    answer::{failed, refuse},
    endpoint::{Caller, KeyNeed, TokenNeed},
    gate::Known,
};

/// Anyone: the call needs neither key nor token.
pub struct Anyone {
    /// Its language.
    pub locale: Locale,
}

/// A client program with a valid key; with `SECRET`, with a secret one.
pub struct KeyCaller<const SECRET: bool> {
    /// The program.
    pub client: ApiClient,
    /// Its language.
    pub locale: Locale,
    /// The same, where it asked for one: then messages to people are in it too.
    pub language: Option<Language>,
    /// Its network address.
    pub address: String,
    /// Whether it named its tenancy in the header.
    pub named_tenancy: bool,
}

/// A client program with any kind of key: an app of an end user may be one.
pub type ClientCaller = KeyCaller<false>;

/// A client program that keeps its key to itself.
pub type SecretCaller = KeyCaller<true>;

/// An admin who holds the permission `P`, calling through a client program of the same tenant with
/// a secret key. Without a `P`, one who may do everything: who narrows a route names what it needs.
pub struct AdminCaller<P = super::permit::Administration> {
    /// The admin.
    pub admin: Admin,
    /// The admin's language.
    pub locale: Locale,
    permission: PhantomData<P>,
}

/// A registered person, calling through a client program of the same tenant with any kind of key.
pub struct UserCaller {
    /// The person.
    pub user: User,
    /// The key of the program.
    pub key: ApiKeyId,
    /// The person's language.
    pub locale: Locale,
    /// The same, where it was asked for: then messages are in it too.
    pub language: Option<Language>,
    /// The network address.
    pub address: String,
    /// What the app says it is.
    pub user_agent: String,
}

/// An admin who holds the permission `P`, calling with a secret key, or a registered person, calling
/// with any kind, through a client program of the same tenant: both read what is the company's.
pub struct AdminOrUserCaller<P> {
    /// Whose program it is.
    pub tenant: TenantId,
    /// Whether the caller is an admin.
    pub is_admin: bool,
    /// The caller's language.
    pub locale: Locale,
    permission: PhantomData<P>,
}

/// A client program with a secret key, and a registered person where it showed one's token.
pub struct PerhapsUserCaller {
    /// The program.
    pub client: ApiClient,
    /// The person, if any.
    pub user: Option<User>,
    /// The caller's language.
    pub locale: Locale,
    /// The network address.
    pub address: String,
}

impl Caller for Anyone {
    const KEY: KeyNeed = KeyNeed::Nothing;
    const TOKEN: TokenNeed = TokenNeed::Nothing;
}

impl<const SECRET: bool> Caller for KeyCaller<SECRET> {
    const KEY: KeyNeed = if SECRET {
        KeyNeed::Secret
    } else {
        KeyNeed::Any
    };
    const TOKEN: TokenNeed = TokenNeed::Nothing;
}

impl<P: Permit> Caller for AdminCaller<P> {
    const KEY: KeyNeed = KeyNeed::Secret;
    const TOKEN: TokenNeed = TokenNeed::Admin(P::PERMISSION);
}

impl Caller for UserCaller {
    const KEY: KeyNeed = KeyNeed::Any;
    const TOKEN: TokenNeed = TokenNeed::User;
}

impl<P: Permit> Caller for AdminOrUserCaller<P> {
    const KEY: KeyNeed = KeyNeed::Any;
    const TOKEN: TokenNeed = TokenNeed::AdminOrUser(P::PERMISSION);
}

impl Caller for PerhapsUserCaller {
    const KEY: KeyNeed = KeyNeed::Secret;
    const TOKEN: TokenNeed = TokenNeed::Nothing;
}

impl FromRequestParts<WebState> for Anyone {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _: &WebState) -> Result<Self, Response> {
        Ok(Self {
            locale: locale(&parts.headers),
        })
    }
}

impl<const SECRET: bool> FromRequestParts<WebState> for KeyCaller<SECRET> {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, Response> {
        let locale = locale(&parts.headers);
        let Some(Known { client, address }) = parts.extensions.remove() else {
            return Err(refuse(code::BAD_API_KEY, locale));
        };
        if !client.addresses.allows(&address) {
            return Err(refuse(code::ADDRESS_NOT_ALLOWED, locale));
        }
        if SECRET && !client.may_call_as_secret() {
            return Err(refuse(code::SECRET_KEY_NEEDED, locale));
        }
        let named = header(&parts.headers, "tenancyname");
        let same = |name: &str| {
            let named = state.app.tenant_by_name(name);
            named.is_some_and(|context| context.tenant.id == client.tenant)
        };
        if named.is_some_and(|name| !same(name)) {
            return Err(refuse(code::OTHER_TENANCY, locale));
        }
        let named_tenancy = named.is_some();
        identify(parts, || format!("key {}", client.key));
        note_client(parts, state, &client, &address);
        Ok(Self {
            client,
            locale,
            language: language(&parts.headers),
            address,
            named_tenancy,
        })
    }
}

impl<P: Permit> FromRequestParts<WebState> for AdminCaller<P> {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, Response> {
        let caller = SecretCaller::from_request_parts(parts, state).await?;
        let admin = admin_of::<P, true>(parts, state, &caller).await?;
        Ok(Self {
            admin,
            locale: caller.locale,
            permission: PhantomData,
        })
    }
}

impl<P: Permit> FromRequestParts<WebState> for AdminOrUserCaller<P> {
    type Rejection = Response;

    /// A token is of one kind only: what is no person's may be an admin's.
    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, Response> {
        let caller = ClientCaller::from_request_parts(parts, state).await?;
        let locale = caller.locale;
        let shown = bearer(&parts.headers).ok_or_else(|| refuse(code::BAD_BEARER, locale))?;
        let is_admin = match authenticate_user(&state.app, &caller.client, shown).await {
            Ok(Ok(user)) => {
                identify(parts, || format!("person {}", user.person));
                false
            }
            Ok(Err(_)) => {
                admin_of::<P, false>(parts, state, &caller).await?;
                // A publishable key is in everyone's hands: behind it there is no staff.
                if !caller.client.may_call_as_secret() {
                    return Err(refuse(code::SECRET_KEY_NEEDED, locale));
                }
                true
            }
            Err(failure) => return Err(failed(&failure, locale)),
        };
        Ok(Self {
            tenant: caller.client.tenant,
            is_admin,
            locale,
            permission: PhantomData,
        })
    }
}

/// The admin of the bearer token, who must hold the permission `P`.
async fn admin_of<P: Permit, const SECRET: bool>(
    parts: &mut Parts,
    state: &WebState,
    caller: &KeyCaller<SECRET>,
) -> Result<Admin, Response> {
    let locale = caller.locale;
    let shown = bearer(&parts.headers).ok_or_else(|| refuse(code::BAD_BEARER, locale))?;
    match authenticate_admin(&state.app, &caller.client, shown, &caller.address).await {
        Ok(Ok(admin)) if admin.permissions.contains(P::PERMISSION) => {
            identify(parts, || format!("member {}", admin.member));
            Ok(admin)
        }
        Ok(Ok(_)) => Err(refuse(code::NOT_ALLOWED, locale)),
        Ok(Err(_)) => Err(refuse(code::BAD_BEARER, locale)),
        Err(failure) => Err(failed(&failure, locale)),
    }
}

impl FromRequestParts<WebState> for UserCaller {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, Response> {
        let caller = ClientCaller::from_request_parts(parts, state).await?;
        let locale = caller.locale;
        let shown = bearer(&parts.headers).ok_or_else(|| refuse(code::BAD_BEARER, locale))?;
        match authenticate_user(&state.app, &caller.client, shown).await {
            Ok(Ok(user)) => {
                identify(parts, || format!("person {}", user.person));
                note_person(parts, user);
                Ok(Self {
                    user,
                    key: caller.client.key,
                    locale,
                    language: caller.language,
                    address: caller.address,
                    user_agent: header(&parts.headers, "user-agent")
                        .unwrap_or_default()
                        .to_owned(),
                })
            }
            Ok(Err(_)) => Err(refuse(code::BAD_BEARER, locale)),
            Err(failure) => Err(failed(&failure, locale)),
        }
    }
}

impl FromRequestParts<WebState> for PerhapsUserCaller {
    type Rejection = Response;

    /// Without a token nobody is shown; a token that is shown must be a person's.
    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, Response> {
        let caller = SecretCaller::from_request_parts(parts, state).await?;
        let locale = caller.locale;
        let user = match bearer(&parts.headers) {
            None => None,
            Some(shown) => match authenticate_user(&state.app, &caller.client, shown).await {
                Ok(Ok(user)) => Some(user),
                Ok(Err(_)) => return Err(refuse(code::BAD_BEARER, locale)),
                Err(failure) => return Err(failed(&failure, locale)),
            },
        };
        if let Some(user) = user {
            identify(parts, || format!("person {}", user.person));
            note_person(parts, user);
        }
        Ok(Self {
            client: caller.client,
            user,
            locale,
            address: caller.address,
        })
    }
}

/// Notes whose a body is, where one may come.
fn note_client(parts: &mut Parts, state: &WebState, client: &ApiClient, address: &str) {
    if parts.method != Method::POST {
        return;
    }
    let address = (client.kind == KeyKind::Publishable).then_some(address);
    let whose = Whose::of_client(client.tenant, address);
    parts.extensions.insert(whose);
    let context = state.app.tenant(client.tenant);
    let access = context.is_ok_and(|context| context.tenant.settings.public_access.is_some());
    if access {
        parts.extensions.insert(Public);
    }
}

fn note_person(parts: &mut Parts, user: User) {
    if let Some(whose) = parts.extensions.get_mut::<Whose>() {
        whose.and_person(user.tenant, user.person);
    }
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let value = headers.get(name)?.to_str().ok()?.trim();
    (!value.is_empty()).then_some(value)
}

/// The token of `Authorization`, behind `Bearer` in any letter case (RFC 9110, 11.1); nothing behind
/// it is no token.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = header(headers, "authorization")?.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}
