//! `Transactions/…` and the pictures of a person: the staff looks and decides.

use axum::{extract::State, response::Response};
use base64::{Engine, engine::general_purpose::STANDARD};
use mithaq_domain::{
    id::TransactionId,
    person::{Profile, Stage},
    transaction::{Capture, State as TransactionState},
};
use mithaq_service::transaction::{
    self, ApproveRefusal, JudgeRefusal, Judged, Read, StoredVerdict, TransactionShown,
};
use mithaq_wire::{
    Code, Envelope, code,
    transaction::{read_approve, read_reject, staff as wire},
};
use serde_json::{Value, json};

use crate::{
    WebState,
    answer::{done, failed, invalid, refuse, respond},
    extract::{
        AdminCaller, JsonBody, Query,
        permit::{Requests, RequestsDecision},
    },
};

/// `GET GetTransactions?state=`.
pub async fn get_transactions(
    State(state): State<WebState>,
    caller: AdminCaller<Requests>,
    query: Query,
) -> Response {
    let page = match query.page() {
        Ok(page) => page,
        Err(response) => return *response,
    };
    let wanted = query.text("state").map(str::to_ascii_lowercase);
    let wanted = wanted.as_deref().map(TransactionState::parse);
    let Some(wanted) = wanted.unwrap_or(Some(TransactionState::Waiting)) else {
        return query.refuse("state", code::OUT_OF_RANGE);
    };
    match transaction::list_transactions(&state.app, caller.admin, (wanted, page)).await {
        Ok((all, total)) => {
            let items = all.iter().map(|one| wire::listed(&shown(one))).collect();
            respond(&Envelope::list(items, total))
        }
        Err(failure) => failed(&failure, caller.locale),
    }
}

/// `GET GetTransactionById?id=`.
pub async fn get_transaction(
    State(state): State<WebState>,
    caller: AdminCaller<Requests>,
    query: Query,
) -> Response {
    let id = match query.text("id").map(TransactionId::parse) {
        None => return query.refuse("id", code::REQUIRED),
        Some(None) => return refuse(code::NO_SUCH_TRANSACTION, caller.locale),
        Some(Some(id)) => id,
    };
    match transaction::get_transaction(&state.app, caller.admin, id).await {
        Ok(Ok(found)) => done(wire::transaction(&shown(&found))),
        Ok(Err(_)) => refuse(code::NO_SUCH_TRANSACTION, caller.locale),
        Err(failure) => failed(&failure, caller.locale),
    }
}

/// `GET GetUserDigitalIdentityImages?emailOrPhoneNumber=`.
pub async fn get_images(
    State(state): State<WebState>,
    caller: AdminCaller<Requests>,
    query: Query,
) -> Response {
    const NAME: &str = "emailOrPhoneNumber";
    let of = match query
        .text("emailOrPhoneNumber")
        .map(wire::read_email_or_phone)
    {
        None => return query.refuse(NAME, code::REQUIRED),
        Some(Err(code)) => return query.refuse(NAME, code),
        Some(Ok(of)) => of,
    };
    match transaction::find_images(&state.app, caller.admin, of).await {
        Ok(Ok(found)) => {
            let steps = found.iter().flat_map(|found| &found.steps);
            let there: Vec<Capture> = steps.map(|step| step.capture).collect();
            let id = found.as_ref().map(|found| found.id.to_string());
            done(wire::images(id.as_deref(), &there))
        }
        Ok(Err(_)) => refuse(code::NO_SUCH_PERSON, caller.locale),
        Err(failure) => failed(&failure, caller.locale),
    }
}

/// `GET GetStepImage?TransactionId=&FileName=`. A name is one of a few words, never a path.
pub async fn get_picture(
    State(state): State<WebState>,
    caller: AdminCaller<Requests>,
    query: Query,
) -> Response {
    let (id, name) = match (query.text("TransactionId"), query.text("FileName")) {
        (None, _) => return query.refuse("TransactionId", code::REQUIRED),
        (_, None) => return query.refuse("FileName", code::REQUIRED),
        (Some(id), Some(name)) => (TransactionId::parse(id), Capture::parse(name)),
    };
    let Some(of) = id.zip(name) else {
        return refuse(code::NO_SUCH_TRANSACTION, caller.locale);
    };
    match transaction::view_picture(&state.app, caller.admin, of).await {
        Ok(Ok(bytes)) => done(json!({ "image": STANDARD.encode(bytes) })),
        Ok(Err(_)) => refuse(code::NO_SUCH_TRANSACTION, caller.locale),
        Err(failure) => failed(&failure, caller.locale),
    }
}

