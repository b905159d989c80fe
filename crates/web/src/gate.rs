//! What holds for calls of the API, from outside in: a preflight's answer; the client program of
//! the key, looked up once; its rate limits, before anything slow; the time limit. And on the way
//! back: 200 instead of 4xx for keys that asked for it (`wire.md` 1.3, `alwaysOk`), what is left of
//! the limits, sharing with pages, no body for `HEAD`.
//!
//! Not here: whether the key is good enough for the call; its extractor says so.

use std::{collections::HashMap, io::Write, net::SocketAddr, sync::Arc, time::Duration};

use axum::{
    Router,
    body::Body,
    extract::{ConnectInfo, Request},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    response::Response,
};
use mithaq_domain::{
    access::{Allowance, ApiClient, CallClass, KeyKind},
    id::TenantId,
};
use mithaq_service::{
    Failure,
    access::{authenticate_client, take_call},
};
use mithaq_wire::code;
use tower::Service;

use crate::{
    WebState,
    answer::{failed, refuse, refuse_for},
    cors,
    endpoint::Endpoint,
    extract::locale,
};

/// A client may hang up after ten seconds; no call takes longer (`wire.md` 1.1).
const TIME_LIMIT: Duration = Duration::from_secs(10);

/// What the gate is given: the state, and the class of those paths whose method does not tell it.
#[derive(Clone)]
pub struct Gate {
    state: WebState,
    classes: Arc<HashMap<String, CallClass>>,
}

/// The client program of a call and where it calls from, for the extractors.
#[derive(Clone)]
pub struct Known {
    /// The program.
    pub client: ApiClient,
    /// Its network address.
    pub address: String,
}

impl Gate {
    /// The gate before these endpoints.
    pub fn new(state: WebState, endpoints: &[Endpoint]) -> Self {
        let classes = endpoints
            .iter()
            .filter_map(|endpoint| Some((endpoint.matched_path(), endpoint.class?)));
        Self {
            state,
            classes: Arc::new(classes.collect()),
        }
    }

    fn class(&self, request: &Request) -> CallClass {
        let named = self.classes.get(request.uri().path()).copied();
        named.unwrap_or(match *request.method() {
            Method::GET | Method::HEAD => CallClass::Read,
            _ => CallClass::Write,
        })
    }
}

/// Passes a call of the API through the gate, to its router.
pub async fn pass(gate: &Gate, api: &Router, mut request: Request) -> Response {
    let (state, headers) = (&gate.state, request.headers());
    if let Some(answer) = cors::preflight(state, request.method(), headers) {
        return answer;
    }
    let (locale, is_head) = (locale(headers), request.method() == Method::HEAD);
    let origin = headers.get(header::ORIGIN).cloned();
    let shown = shown(gate, &request);
    let (known, taken) = match enter(state, shown).await {
        Ok(entered) => entered.unzip(),
        Err(failure) => return failed(&failure, locale),
    };
    let key = known.as_ref().map(|known| Key::of(&known.client));
    let mut response = match &taken {
        Some(Err(reached)) => refuse_for(code::TOO_MANY, locale, reached.reset.as_seconds_up()),
        _ => {
            known.map(|known| request.extensions_mut().insert(known));
            let answer = tokio::time::timeout(TIME_LIMIT, call(api, request)).await;
            answer.unwrap_or_else(|_| refuse(code::OVERLOADED, locale))
        }
    };
    if let (Some(key), Some(taken)) = (key, &taken) {
        always_ok(state, key, &mut response);
        tell(taken, response.headers_mut());
        let whose = (key.tenant, key.kind);
        cors::share(state, whose, origin.as_ref(), response.headers_mut());
    } else if response.status() == StatusCode::UNAUTHORIZED {
        cors::share_refusal(state, origin.as_ref(), response.headers_mut());
    }
    if is_head {
        *response.body_mut() = Body::empty();
    }
    response
}

/// What the way back must know of the caller's key.
#[derive(Clone, Copy)]
struct Key {
    tenant: TenantId,
    kind: KeyKind,
    always_ok: bool,
}

impl Key {
    fn of(client: &ApiClient) -> Self {
        Self {
            tenant: client.tenant,
            kind: client.kind,
            always_ok: client.always_ok,
        }
    }
}

/// What a router answers. It takes calls at any time, so nobody need wait for it.
pub async fn call(router: &Router, request: Request) -> Response {
    let Ok(response) = router.clone().call(request).await;
    response
}

type Taken = Result<Option<Allowance>, Allowance>;

/// What a call shows at the gate.
struct Shown {
    key: String,
    address: String,
    class: CallClass,
}

fn shown(gate: &Gate, request: &Request) -> Option<Shown> {
    let headers = request.headers();
    let key = headers.get("apikey")?.to_str().ok()?.trim();
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    let address = peer.map(|peer| gate.state.client_address(peer.0, headers));
    (!key.is_empty()).then(|| Shown {
        key: key.to_owned(),
        address: address.unwrap_or_default(),
        class: gate.class(request),
    })
}

/// The client program of a valid key, and what its limits say of one more call. A key that may not
/// be used from where it is costs its owner nothing: the extractor refuses it.
async fn enter(state: &WebState, shown: Option<Shown>) -> Result<Option<(Known, Taken)>, Failure> {
    let Some(Shown {
        key,
        address,
        class,
    }) = shown
    else {
        return Ok(None);
    };
    let Ok(client) = authenticate_client(&state.app, &key).await? else {
        return Ok(None);
    };
    let taken = if client.addresses.allows(&address) {
        take_call(&state.app, &client, &address, class)?
    } else {
        Ok(None)
    };
    Ok(Some((Known { client, address }, taken)))
}

fn always_ok(state: &WebState, key: Key, response: &mut Response) {
    const KEPT: [StatusCode; 3] = [
        StatusCode::UNAUTHORIZED,
        StatusCode::PAYLOAD_TOO_LARGE,
        StatusCode::TOO_MANY_REQUESTS,
    ];
    let status = response.status();
    if !status.is_client_error() || KEPT.contains(&status) {
        return;
    }
    let of_tenant = state.app.tenant(key.tenant);
    if key.always_ok || of_tenant.is_ok_and(|context| context.tenant.settings.always_ok) {
        *response.status_mut() = StatusCode::OK;
    }
}

/// What is left of the limits (draft-ietf-httpapi-ratelimit-headers, version 6).
fn tell(taken: &Taken, headers: &mut HeaderMap) {
    let (Ok(Some(allowance)) | Err(allowance)) = taken else {
        return;
    };
    for (name, value) in [
        ("ratelimit-limit", i64::from(allowance.limit)),
        ("ratelimit-remaining", allowance.remaining),
        ("ratelimit-reset", allowance.reset.as_seconds_up()),
    ] {
        headers.insert(HeaderName::from_static(name), number(value));
    }
}

/// A number as a header's value, written without a detour over the heap.
fn number(value: i64) -> HeaderValue {
    let mut digits = [0; 20];
    let mut free = digits.as_mut_slice();
    let left = write!(free, "{value}").map_or(20, |()| free.len());
    let written = digits.get(..digits.len() - left).unwrap_or_default();
    HeaderValue::from_bytes(written).unwrap_or_else(|_| HeaderValue::from_static("0"))
}
