//! The unit that names the pictures' files in rows, and moves the transaction on.

use mithaq_domain::{
    evidence::{Act, Actor, Entry},
    id::TransactionId,
    person::Stage,
    transaction::{Capture, Purpose, State, document::DocumentReading, provider::Judgement},
};
use mithaq_store::{FileId, TenantTx, transaction::capture::CaptureRow};
use serde::{Deserialize, Serialize};

use super::{
    Call, CaptureRefused, Captured, Refusal, Stored, file_id, find, find_person, is_unknown,
    plan::{Plan, plan, was_matched},
};
use crate::{
    App, Failure, Once,
    app::TenantContext,
    contract::clock_detail,
    error::Answer,
    files::remove_files,
    person::Person,
    transaction::{
        decide::{Decider, approve},
        judge::open,
        sealed::{Passed, StoredVerdict, Transaction, seal_facts},
    },
};

/// What the unit did, as it is recorded for the call that is sent again. Nothing of it is personal: it
/// lies under the company's key, and stays when the person's goes.
#[derive(Serialize, Deserialize)]
pub(super) struct Done {
    transaction: TransactionId,
    request: String,
    state: State,
    is_validated: bool,
    is_verified: bool,
    #[serde(default)]
    is_matched: bool,
    /// Files that rows name now.
    named: Vec<String>,
    /// Files that rows named before.
    replaced: Vec<String>,
}

/// Names the pictures' files; those that no row names in the end are removed.
pub(super) async fn store(
    app: &App,
    call: Call,
    stored: Vec<Stored>,
    once: &Once,
) -> Answer<Captured, CaptureRefused> {
    let files: Vec<FileId> = stored.iter().map(|picture| picture.file.clone()).collect();
    let (tenant, id) = (call.holder.tenant, call.id);
    let (inner, context) = (app.clone(), app.tenant(tenant)?);
    let asked = call.clone();
    let outcome = app
        .write_once(tenant, once, move |tx| {
            unit((tx, &inner, &context), &call, &stored)
        })
        .await;
    let superfluous = match &outcome {
        Ok(Ok(done)) => {
            let is_named = |file: &FileId| done.named.iter().any(|name| name == file.as_str());
            if files.iter().any(is_named) {
                let replaced = done.replaced.iter().map(|name| file_id(name));
                replaced.collect::<Result<_, _>>()?
            } else {
                files
            }
        }
        // The files are left to the sweep where the rows may name them after all.
        Err(failure) if is_unknown(failure) => Vec::new(),
        Ok(Err(_)) | Err(_) => files,
    };
    if !superfluous.is_empty() {
        remove_files(app, superfluous).await?;
    }
    match outcome? {
        Ok(done) => Ok(Ok(answer(app, &asked, done).await?)),
        Err((why, capture)) => Ok(Err(CaptureRefused {
            why,
            capture,
            transaction: Some(id),
        })),
    }
}

/// The answer to what was done, by this call or by the same one before. What is personal in it is
/// looked up where it lies, under the person's key: what is withdrawn or erased comes from nowhere.
pub(super) async fn answer(app: &App, call: &Call, done: Done) -> Result<Captured, Failure> {
    let (context, holder, id) = (
        app.tenant(call.holder.tenant)?,
        call.holder,
        done.transaction,
    );
    let found = app.store().read(move |tx| {
        let found = open(&mut tx.tenant(holder.tenant), &context, id)?;
        let own = found.filter(|(transaction, _)| transaction.row.person == holder.person);
        own.map(|(transaction, _)| {
            let named = transaction.facts()?.client_transaction;
            Ok::<_, Failure>((named, transaction.verdict()?))
        })
        .transpose()
    });
    let (named, verdict) = found.await?.unzip();
    let verdict = verdict.flatten();
    let verdict = verdict.filter(|_| done.state == State::Approved);
    let reading = verdict.as_ref().and_then(StoredVerdict::reading);
    let document = verdict.as_ref().and_then(StoredVerdict::document);
    Ok(Captured {
        transaction: id,
        client_transaction: call.facts.client_transaction.clone().or(named.flatten()),
        request: done.request,
        state: done.state,
        is_validated: done.is_validated,
        is_verified: done.is_verified,
        is_matched: done.is_matched,
        reading: reading.filter(|_| call.extracted).cloned(),
        document: document.cloned().map(|document| DocumentReading {
            passport: document.passport.filter(|_| call.extracted),
            ..document
        }),
    })
}

pub(super) type Refused = (Refusal, Option<Capture>);

