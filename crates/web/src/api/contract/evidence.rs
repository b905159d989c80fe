//! `GET Evidence?id=`: the evidence bundle of a sealed contract.

use axum::{
    body::Body,
    extract::State,
    http::{HeaderValue, header},
    response::Response,
};
use mithaq_domain::id::ContractId;
use mithaq_service::evidence::{BundleRefusal, evidence_bundle};
use mithaq_wire::code;

use crate::{
    WebState,
    answer::{failed, refuse},
    extract::{AdminCaller, Query, permit::Requests},
};

/// `GET Evidence`.
pub async fn get_evidence(
    State(state): State<WebState>,
    caller: AdminCaller<Requests>,
    query: Query,
) -> Response {
    let Some(id) = query.text("id").map(ContractId::parse) else {
        return query.refuse("id", code::REQUIRED);
    };
    let Some(id) = id else {
        return refuse(code::NO_SUCH_CONTRACT, caller.locale);
    };
    match evidence_bundle(&state.app, caller.admin.tenant, id).await {
        Ok(Ok((number, bundle))) => zip(&number, bundle),
        Ok(Err(BundleRefusal::NotFound)) => refuse(code::NO_SUCH_CONTRACT, caller.locale),
        Ok(Err(BundleRefusal::NotSealed)) => refuse(code::PDF_NOT_READY, caller.locale),
        Err(failure) => failed(&failure, caller.locale),
    }
}

fn zip(number: &str, bytes: Vec<u8>) -> Response {
    let mut response = Response::new(Body::from(bytes));
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_TYPE, "application/zip"),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    let named = format!("attachment; filename=\"{number}-evidence.zip\"");
    if let Ok(value) = HeaderValue::from_str(&named) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    response
}
