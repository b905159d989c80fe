//! A person's mailbox: `VerifyEmail` and `UpdateEmailRequest` (`wire.md` 3).

use axum::{extract::State, response::Response};
use mithaq_i18n::Locale;
use mithaq_service::{
    otp::Origin,
    person::{EmailAsk, EmailRefusal, EmailStep, Prover, TooManyLookUps, prove_email},
};
use mithaq_wire::{
    Json, code,
    person::{self as wire, email_step},
};

use super::{
    answer::{code_shown, refuse_at, refuse_code, taken},
    registration::origin,
};
use crate::{
    WebState,
    answer::{done, failed, invalid, refuse_for},
    extract::{ClientCaller, JsonBody, UserCaller},
};

/// `POST VerifyEmail`: for whoever gave the mailbox at registration.
pub async fn verify_email(
    State(state): State<WebState>,
    caller: ClientCaller,
    JsonBody(body): JsonBody,
) -> Response {
    let who = (Prover::app(&caller.client), origin(&caller));
    prove(&state, who, &body, caller.locale).await
}

/// `POST UpdateEmailRequest`: for a person who is logged in.
pub async fn update_email(
    State(state): State<WebState>,
    caller: UserCaller,
    JsonBody(body): JsonBody,
) -> Response {
    let origin = Origin {
        address: caller.address,
        language: caller.language,
        gateway: None,
    };
    let who = (Prover::User(caller.user, caller.key), origin);
    prove(&state, who, &body, caller.locale).await
}

async fn prove(
    state: &WebState,
    (prover, origin): (Prover, Origin),
    body: &Json,
    locale: Locale,
) -> Response {
    let step = match wire::read_email_step(body) {
        Ok(step) => step,
        Err(errors) => return invalid(&errors, locale),
    };
    let ask = EmailAsk {
        prover,
        origin,
        email: step.contact,
        shown: step.shown.as_ref().map(taken),
    };
    let shown_path = step.shown.map(|shown| shown.path);
    let code_path = shown_path.unwrap_or_else(|| step.path.clone());
    match prove_email(&state.app, ask).await {
        Ok(Ok(EmailStep::CodeSent(sent))) => done(email_step(Some(&code_shown(&sent)))),
        Ok(Ok(EmailStep::Confirmed)) => done(email_step(None)),
        Ok(Err(EmailRefusal::Code(refusal))) => refuse_code(refusal, &code_path, locale),
        Ok(Err(EmailRefusal::Taken)) => refuse_at(&step.path, code::EMAIL_TAKEN, locale),
        Ok(Err(EmailRefusal::LookUps(TooManyLookUps(wait)))) => {
            refuse_for(code::TOO_MANY, locale, wait.as_seconds_up())
        }
        Err(failure) => failed(&failure, locale),
    }
}
