//! `GET GetRequestFile?id=&key=`: a file that was given for a field, byte for byte.

use axum::{extract::State, response::Response};
use mithaq_domain::id::ContractId;
use mithaq_service::contract::{FileRefusal, contract_attachment};
use mithaq_wire::code;

use crate::{
    WebState,
    answer::{failed, given_file, refuse},
    extract::{AdminCaller, Query, permit::Requests},
};

/// `GET GetRequestFile`.
pub async fn get_request_file(
    State(state): State<WebState>,
    caller: AdminCaller<Requests>,
    query: Query,
) -> Response {
    let Some(id) = query.text("id").map(ContractId::parse) else {
        return query.refuse("id", code::REQUIRED);
    };
    let Some(key) = query.text("key").map(str::to_owned) else {
        return query.refuse("key", code::REQUIRED);
    };
    let Some(id) = id else {
        return refuse(code::NO_SUCH_CONTRACT, caller.locale);
    };
    match contract_attachment(&state.app, caller.admin.tenant, id, key).await {
        Ok(Ok(given)) => given_file(given),
        Ok(Err(FileRefusal::NoContract)) => refuse(code::NO_SUCH_CONTRACT, caller.locale),
        Ok(Err(FileRefusal::NoFile)) => refuse(code::NO_SUCH_FILE, caller.locale),
        Err(failure) => failed(&failure, caller.locale),
    }
}
