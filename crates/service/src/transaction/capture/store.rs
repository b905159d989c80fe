//! The unit that names the pictures' files in rows, and moves the transaction on.

use std::collections::BTreeSet;

use mithaq_domain::{
    evidence::{Act, Actor, Entry},
    id::TransactionId,
    person::Stage,
    place::iso_date,
    transaction::{Capture, Purpose, State, card::Reading, fault::Fault, provider::Judgement},
};
use mithaq_store::{FileId, TenantTx, transaction::capture::CaptureRow};
use serde::{Deserialize, Serialize};

use super::{
    Call, CaptureRefused, Captured, Refusal, Stored, file_id, find, find_person, is_unknown,
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
        sealed::{Passed, StoredVerdict, Transaction},
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
    let wanted = call.extracted && done.state == State::Approved;
    let verdict = verdict.flatten().filter(|_| wanted);
    Ok(Captured {
        transaction: id,
        client_transaction: call.facts.client_transaction.clone().or(named.flatten()),
        request: done.request,
        state: done.state,
        is_validated: done.is_validated,
        is_verified: done.is_verified,
        reading: verdict.as_ref().and_then(StoredVerdict::reading).cloned(),
    })
}

type Refused = (Refusal, Option<Capture>);

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
        return Ok(Ok(done(call, (state, person.as_ref()))));
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
    let mut done = done(call, (next, person.as_ref()));
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
    if let Some(reading) = plan.decided.clone() {
        let [_, entry] = call.entries;
        let decider = Decider {
            by: None,
            entry,
            now: call.now,
        };
        let from = (transaction, state);
        let approved = approve((tx, app, context), from, (person, reading), decider)?;
        return Ok(approved.map_err(Refusal::from));
    }
    if plan.next != state && !tx.move_transaction(call.id, (state, plan.next), call.now)? {
        let moved = "a transaction that moved under its guard";
        return Err(Failure::Inconsistent(moved));
    }
    Ok(Ok(()))
}

/// What the pictures lead to.
struct Plan {
    /// The next state, as far as the pictures alone say.
    next: State,
    /// What the provider decided on: it approves, and for an identity says what it read.
    decided: Option<Option<Reading>>,
    /// Files that the new ones take the place of.
    replaced: Vec<String>,
}

fn plan(
    context: &TenantContext,
    call: &Call,
    transaction: &Transaction,
    (has, stored): (&[CaptureRow], &[Stored]),
) -> Answer<Plan, Refused> {
    let kinds: BTreeSet<Capture> = has.iter().map(|row| row.capture).collect();
    let new: Vec<Capture> = stored.iter().map(|picture| picture.capture).collect();
    let next = match transaction.row.state.captured(call.purpose, &kinds, &new) {
        Ok(next) => next,
        Err(refusal) => return Ok(Err((refusal.into(), None))),
    };
    let after = after(transaction, has, stored)?;
    if let Some(side) = other_number(&after) {
        let differs = Refusal::Fault(Fault::IdNumberDiffers);
        return Ok(Err((differs, new.contains(&side).then_some(side))));
    }
    let decided = match next {
        State::Waiting => decided(context, call, &after),
        _ => Ok(None),
    };
    let replaced = has.iter().filter(|row| new.contains(&row.capture));
    Ok(decided
        .map(|decided| Plan {
            next,
            decided,
            replaced: replaced.map(|row| row.file.clone()).collect(),
        })
        .map_err(|fault| (Refusal::Fault(fault), None)))
}

/// Whether every picture is in already, the same to the last bit.
fn is_again(has: &[CaptureRow], stored: &[Stored]) -> bool {
    let is_in = |picture: &Stored| {
        has.iter()
            .any(|row| row.capture == picture.capture && row.hash == picture.hash)
    };
    stored.iter().all(is_in)
}

/// What the provider made of each picture once the new ones are in; nothing where a person must
/// look.
fn after(
    transaction: &Transaction,
    has: &[CaptureRow],
    stored: &[Stored],
) -> Result<Vec<(Capture, Option<Passed>)>, Failure> {
    let mut all = Vec::new();
    for row in has {
        if stored.iter().all(|picture| picture.capture != row.capture) {
            let sealed = row.sealed.as_ref();
            let passed = sealed.map(|sealed| transaction.open_passed(sealed));
            all.push((row.capture, passed.transpose()?));
        }
    }
    all.extend(stored.iter().map(|picture| {
        let passed = match &picture.judgement {
            Judgement::Open => None,
            Judgement::Passed(number) => Some(Passed {
                number: number.clone(),
            }),
        };
        (picture.capture, passed)
    }));
    Ok(all)
}

/// The last side of the card whose number is another than an earlier one's.
fn other_number(after: &[(Capture, Option<Passed>)]) -> Option<Capture> {
    let mut numbers = after.iter().filter_map(|(capture, passed)| {
        let number = passed.as_ref()?.number.as_ref()?;
        Some((*capture, number))
    });
    let (_, first) = numbers.next()?;
    numbers
        .find(|(_, number)| *number != first)
        .map(|(capture, _)| capture)
}

/// What the provider read, where it passed every picture; of faces alone it reads nothing.
fn decided(
    context: &TenantContext,
    call: &Call,
    after: &[(Capture, Option<Passed>)],
) -> Result<Option<Option<Reading>>, Fault> {
    let passed: Option<Vec<&Passed>> = after.iter().map(|(_, passed)| passed.as_ref()).collect();
    let Some(passed) = passed else {
        return Ok(None);
    };
    if call.purpose == Purpose::Presence {
        return Ok(Some(None));
    }
    let number = passed.iter().find_map(|passed| passed.number.clone());
    let person = call.holder.person.map_or_else(
        // Nobody yet: some number that another transaction hardly has.
        || {
            let [.., a, b, c, d] = *call.id.as_bytes();
            i64::from(u32::from_be_bytes([a, b, c, d]))
        },
        |person| person.get(),
    );
    let settings = &context.tenant.settings;
    let today = iso_date(call.now, &settings.time_zone);
    let reading = Reading::of_sandbox(number, person).checked(settings.country, &today);
    // What is wrong with a made-up card can only be its number.
    reading
        .map(|reading| Some(Some(reading)))
        .map_err(|_| Fault::BadIdNumber)
}

fn row_of(
    (app, call): (&App, &Call),
    transaction: &Transaction,
    picture: &Stored,
) -> Result<CaptureRow, Failure> {
    let sealed = match &picture.judgement {
        Judgement::Open => None,
        Judgement::Passed(number) => {
            let number = number.clone();
            Some(transaction.seal_passed(app, &Passed { number })?)
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

fn done(call: &Call, (state, person): (State, Option<&Person>)) -> Done {
    let stage = match call.purpose {
        Purpose::Identity => person.map_or(Stage::Registered, |person| person.row.stage),
        Purpose::Presence if state == State::Approved => Stage::Verified,
        Purpose::Presence => Stage::Registered,
    };
    Done {
        transaction: call.id,
        request: call.request.clone(),
        state,
        is_validated: stage >= Stage::Validated,
        is_verified: stage == Stage::Verified,
        named: Vec::new(),
        replaced: Vec::new(),
    }
}
