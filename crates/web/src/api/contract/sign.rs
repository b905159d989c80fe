//! `BusinessRequest/CustomerSign/…`: a registered person signs by the company's app.

use axum::{
    extract::State,
    http::{
        HeaderMap, HeaderValue,
        header::{CACHE_CONTROL, REFERRER_POLICY},
    },
    response::Response,
};
use mithaq_domain::{id::ContractId, otp::Refusal};
use mithaq_service::{
    otp::CodeRefusal,
    session::{
        DeclineByApp, GuestRefusal, SignAsk, SignRefusal, ViewRefusal, check_sign_code,
        confirm_by_app, decline_by_app, make_sign_link, request_sign_code, view_by_sign_link,
        view_link,
    },
};
use mithaq_wire::{FieldError, code, contract::sign as wire};
use serde_json::Value;

use super::{
    asks_for_pdf,
    own::{circumstances, not_eligible},
    pdf,
};
use crate::{
    WebState,
    answer::{done, failed, invalid, refuse},
    api::person::refuse_code,
    extract::{JsonBody, Query, UserCaller},
};

/// `POST StepRequestOtp`.
pub async fn step_request_otp(
    State(state): State<WebState>,
    caller: UserCaller,
    JsonBody(body): JsonBody,
) -> Response {
    let ask = match ask(&caller, wire::read_request_otp(&body)) {
        Ok(ask) => ask,
        Err(response) => return *response,
    };
    match request_sign_code(&state.app, ask).await {
        Ok(Ok(sent)) => done(wire::code_sent(
            &sent.id.to_string(),
            sent.digits.as_deref(),
        )),
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
    let ask = match ask(&caller, Ok(validate.step)) {
        Ok(ask) => ask,
        Err(response) => return *response,
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
    let ask = match ask(&caller, wire::read_step(&body)) {
        Ok(ask) => ask,
        Err(response) => return *response,
    };
    match confirm_by_app(&state.app, ask).await {
        Ok(Ok(status)) => done(Value::String(status.name().to_owned())),
        Ok(Err(refusal)) => refused(&caller, refusal, "requestId"),
        Err(failure) => failed(&failure, caller.locale),
    }
}

/// `POST Decline`.
pub async fn decline(
    State(state): State<WebState>,
    caller: UserCaller,
    JsonBody(body): JsonBody,
) -> Response {
    let decline = match wire::read_decline(&body) {
        Ok(decline) => decline,
        Err(errors) => return invalid(&errors, caller.locale),
    };
    let Some(contract) = ContractId::parse(&decline.id) else {
        return refuse(code::NO_SUCH_CONTRACT, caller.locale);
    };
    let ask = DeclineByApp {
        user: caller.user,
        contract,
        reason: decline.reason,
        circumstances: circumstances(&caller, decline.device),
    };
    match decline_by_app(&state.app, ask).await {
        Ok(Ok(())) => done(Value::Bool(true)),
        Ok(Err(refusal)) => refused(&caller, refusal, "requestId"),
        Err(failure) => failed(&failure, caller.locale),
    }
}

/// `POST GenerateSignContractLink`. What lets sign there is in the link: it stays in no cache.
pub async fn generate_sign_contract_link(
    State(state): State<WebState>,
    caller: UserCaller,
    JsonBody(body): JsonBody,
) -> Response {
    let ask = match ask(&caller, wire::read_step(&body)) {
        Ok(ask) => ask,
        Err(response) => return *response,
    };
    match make_sign_link(&state.app, ask).await {
        Ok(Ok(address)) => not_stored(done(Value::String(address))),
        Ok(Err(refusal)) => refused(&caller, refusal, "requestId"),
        Err(failure) => failed(&failure, caller.locale),
    }
}

/// `GET ViewContractPdf?RequestId=&SecurityHash=`: the PDF itself where `Accept` asks for it, else a
/// link.
pub async fn view_contract_pdf(
    State(state): State<WebState>,
    caller: UserCaller,
    query: Query,
    headers: HeaderMap,
) -> Response {
    let (id, hash) = match (query.text("RequestId"), query.text("SecurityHash")) {
        (None, _) => return query.refuse("RequestId", code::REQUIRED),
        (_, None) => return query.refuse("SecurityHash", code::REQUIRED),
        (Some(id), Some(hash)) => (ContractId::parse(id), hash),
    };
    let Some(id) = id else {
        return refuse(code::NO_SUCH_CONTRACT, caller.locale);
    };
    let answer = if asks_for_pdf(&headers) {
        view_by_sign_link(&state.app, caller.user, (id, hash))
            .await
            .map(|found| found.map(|file| pdf(&file.0, file.1)))
    } else {
        view_link(&state.app, caller.user, (id, hash))
            .await
            .map(|found| found.map(|link| not_stored(done(Value::String(link)))))
    };
    match answer {
        Ok(Ok(response)) => response,
        Ok(Err(ViewRefusal::NotFound)) => refuse(code::NO_SUCH_CONTRACT, caller.locale),
        Ok(Err(ViewRefusal::Expired)) => refuse(code::SIGN_LINK_EXPIRED, caller.locale),
        Ok(Err(ViewRefusal::NotReady)) => refuse(code::PDF_NOT_READY, caller.locale),
        Err(failure) => failed(&failure, caller.locale),
    }
}

fn not_stored(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}

fn ask(
    caller: &UserCaller,
    read: Result<wire::Step, Vec<FieldError>>,
) -> Result<SignAsk, Box<Response>> {
    let step = read.map_err(|errors| Box::new(invalid(&errors, caller.locale)))?;
    let contract = ContractId::parse(&step.id);
    let contract =
        contract.ok_or_else(|| Box::new(refuse(code::NO_SUCH_CONTRACT, caller.locale)))?;
    Ok(SignAsk {
        user: caller.user,
        contract,
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
        SignRefusal::Guest(GuestRefusal::NotEligible(refusal)) => not_eligible(caller, refusal),
        SignRefusal::Guest(GuestRefusal::IdentityHeld) => {
            refuse(code::IDENTITY_DIFFERS, caller.locale)
        }
        // The code was sent for another document: for this one there is none.
        SignRefusal::Guest(GuestRefusal::DocumentChanged) => {
            of_code(CodeRefusal::Code(Refusal::NoneSent))
        }
        SignRefusal::Guest(
            GuestRefusal::WrongStep
            | GuestRefusal::NotYours
            | GuestRefusal::StaleForm
            | GuestRefusal::NoMailbox
            | GuestRefusal::NotAnEmail
            | GuestRefusal::MailboxTaken,
        ) => refuse(code::WRONG_STATUS, caller.locale),
    }
}