fn unit(
    (tx, app, context): (&mut TenantTx<'_>, &App, &TenantContext),
    call: &Call,
    stored: &[Stored],
) -> Answer<Done, Refused> {
    let mut person = match find_person(tx, context, call)? {
        Ok(person) => person,
        Err(why) => return Ok(Err((why, None))),
    };
    let row = tx.find_transaction(call.id)?;
    let row = row.ok_or(Failure::Inconsistent(
        "a transaction that began and is gone",
    ))?;
    let transaction = match find(&context.key, (call, person.as_ref()), row)? {
        Ok(transaction) => transaction,
        Err(why) => return Ok(Err((why, None))),
    };
    let has = tx.list_captures(call.id)?;
    let state = transaction.row.state;
    if matches!(state, State::Waiting | State::Approved) && is_again(&has, stored) {
        // Whoever did not hear the answer asks again, or wants to know what came of it.
        let is_matched = state == State::Approved || was_matched(&transaction, (&has, stored))?;
        return Ok(Ok(done(call, (state, person.as_ref()), is_matched)));
    }
    if state == State::Refused && is_again(&has, stored) {
        return Ok(Err((Refusal::Fault(transaction.fault()?), None)));
    }
    if call.is_proved(person.as_ref()) {
        return Ok(Err((Refusal::AlreadyVerified, None)));
    }
    let plan = match plan(context, call, &transaction, (&has, stored))? {
        Ok(plan) => plan,
        Err(refused) => return Ok(Err(refused)),
    };
    if has.is_empty() {
        // What a call said that broke off before its pictures were in counts no longer.
        let facts = seal_facts(app, &transaction.key, call.id, &call.facts)?;
        tx.set_transaction_sealed(call.id, &facts)?;
    }
    let unit = (&mut *tx, app, context);
    let moved = advance(unit, call, &transaction, (person.as_mut(), &plan))?;
    if let Err(why) = moved {
        return Ok(Err((why, None)));
    }
    for picture in stored {
        tx.put_capture(call.id, &row_of((app, call), &transaction, picture)?)?;
    }
    tx.insert_entry(&entry(call, stored))?;
    let next = plan.decided.as_ref().map_or(plan.next, |_| State::Approved);
    let is_matched = next == State::Approved || plan.is_matched;
    let mut done = done(call, (next, person.as_ref()), is_matched);
    done.named = stored
        .iter()
        .map(|picture| picture.file.as_str().to_owned())
        .collect();
    done.replaced = plan.replaced;
    Ok(Ok(done))
}

/// Moves the transaction on: where the provider decided, all that follows from it.
fn advance(
    (tx, app, context): (&mut TenantTx<'_>, &App, &TenantContext),
    call: &Call,
    transaction: &Transaction,
    (person, plan): (Option<&mut Person>, &Plan),
) -> Answer<(), Refusal> {
    let state = transaction.row.state;
    if let Some(verdict) = &plan.decided {
        let [_, entry] = call.entries;
        let decider = Decider {
            by: None,
            entry,
            now: call.now,
        };
        let from = (transaction, state);
        let approved = approve((tx, app, context), from, (person, verdict), decider)?;
        return Ok(approved.map_err(Refusal::from));
    }
    if plan.next != state && !tx.move_transaction(call.id, (state, plan.next), call.now)? {
        let moved = "a transaction that moved under its guard";
        return Err(Failure::Inconsistent(moved));
    }
    Ok(Ok(()))
}

/// Whether every picture is in already, the same to the last bit.
fn is_again(has: &[CaptureRow], stored: &[Stored]) -> bool {
    let is_in = |picture: &Stored| {
        has.iter()
            .any(|row| row.capture == picture.capture && row.hash == picture.hash)
    };
    stored.iter().all(is_in)
}

fn row_of(
    (app, call): (&App, &Call),
    transaction: &Transaction,
    picture: &Stored,
) -> Result<CaptureRow, Failure> {
    let sealed = match &picture.judgement {
        Judgement::Open => None,
        Judgement::Passed(shows) => {
            let shows = shows.clone();
            Some(transaction.seal_passed(app, &Passed { shows })?)
        }
    };
    Ok(CaptureRow {
        capture: picture.capture,
        file: picture.file.as_str().to_owned(),
        hash: picture.hash,
        sealed,
        captured_at: call.now,
    })
}

fn entry(call: &Call, stored: &[Stored]) -> Entry {
    let names: Vec<String> = stored
        .iter()
        .map(|picture| format!("\"{}\"", picture.capture.name()))
        .collect();
    let person = call.holder.person;
    let [captured_entry, _] = call.entries;
    let number = person.map_or_else(|| "null".to_owned(), |person| person.to_string());
    Entry {
        id: captured_entry,
        tenant: call.holder.tenant,
        at: call.now,
        act: Act::IdentityCaptured,
        actor: person.map_or(Actor::Client, Actor::Person),
        session: None,
        contract: None,
        detail: format!(
            "{{\"captures\":[{}],\"person\":{number},\"transaction\":\"{}\"{}}}",
            names.join(","),
            call.id,
            clock_detail(call.device_time, call.now)
        ),
        sealed: None,
    }
}

fn done(call: &Call, (state, person): (State, Option<&Person>), is_matched: bool) -> Done {
    let stage = match call.purpose {
        Purpose::Identity => person.map_or(Stage::Registered, |person| person.row.stage),
        Purpose::Presence if state == State::Approved => Stage::Verified,
        Purpose::Presence | Purpose::Document | Purpose::Comparison => Stage::Registered,
    };
    Done {
        transaction: call.id,
        request: call.request.clone(),
        state,
        is_validated: stage >= Stage::Validated,
        is_verified: stage == Stage::Verified,
        is_matched,
        named: Vec::new(),
        replaced: Vec::new(),
    }
}
