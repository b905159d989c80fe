//! `IdentityUserSession/…`: the heart of the API.

use axum::{extract::State, http::HeaderValue, response::Response};
use mithaq_domain::{access::Permission, id::SessionId};
use mithaq_i18n::Locale;
use mithaq_service::{
    Once,
    session::{self, Caller, Created, RevokeRefusal, SessionSummary},
};
use mithaq_wire::{Envelope, FieldError, Json, code, contract::session_contract, session as wire};
use serde_json::Value;

use crate::{
    WebState,
    answer::{done, failed, invalid, refuse},
    extract::{
        AdminCaller, CreatingBody, JsonBody, Query, SecretCaller,
        permit::{Invitations, Requests},
    },
    remembered::Asked,
};

/// `POST CreateAuthSession`: for a client program with a secret key, as every call of section 7
/// (`wire.md` 1.2); an app that must call it itself has a widened key.
pub async fn create_auth_session(
    State(state): State<WebState>,
    caller: SecretCaller,
    CreatingBody { body, once }: CreatingBody,
) -> Response {
    let who = Caller {
        tenant: caller.client.tenant,
        member: None,
        may_decide: false,
    };
    let ask = wire::read_auth_session(&body);
    create(&state, (who, once), caller.locale, ask).await
}

/// `POST CreateInvitation`: for an admin.
pub async fn create_invitation(
    State(state): State<WebState>,
    caller: AdminCaller<Invitations>,
    CreatingBody { body, once }: CreatingBody,
) -> Response {
    let who = Caller {
        tenant: caller.admin.tenant,
        member: Some(caller.admin.member),
        may_decide: caller
            .admin
            .permissions
            .contains(Permission::RequestsDecision),
    };
    let ask = wire::read_invitation(&body);
    create(&state, (who, once), caller.locale, ask).await
}

async fn create(
    state: &WebState,
    (who, once): (Caller, Once),
    locale: Locale,
    ask: Result<wire::CreateSession, Vec<FieldError>>,
) -> Response {
    let wire::CreateSession {
        invite,
        user_public_key,
        paths,
    } = match ask {
        Ok(ask) => ask,
        Err(errors) => return invalid(&errors, locale),
    };
    let create = session::CreateSession {
        invite,
        user_public_key,
        once,
    };
    match session::create_session(&state.app, who, create).await {
        Ok(Ok(created)) => handed_over(&created),
        Ok(Err(refused)) => invalid(&paths.errors(&refused), locale),
        Err(failure) => failed(&failure, locale),
    }
}

/// `data` stays the bare token; id and address travel in headers.
fn handed_over(created: &Created) -> Response {
    let mut response = done(Value::String(created.token.clone()));
    let headers = response.headers_mut();
    if let Ok(id) = HeaderValue::from_str(&created.session.to_string()) {
        headers.insert("x-session-id", id);
    }
    if let Some(Ok(url)) = created.url.as_deref().map(HeaderValue::from_str) {
        headers.insert("x-session-url", url);
    }
    response
}

/// `GET Get?id`.
pub async fn get(
    State(state): State<WebState>,
    caller: AdminCaller<Requests>,
    query: Query,
) -> Response {
    let Some(id) = query.text("id").map(SessionId::parse) else {
        return query.refuse("id", code::REQUIRED);
    };
    let Some(id) = id else {
        return refuse(code::NO_SUCH_SESSION, caller.locale);
    };
    let asked = Asked::new(caller.admin.tenant, "session", &query, caller.locale);
    let read = async {
        match session::get_session(&state.app, caller.admin, id).await {
            Ok(Some(summary)) => Ok(Envelope::done(shown(&summary))),
            Ok(None) => Err(refuse(code::NO_SUCH_SESSION, caller.locale)),
            Err(failure) => Err(failed(&failure, caller.locale)),
        }
    };
    state.remembered.answer(&state.app, asked, read).await
}

/// `GET List`.
pub async fn list(
    State(state): State<WebState>,
    caller: AdminCaller<Requests>,
    query: Query,
) -> Response {
    let page = match query.page() {
        Ok(page) => page,
        Err(response) => return *response,
    };
    let asked = Asked::new(caller.admin.tenant, "sessions", &query, caller.locale);
    let read = async {
        match session::list_sessions(&state.app, caller.admin, page).await {
            Ok((sessions, total)) => {
                Ok(Envelope::list(sessions.iter().map(shown).collect(), total))
            }
            Err(failure) => Err(failed(&failure, caller.locale)),
        }
    };
    state.remembered.answer(&state.app, asked, read).await
}

/// `POST Revoke`.
pub async fn revoke(
    State(state): State<WebState>,
    caller: AdminCaller<Invitations>,
    JsonBody(body): JsonBody,
) -> Response {
    let id = match read_id(&body) {
        Ok(id) => id,
        Err(errors) => return invalid(&errors, caller.locale),
    };
    let Some(id) = id else {
        return refuse(code::NO_SUCH_SESSION, caller.locale);
    };
    match session::revoke(&state.app, caller.admin, id).await {
        Ok(Ok(())) => done(Value::Bool(true)),
        Ok(Err(RevokeRefusal::NotFound)) => refuse(code::NO_SUCH_SESSION, caller.locale),
        Ok(Err(RevokeRefusal::Ended)) => refuse(code::SESSION_ENDED, caller.locale),
        Err(failure) => failed(&failure, caller.locale),
    }
}

fn read_id(body: &Json) -> Result<Option<SessionId>, Vec<FieldError>> {
    wire::read_id(body).map(|id| SessionId::parse(&id))
}

fn shown(summary: &SessionSummary) -> Value {
    let contracts = summary.contracts.iter().map(|contract| {
        let sha256 = contract.document_sha256.as_deref();
        session_contract(
            &contract.id.to_string(),
            contract.form.get(),
            contract.status,
            sha256,
        )
    });
    wire::SessionShown {
        id: summary.id.to_string(),
        origin: summary.origin,
        state: summary.state,
        reason: summary.reason.as_deref(),
        contracts: contracts.collect(),
        external_id: summary.external_id.as_deref(),
        creation_time: summary.created_at.to_iso(),
        expires_at: summary.expires_at.to_iso(),
    }
    .json()
}
