//! `BusinessRequest/CustomerSign/…`: a registered person signs by the company's app.

use axum::{extract::State, response::Response};
use mithaq_domain::{id::ContractId, otp::Refusal};
use mithaq_service::{
    otp::CodeRefusal,
    session::{
        GuestRefusal, SignAsk, SignRefusal, check_sign_code, confirm_by_app, request_sign_code,
    },
};
use mithaq_wire::{code, contract::sign as wire};
use serde_json::Value;

use super::own::{circumstances, not_eligible};
use crate::{
    WebState,
    answer::{done, failed, invalid, refuse},
    api::person::refuse_code,
    extract::{JsonBody, UserCaller},
};

/// `POST StepRequestOtp`.
pub async fn step_request_otp(
    State(state): State<WebState>,
    caller: UserCaller,
    JsonBody(body): JsonBody,
) -> Response {
    let step = match wire::read_request_otp(&body) {
        Ok(step) => step,
        Err(errors) => return invalid(&errors, caller.locale),
    };
    let Some(ask) = ask(&caller, &step) else {
        return refuse(code::NO_SUCH_CONTRACT, caller.locale);
    };
    match request_sign_code(&state.app, ask).await {
        Ok(Ok(id)) => done(wire::code_sent(&id.to_string())),
        Ok(Err(refusal)) => refused(&caller, refusal, "requestId"),
        Err(failure) => failed(&failure, caller.locale),
    }
}

/// `POST StepValidateOtp`. Nothing is charged: there is no link to pay by, which is the empty text.
pub async fn step_validate_otp(
    State(state): State<WebState>,
    caller: UserCaller,
    JsonBody(body): JsonBody,
) -> Response {
    let validate = match wire::read_validate_otp(&body) {
        Ok(validate) => validate,
        Err(errors) => return invalid(&errors, caller.locale),
    };
    let Some(ask) = ask(&caller, &validate.step) else {
        return refuse(code::NO_SUCH_CONTRACT, caller.locale);
    };
    match check_sign_code(&state.app, ask, (validate.code, validate.digits)).await {
        Ok(Ok(())) => done(Value::String(String::new())),
        Ok(Err(refusal)) => refused(&caller, refusal, &validate.path),
        Err(failure) => failed(&failure, caller.locale),
    }
}

/// `POST StepValidatePayment`: the confirmation.
pub async fn step_validate_payment(
    State(state): State<WebState>,
    caller: UserCaller,
    JsonBody(body): JsonBody,
) -> Response {
    let step = match wire::read_validate_payment(&body) {
        Ok(step) => step,
        Err(errors) => return invalid(&errors, caller.locale),
    };
    let Some(ask) = ask(&caller, &step) else {
        return refuse(code::NO_SUCH_CONTRACT, caller.locale);
    };
    match confirm_by_app(&state.app, ask).await {
        Ok(Ok(status)) => done(Value::String(status.name().to_owned())),
        Ok(Err(refusal)) => refused(&caller, refusal, "requestId"),
        Err(failure) => failed(&failure, caller.locale),
    }
}

fn ask(caller: &UserCaller, step: &wire::Step) -> Option<SignAsk> {
    Some(SignAsk {
        user: caller.user,
        contract: ContractId::parse(&step.id)?,
        here: step.here,
        circumstances: circumstances(caller, step.device),
        language: caller.language,
        gateway: step.gateway,
    })
}

fn refused(caller: &UserCaller, refusal: SignRefusal, field: &str) -> Response {
    let of_code = |refusal| refuse_code(refusal, field, caller.locale);
    match refusal {
        SignRefusal::NotFound => refuse(code::NO_SUCH_CONTRACT, caller.locale),
        SignRefusal::NotEligible(refusal) => not_eligible(caller, refusal),
        SignRefusal::LocationChanged => refuse(code::LOCATION_CHANGED, caller.locale),
        SignRefusal::Guest(GuestRefusal::Code(refusal)) => of_code(CodeRefusal::Code(refusal)),
        SignRefusal::Guest(GuestRefusal::TooManyCodes) => of_code(CodeRefusal::TooManyCodes),
        SignRefusal::Guest(GuestRefusal::Message(refusal)) => {
            of_code(CodeRefusal::Message(refusal))
        }
        // The code was sent for another document: for this one there is none.
        SignRefusal::Guest(GuestRefusal::DocumentChanged) => {
            of_code(CodeRefusal::Code(Refusal::NoneSent))
        }
        SignRefusal::Guest(
            GuestRefusal::WrongStep | GuestRefusal::NotYours | GuestRefusal::StaleForm,
        ) => refuse(code::WRONG_STATUS, caller.locale),
    }
}
