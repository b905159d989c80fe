//! `/v1/otp/…`: codes as a product, for a company's own programs.

use axum::{extract::State, response::Response};
use mithaq_domain::{otp::Refusal, time::Span};
use mithaq_service::otp::{
    CodeRefusal, Origin, ProductCode, ShownCode, send_product_code, verify_product_code,
};
use mithaq_wire::otp as wire;

use super::person::refuse_code;
use crate::{
    WebState,
    answer::{done, failed, invalid},
    extract::{JsonBody, SecretCaller},
};

/// `POST /v1/otp/sms`.
pub async fn send_sms(
    State(state): State<WebState>,
    caller: SecretCaller,
    JsonBody(body): JsonBody,
) -> Response {
    let ask = match wire::read_sms(&body) {
        Ok(ask) => ask,
        Err(errors) => return invalid(&errors, caller.locale),
    };
    let locale = caller.locale;
    match send_product_code(&state.app, product(caller, &ask)).await {
        Ok(Ok(sent)) => done(wire::sent(
            &ask,
            &sent.id.to_string(),
            sent.digits.as_deref(),
        )),
        Ok(Err(refusal)) => refuse_code(refusal, &ask.path, locale),
        Err(failure) => failed(&failure, locale),
    }
}

fn product(caller: SecretCaller, ask: &wire::SendSms) -> ProductCode {
    ProductCode {
        origin: Origin {
            address: caller.address,
            language: caller.language,
            gateway: None,
        },
        client: caller.client,
        phone: ask.phone.clone(),
        subject: ask.subject.trim().to_owned(),
        life: Span::minutes(ask.minutes),
        tries: ask.tries,
    }
}

/// `POST /v1/otp/verify`.
pub async fn verify(
    State(state): State<WebState>,
    caller: SecretCaller,
    JsonBody(body): JsonBody,
) -> Response {
    let ask = match wire::read_verify(&body) {
        Ok(ask) => ask,
        Err(errors) => return invalid(&errors, caller.locale),
    };
    let Some(id) = ask.id else {
        let unknown = CodeRefusal::Code(Refusal::NoneSent);
        return refuse_code(unknown, &ask.path, caller.locale);
    };
    let digits = ask.digits;
    match verify_product_code(&state.app, &caller.client, ShownCode { id, digits }).await {
        Ok(Ok(())) => done(wire::verified(&id.to_string())),
        Ok(Err(refusal)) => refuse_code(refusal, &ask.path, caller.locale),
        Err(failure) => failed(&failure, caller.locale),
    }
}
