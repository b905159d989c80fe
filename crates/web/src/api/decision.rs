//! `BusinessRequest/Approve`, `Reject`, `Void`: the company decides on a contract.

use axum::{extract::State, response::Response};
use mithaq_domain::id::ContractId;
use mithaq_service::{
    Held,
    contract::{DecideRefusal, Decision, decide},
};
use mithaq_wire::{code, contract as wire};
use serde_json::Value;

use crate::{
    WebState,
    answer::{done, failed, invalid, refuse},
    extract::{AdminCaller, JsonBody, LargeBody, permit::RequestsDecision},
};

type Decider = AdminCaller<RequestsDecision>;

/// `POST Approve`.
pub async fn approve(State(state): State<WebState>, caller: Decider, sent: LargeBody) -> Response {
    let approve = match wire::read_approve(&sent.body) {
        Ok(approve) => approve,
        Err(errors) => return invalid(&errors, caller.locale),
    };
    let decision = Decision::Approve(approve.values.clone());
    let wanted = (&*approve.id, decision, sent.held());
    judged(&state, &caller, wanted, |refused| {
        invalid(&approve.errors(&refused), caller.locale)
    })
    .await
}

/// `POST Reject`.
pub async fn reject(
    State(state): State<WebState>,
    caller: Decider,
    JsonBody(body): JsonBody,
) -> Response {
    end(
        &state,
        &caller,
        wire::read_reasoned(&body),
        Decision::Reject,
    )
    .await
}

/// `POST Void`.
pub async fn void(
    State(state): State<WebState>,
    caller: Decider,
    JsonBody(body): JsonBody,
) -> Response {
    end(&state, &caller, wire::read_reasoned(&body), Decision::Void).await
}

async fn end(
    state: &WebState,
    caller: &Decider,
    ask: Result<wire::Reasoned, Vec<mithaq_wire::FieldError>>,
    decision: fn(String) -> Decision,
) -> Response {
    match ask {
        Ok(ask) => {
            let decision = decision(ask.reason.trim().to_owned());
            judged(state, caller, (&*ask.id, decision, None), |_| {
                refuse(code::WRONG_STATUS, caller.locale)
            })
            .await
        }
        Err(errors) => invalid(&errors, caller.locale),
    }
}

async fn judged(
    state: &WebState,
    caller: &Decider,
    (id, decision, held): (&str, Decision, Held),
    wrong_values: impl FnOnce(Vec<(String, mithaq_domain::session::InvitationRefusal)>) -> Response,
) -> Response {
    let Some(id) = ContractId::parse(id) else {
        return refuse(code::NO_SUCH_CONTRACT, caller.locale);
    };
    match decide(&state.app, caller.admin, (id, decision), held).await {
        Ok(Ok(())) => done(Value::Bool(true)),
        Ok(Err(DecideRefusal::NotFound)) => refuse(code::NO_SUCH_CONTRACT, caller.locale),
        Ok(Err(DecideRefusal::WrongStatus)) => refuse(code::WRONG_STATUS, caller.locale),
        Ok(Err(DecideRefusal::Fields(refused))) => wrong_values(refused),
        Err(failure) => failed(&failure, caller.locale),
    }
}
