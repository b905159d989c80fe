//! Identity providers' tokens: `StepVerifyOAuthToken` and `VerifyOAuthToken` (`wire.md` 3).

use axum::{extract::State, response::Response};
use mithaq_i18n::Locale;
use mithaq_service::{
    Answer,
    person::{IdTokenAsk, Judgement, ProviderNotSet, confirm_by_id_token, prove_by_id_token},
};
use mithaq_wire::{Json, code, person as wire};

use super::answer::refuse_at;
use crate::{
    WebState,
    answer::{done, failed, invalid},
    extract::{ClientCaller, JsonBody},
};

/// `POST Register/StepVerifyOAuthToken`: for whoever is about to register.
pub async fn step_verify_id_token(
    State(state): State<WebState>,
    caller: ClientCaller,
    JsonBody(body): JsonBody,
) -> Response {
    let locale = caller.locale;
    match read(caller, &body) {
        Ok((ask, path)) => {
            let judged = prove_by_id_token(&state.app, ask).await;
            answer(judged, &path, locale)
        }
        Err(errors) => invalid(&errors, locale),
    }
}

/// `POST VerifyOAuthToken`: for a registered person whose mailbox is not confirmed yet.
pub async fn verify_id_token(
    State(state): State<WebState>,
    caller: ClientCaller,
    JsonBody(body): JsonBody,
) -> Response {
    let locale = caller.locale;
    match read(caller, &body) {
        Ok((ask, path)) => {
            let judged = confirm_by_id_token(&state.app, ask).await;
            answer(judged, &path, locale)
        }
        Err(errors) => invalid(&errors, locale),
    }
}

type Read = Result<(IdTokenAsk, String), Vec<mithaq_wire::FieldError>>;

fn read(caller: ClientCaller, body: &Json) -> Read {
    let ask = wire::read_id_token(body)?;
    let taken = IdTokenAsk {
        client: caller.client,
        provider: ask.provider,
        token: ask.token,
        nonce: ask.nonce,
    };
    Ok((taken, ask.path))
}

fn answer(judged: Answer<Judgement, ProviderNotSet>, path: &str, locale: Locale) -> Response {
    match judged {
        Ok(Ok(Ok((id, email)))) => done(wire::id_token(Ok((id.to_string(), email.as_str())))),
        Ok(Ok(Err(fault))) => done(wire::id_token(Err(fault.name()))),
        Ok(Err(ProviderNotSet)) => refuse_at(path, code::PROVIDER_NOT_SET, locale),
        Err(failure) => failed(&failure, locale),
    }
}
