//! `BusinessRequest/ContractSigner/Sign`: a member signs for the company.

use axum::{extract::State, response::Response};
use mithaq_domain::id::ContractId;
use mithaq_service::contract::{CountersignRefusal, countersign};
use mithaq_wire::{Code, code, contract as wire};
use serde_json::Value;

use crate::{
    WebState,
    answer::{done, failed, invalid, refuse},
    extract::{AdminCaller, JsonBody, permit::BusinessRequestContractSigner},
};

/// `POST ContractSigner/Sign`.
pub async fn sign_as_contract_signer(
    State(state): State<WebState>,
    caller: AdminCaller<BusinessRequestContractSigner>,
    JsonBody(body): JsonBody,
) -> Response {
    let id = match wire::read_sign(&body) {
        Ok(id) => ContractId::parse(&id),
        Err(errors) => return invalid(&errors, caller.locale),
    };
    let Some(id) = id else {
        return refuse(code::NO_SUCH_CONTRACT, caller.locale);
    };
    match countersign(&state.app, caller.admin, id).await {
        Ok(Ok(())) => done(Value::Bool(true)),
        Ok(Err(refusal)) => refuse(code_of(refusal), caller.locale),
        Err(failure) => failed(&failure, caller.locale),
    }
}

const fn code_of(refusal: CountersignRefusal) -> Code {
    match refusal {
        CountersignRefusal::NotFound => code::NO_SUCH_CONTRACT,
        CountersignRefusal::NotListed => code::NOT_A_CONTRACT_SIGNER,
        CountersignRefusal::AlreadySigned => code::COUNTERSIGNED,
        CountersignRefusal::BySeal => code::COUNTERSIGNED_BY_SEAL,
        CountersignRefusal::WrongStatus => code::WRONG_STATUS,
    }
}
