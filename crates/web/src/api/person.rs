//! `DigitalIdentity/…`: registered persons, and what the company's staff may do with them.

mod answer;
mod email;
mod id_token;
mod recover;
mod registration;
mod staff;

pub(super) use answer::refuse_code;
pub use email::{update_email, verify_email};
pub use id_token::{step_verify_id_token, verify_id_token};
pub use recover::{check_email, check_phone, reset, send};
pub use registration::{check_existence, login, register, step_verify_email, step_verify_phone};
pub use staff::{cancel_identity_for_admin, get_users};

use axum::{extract::State, response::Response};
use mithaq_service::person::{self, CancelRefusal, Canceller};
use mithaq_wire::code;
use serde_json::Value;

use crate::{
    WebState,
    answer::{done, failed, refuse},
    extract::UserCaller,
};

/// `POST CancelVerifiedDigitalIdentity`: the person withdraws the verified identity. The body is
/// empty, so its type does not matter.
pub async fn cancel_identity(State(state): State<WebState>, caller: UserCaller) -> Response {
    match person::cancel_identity(&state.app, Canceller::Person(caller.user)).await {
        Ok(Ok(())) => done(Value::Bool(true)),
        Ok(Err(CancelRefusal::NotFound)) => refuse(code::NO_SUCH_PERSON, caller.locale),
        Ok(Err(CancelRefusal::NotVerified)) => refuse(code::NOT_VERIFIED, caller.locale),
        Err(failure) => failed(&failure, caller.locale),
    }
}