/// `POST Approve`.
pub async fn approve(
    State(state): State<WebState>,
    caller: AdminCaller<RequestsDecision>,
    JsonBody(body): JsonBody,
) -> Response {
    let approve = match read_approve(&body) {
        Ok(approve) => approve,
        Err(errors) => return invalid(&errors, caller.locale),
    };
    let judged = Judged::Approve(Box::new(Read {
        card: approve.reading.clone(),
        zone: approve.zone.clone(),
        kind: approve.kind,
    }));
    match judge(&state, &caller, (approve.id, judged)).await {
        Ok(response) => response,
        Err(JudgeRefusal::Reading(faults)) => invalid(&approve.errors(&faults), caller.locale),
        Err(JudgeRefusal::NoReading(name)) => invalid(&approve.no_reading(name), caller.locale),
        Err(refusal) => refuse(code_of(&refusal), caller.locale),
    }
}

/// `POST Reject`.
pub async fn reject(
    State(state): State<WebState>,
    caller: AdminCaller<RequestsDecision>,
    JsonBody(body): JsonBody,
) -> Response {
    let reject = match read_reject(&body) {
        Ok(reject) => reject,
        Err(errors) => return invalid(&errors, caller.locale),
    };
    let judged = Judged::Refuse {
        fault: reject.fault,
        reason: reject.reason,
    };
    match judge(&state, &caller, (reject.id, judged)).await {
        Ok(response) => response,
        Err(refusal) => refuse(code_of(&refusal), caller.locale),
    }
}

async fn judge(
    state: &WebState,
    caller: &AdminCaller<RequestsDecision>,
    (id, judged): (Option<TransactionId>, Judged),
) -> Result<Response, JudgeRefusal> {
    let id = id.ok_or(JudgeRefusal::NotFound)?;
    match transaction::judge_transaction(&state.app, caller.admin, id, judged).await {
        Ok(outcome) => outcome.map(|()| done(Value::Bool(true))),
        Err(failure) => Ok(failed(&failure, caller.locale)),
    }
}

const fn code_of(refusal: &JudgeRefusal) -> Code {
    match refusal {
        JudgeRefusal::NotFound => code::NO_SUCH_TRANSACTION,
        JudgeRefusal::Approve(ApproveRefusal::NotWaiting) => code::NOT_WAITING,
        JudgeRefusal::Approve(ApproveRefusal::AlreadyVerified) => code::ALREADY_VERIFIED,
        JudgeRefusal::Approve(ApproveRefusal::IdNumberTaken) => code::ID_NUMBER_TAKEN,
        JudgeRefusal::NoReading(_) | JudgeRefusal::Reading(_) => code::REQUIRED,
    }
}

fn shown(found: &TransactionShown) -> wire::TransactionShown<'_> {
    let (person, profile, stage) = match &found.person {
        Some((id, profile, stage)) => (Some(id.get()), Some(profile), *stage),
        None => (None, None, Stage::Registered),
    };
    let phone = profile.and_then(|profile: &Profile| profile.phone.as_ref());
    let rejection = match &found.verdict {
        Some(StoredVerdict::Refused { fault, reason }) => (*fault, reason.as_deref()),
        Some(StoredVerdict::Approved(_) | StoredVerdict::Document(_)) | None => (None, None),
    };
    wire::TransactionShown {
        id: found.id.to_string(),
        kind: (found.purpose.name(), found.provider.name(), found.state),
        client_transaction: found.facts.client_transaction.as_deref(),
        expected_name: found.facts.expected_name.as_deref(),
        address: &found.facts.address,
        person,
        phone: phone.map(|phone| phone.as_str()),
        is_verified: stage == Stage::Verified,
        reading: found.verdict.as_ref().and_then(StoredVerdict::reading),
        document: found.verdict.as_ref().and_then(StoredVerdict::document),
        rejection,
        steps: found
            .steps
            .iter()
            .map(|step| wire::StepShown {
                capture: step.capture,
                creation_time: step.at.to_iso(),
                passed: step.passed,
            })
            .collect(),
        creation_time: found.created_at.to_iso(),
        last_modification_time: found.changed_at.to_iso(),
    }
}
