//! Forgotten passwords: `ForgetPassword/…` and `ForgetPasswordByPhone/…` (`wire.md` 3).

use axum::{extract::State, response::Response};
use mithaq_service::{
    otp::Destination,
    person::{RecoverAsk, ResetAsk, check_recovery_code, reset_password, send_recovery_code},
};
use mithaq_wire::{
    code,
    person::{self as wire, recovery_granted, recovery_sent},
};
use serde_json::Value;

use super::{
    answer::{code_shown, refuse_at, refuse_code, taken},
    registration::origin,
};
use crate::{
    WebState,
    answer::{done, failed, invalid},
    extract::{ClientCaller, JsonBody},
};

/// `POST ForgetPassword/SendEmailOtp` and `ForgetPasswordByPhone/SendPhoneOtp`: the code goes where
/// the caller says, to a phone or to a mailbox.
pub async fn send(
    State(state): State<WebState>,
    caller: ClientCaller,
    JsonBody(body): JsonBody,
) -> Response {
    let ask = match wire::read_recovery(&body) {
        Ok(ask) => ask,
        Err(errors) => return invalid(&errors, caller.locale),
    };
    let by_phone = matches!(ask.to, Destination::Phone(_));
    let (locale, path) = (caller.locale, ask.path);
    let ask = RecoverAsk {
        origin: origin(&caller),
        client: caller.client,
        to: ask.to,
        id_number: ask.id_number,
    };
    match send_recovery_code(&state.app, ask).await {
        Ok(Ok(sent)) => done(recovery_sent(&code_shown(&sent), by_phone)),
        Ok(Err(refusal)) => refuse_code(refusal, &path, locale),
        Err(failure) => failed(&failure, locale),
    }
}

/// `POST ForgetPassword/ValidateEmailOtp`.
pub async fn check_email(
    State(state): State<WebState>,
    caller: ClientCaller,
    JsonBody(body): JsonBody,
) -> Response {
    let names = ("emailOtpRequestId", "emailOtp");
    check(&state, &caller, wire::read_recovery_check(&body, names)).await
}

/// `POST ForgetPassword/ValidatePhoneOtp` and `ForgetPasswordByPhone/ValidatePhoneOtp`.
pub async fn check_phone(
    State(state): State<WebState>,
    caller: ClientCaller,
    JsonBody(body): JsonBody,
) -> Response {
    let names = ("phoneNumberOtpRequestId", "phoneNumberOtp");
    check(&state, &caller, wire::read_recovery_check(&body, names)).await
}

async fn check(
    state: &WebState,
    caller: &ClientCaller,
    ask: Result<(Destination, wire::Shown), Vec<mithaq_wire::FieldError>>,
) -> Response {
    let (to, shown) = match ask {
        Ok(ask) => ask,
        Err(errors) => return invalid(&errors, caller.locale),
    };
    let ask = (to, taken(&shown));
    match check_recovery_code(&state.app, &caller.client, ask).await {
        Ok(Ok(grant)) => done(recovery_granted(grant.person.get(), &grant.reset_code)),
        Ok(Err(refusal)) => refuse_code(refusal, &shown.path, caller.locale),
        Err(failure) => failed(&failure, caller.locale),
    }
}

/// `POST ForgetPassword/Reset`.
pub async fn reset(
    State(state): State<WebState>,
    caller: ClientCaller,
    JsonBody(body): JsonBody,
) -> Response {
    let ask = match wire::read_reset(&body) {
        Ok(ask) => ask,
        Err(errors) => return invalid(&errors, caller.locale),
    };
    let (locale, path) = (caller.locale, ask.path);
    let ask = ResetAsk {
        origin: origin(&caller),
        client: caller.client,
        person: ask.person,
        reset_code: ask.reset_code,
        password: ask.password,
    };
    match reset_password(&state.app, ask).await {
        Ok(Ok(())) => done(Value::Bool(true)),
        Ok(Err(_)) => refuse_at(&path, code::BAD_RESET_CODE, locale),
        Err(failure) => failed(&failure, locale),
    }
}
