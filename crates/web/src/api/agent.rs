//! `ContractSigner/PairAgent` and `SignAgent/…`: an agent shows its own secret in the body, where no log looks.

use axum::{extract::State, response::Response};
use base64::{Engine, engine::general_purpose::STANDARD};
use mithaq_domain::id::ContractId;
use mithaq_service::agent::{
    Asked, GiveRefusal, PairAgent, PairRefusal, give_signature, next_request, pair_agent,
    pairing_code, refuse_request,
};
use mithaq_wire::{agent as wire, code};
use serde_json::Value;

use crate::{
    WebState,
    answer::{done, failed, invalid, refuse},
    extract::{AdminCaller, Anyone, JsonBody, permit::BusinessRequestContractSigner},
};

/// `POST ContractSigner/PairAgent`.
pub async fn draw_code(
    State(state): State<WebState>,
    caller: AdminCaller<BusinessRequestContractSigner>,
) -> Response {
    match pairing_code(&state.app, caller.admin).await {
        Ok(pairing) => done(wire::pairing(&pairing.code, pairing.expires_at)),
        Err(failure) => failed(&failure, caller.locale),
    }
}

/// `POST SignAgent/Pair`.
pub async fn pair(
    State(state): State<WebState>,
    caller: Anyone,
    JsonBody(body): JsonBody,
) -> Response {
    let ask = match wire::read_pair(&body) {
        Ok(ask) => ask,
        Err(errors) => return invalid(&errors, caller.locale),
    };
    let ask = PairAgent {
        code: ask.code,
        certificates: ask.certificates,
        value: ask.signature,
    };
    match pair_agent(&state.app, ask).await {
        Ok(Ok(paired)) => done(wire::paired(
            &paired.secret,
            &paired.company,
            &paired.member,
        )),
        Ok(Err(PairRefusal::Code)) => refuse(code::PAIRING_CODE, caller.locale),
        Ok(Err(PairRefusal::Certificate)) => refuse(code::AGENT_CERTIFICATE, caller.locale),
        Err(failure) => failed(&failure, caller.locale),
    }
}

/// `POST SignAgent/Next`.
pub async fn next(
    State(state): State<WebState>,
    caller: Anyone,
    JsonBody(body): JsonBody,
) -> Response {
    let agent = match wire::read_next(&body) {
        Ok(agent) => agent,
        Err(errors) => return invalid(&errors, caller.locale),
    };
    match next_request(&state.app, &agent).await {
        Ok(Some(asked)) => done(wire::next(asked.as_ref().map(shown))),
        Ok(None) => refuse(code::BAD_BEARER, caller.locale),
        Err(failure) => failed(&failure, caller.locale),
    }
}

fn shown(asked: &Asked) -> Value {
    let salt: String = asked
        .salt
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    wire::AskedShown {
        id: &asked.contract,
        request_number: &asked.request_number,
        company: &asked.company,
        document_sha256: &asked.document_sha256,
        salt: &salt,
        statement: &asked.statement,
        expires_at: asked.expires_at,
        file: &STANDARD.encode(&asked.file),
    }
    .json()
}

/// `POST SignAgent/Sign`.
pub async fn sign(
    State(state): State<WebState>,
    caller: Anyone,
    JsonBody(body): JsonBody,
) -> Response {
    let give = match wire::read_give(&body) {
        Ok(give) => give,
        Err(errors) => return invalid(&errors, caller.locale),
    };
    let Some(id) = ContractId::parse(&give.id) else {
        return refuse(code::WRONG_STATUS, caller.locale);
    };
    let answer = match give.signature {
        Some(value) => give_signature(&state.app, &give.agent, (id, value)).await,
        None => refuse_request(&state.app, &give.agent, id).await,
    };
    match answer {
        Ok(Ok(())) => done(Value::Bool(true)),
        Ok(Err(GiveRefusal::NoAgent)) => refuse(code::BAD_BEARER, caller.locale),
        Ok(Err(GiveRefusal::NotAsked)) => refuse(code::WRONG_STATUS, caller.locale),
        Ok(Err(GiveRefusal::Signature)) => refuse(code::AGENT_SIGNATURE, caller.locale),
        Err(failure) => failed(&failure, caller.locale),
    }
}
