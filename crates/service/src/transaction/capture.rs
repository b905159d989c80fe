//! Pictures come in: they are judged, sealed under the transaction's key and stored, and when the
//! last is in, the provider's judgement stands or the transaction waits for the staff.
//!
//! Three steps: a unit that finds or begins the transaction, files on the pool, a unit that repeats
//! the guards and names the files. What was written for a refusal is removed.

mod ask;
mod plan;
mod store;

pub use ask::{CaptureAsk, CaptureRefused, Captured, Holder, Picture, Refusal};

use std::collections::BTreeSet;

use mithaq_domain::{
    id::{EntryId, PersonId, TenantId, TransactionId},
    person::Stage,
    time::Instant,
    transaction::{
        BEGIN_PAUSE, Capture, MOST_BEGUN, Purpose, State, fault::Fault, provider::Judgement,
    },
};
use mithaq_store::{
    FileId, TenantTx,
    transaction::TransactionRow,
    vault::{PersonKey, TenantKey},
};

use super::sealed::{Facts, Transaction, record, seal_facts};
use crate::{
    App, Failure, Once,
    access::sha256,
    app::{TenantContext, refused},
    error::Answer,
    files::{file_id, is_unknown, write_file},
    person::Person,
    session::hex,
};

/// Takes pictures: of a card or of faces for proving who somebody is, of another document, or of two
/// faces that are compared.
pub async fn capture(
    app: &App,
    (holder, purpose): (Holder, Purpose),
    ask: CaptureAsk,
    once: &Once,
) -> Answer<Captured, CaptureRefused> {
    take(app, (holder, purpose), ask, once).await
}

/// Takes three pictures of the face of a known person, who proves to be there again. They make a
/// transaction of their own; with the manual provider it waits for the staff. Whether it was approved
/// since a moment, the latest approved transaction of that purpose says.
pub async fn capture_faces(
    app: &App,
    (tenant, person): (TenantId, PersonId),
    ask: CaptureAsk,
    once: &Once,
) -> Answer<Captured, CaptureRefused> {
    let holder = Holder {
        tenant,
        person: Some(person),
    };
    take(app, (holder, Purpose::Presence), ask, once).await
}

/// A picture with what the provider made of it.
struct Judged {
    capture: Capture,
    bytes: Vec<u8>,
    hash: [u8; 32],
    judgement: Judgement,
}

/// A picture that lies in its file.
struct Stored {
    capture: Capture,
    hash: [u8; 32],
    file: FileId,
    judgement: Judgement,
}

/// A call on its way: what both units need.
#[derive(Clone)]
struct Call {
    holder: Holder,
    purpose: Purpose,
    id: TransactionId,
    is_named: bool,
    facts: Facts,
    device_time: Option<Instant>,
    request: String,
    extracted: bool,
    now: Instant,
    entries: [EntryId; 2],
}

async fn take(
    app: &App,
    (holder, purpose): (Holder, Purpose),
    ask: CaptureAsk,
    once: &Once,
) -> Answer<Captured, CaptureRefused> {
    let (now, context) = (app.now(), app.tenant(holder.tenant)?);
    let id = ask.transaction;
    let call = Call {
        holder,
        purpose,
        id: id.unwrap_or_else(|| TransactionId::new(now, &app.random())),
        is_named: id.is_some(),
        facts: Facts {
            client_transaction: ask.client_transaction,
            expected_name: ask.expected_name,
            address: (context.tenant.settings)
                .kept_of_caller(&ask.address)
                .to_owned(),
            location: ask.location,
        },
        device_time: ask.device_time,
        request: ask
            .request
            .unwrap_or_else(|| TransactionId::new(now, &app.random()).to_string()),
        extracted: ask.extracted,
        now,
        entries: [
            EntryId::new(now, &app.random()),
            EntryId::new(now, &app.random()),
        ],
    };
    if let Some(done) = app.find_done(holder.tenant, once).await? {
        return Ok(Ok(store::answer(app, &call, done).await?));
    }
    let (judging, pictures, id) = (app.tenant(holder.tenant)?, ask.pictures, call.id);
    let (while_judged, while_written) = (ask.held.clone(), ask.held);
    let judged = app.pool().run(move || {
        let _held = while_judged;
        Ok(judge(&judging, id, pictures))
    });
    let judged = match judged.await? {
        Ok(judged) => judged,
        Err((why, capture)) => return call.refuse(why, Some(capture)),
    };
    let begun = match begin(app, context, &call, &judged).await? {
        Ok(begun) => begun,
        Err(why) => return call.refuse(why, None),
    };
    let (inner, key) = (app.clone(), begun.key);
    let written = app.pool().run(move || {
        let _held = while_written;
        write(&inner, &key, judged)
    });
    let stored = written.await?;
    store::store(app, call, stored, once).await
}

impl Call {
    /// Whether the person's identity is proved: then it takes no other card.
    fn is_proved(&self, person: Option<&Person>) -> bool {
        let is_proved = person.is_some_and(|person| person.row.stage != Stage::Registered);
        self.purpose == Purpose::Identity && is_proved
    }

    fn refuse<T>(&self, why: Refusal, capture: Option<Capture>) -> Answer<T, CaptureRefused> {
        refused(CaptureRefused {
            why,
            capture,
            transaction: Some(self.id),
        })
    }
}

/// Judges the pictures of a call one by one, and against each other: frames of a living face are
/// never the same to the last bit.
fn judge(
    context: &TenantContext,
    id: TransactionId,
    pictures: Vec<Picture>,
) -> Result<Vec<Judged>, (Refusal, Capture)> {
    let settings = &context.tenant.settings;
    let mut all: Vec<Judged> = Vec::new();
    for Picture { capture, bytes } in pictures {
        let judgement = settings
            .deciding_provider()
            .judge(settings.country, capture, &bytes)
            .map_err(|fault| (Refusal::Fault(fault), capture))?;
        let hash = picture_hash(&context.key, id, &bytes);
        if all.iter().any(|other| other.hash == hash) {
            return Err((Refusal::SamePicture, capture));
        }
        all.push(Judged {
            capture,
            bytes,
            hash,
            judgement,
        });
    }
    Ok(all)
}

/// A keyed hash of a picture: equal for equal pictures of one transaction, meaningless elsewhere.
fn picture_hash(key: &TenantKey, id: TransactionId, bytes: &[u8]) -> [u8; 32] {
    let text = format!("{id} {}", hex(&sha256(bytes)));
    key.blind_index("identity picture", &text)
}

/// Finds the transaction that the pictures are for, or begins it.
async fn begin(
    app: &App,
    context: std::sync::Arc<TenantContext>,
    call: &Call,
    judged: &[Judged],
) -> Answer<Transaction, Refusal> {
    let (inner, call) = (app.clone(), call.clone());
    let new: Vec<Capture> = judged.iter().map(|judged| judged.capture).collect();
    app.store()
        .write(move |tx| {
            let mut tx = tx.tenant(call.holder.tenant);
            let person = match find_person(&mut tx, &context, &call)? {
                Ok(person) => person,
                Err(why) => return Ok(Err(why)),
            };
            if let Some(row) = tx.find_transaction(call.id)? {
                return find(&context.key, (&call, person.as_ref()), row);
            }
            if call.is_proved(person.as_ref()) {
                return Ok(Err(Refusal::AlreadyVerified));
            }
            if call.purpose == Purpose::Identity {
                // Faces belong to a card: a transaction does not begin with them.
                let none = BTreeSet::new();
                if let Err(refusal) = State::Collecting.captured(call.purpose, &none, &new) {
                    let unknown = Refusal::Fault(Fault::BadTransaction);
                    return Ok(Err(if call.is_named {
                        unknown
                    } else {
                        refusal.into()
                    }));
                }
            }
            if let Some(person) = &person {
                let since = call.now.minus(BEGIN_PAUSE);
                if tx.count_begun_transactions(person.row.id, since)? >= MOST_BEGUN {
                    return Ok(Err(Refusal::TooMany));
                }
            }
            let begun = begin_row((&inner, &context), &call, person.as_ref())?;
            tx.insert_transaction(&begun.row)?;
            Ok(Ok(begun))
        })
        .await
}

/// The person whose transaction it is.
fn find_person(
    tx: &mut TenantTx<'_>,
    context: &TenantContext,
    call: &Call,
) -> Answer<Option<Person>, Refusal> {
    let Some(id) = call.holder.person else {
        return Ok(Ok(None));
    };
    let Some(row) = tx.find_person(id)? else {
        // Erased a moment ago: nothing is theirs any more.
        return Ok(Err(Refusal::Fault(Fault::BadTransaction)));
    };
    Ok(Ok(Some(Person::open(&context.key, row)?)))
}

/// A transaction that is there already: another's is none of the caller's.
fn find(
    tenant: &TenantKey,
    (call, person): (&Call, Option<&Person>),
    row: TransactionRow,
) -> Answer<Transaction, Refusal> {
    if row.person != call.holder.person || row.purpose != call.purpose {
        return Ok(Err(Refusal::Fault(Fault::BadTransaction)));
    }
    Ok(Ok(Transaction::open(tenant, person, row)?))
}

fn begin_row(
    (app, context): (&App, &TenantContext),
    call: &Call,
    person: Option<&Person>,
) -> Result<Transaction, Failure> {
    let name = record(call.id);
    let (key, wrapped_key) = match person {
        Some(person) => person.key.new_inner_key(&name, app.entropy())?,
        None => context.key.new_person_key(&name, app.entropy())?,
    };
    let row = TransactionRow {
        id: call.id,
        person: call.holder.person,
        purpose: call.purpose,
        provider: context.tenant.settings.deciding_provider(),
        state: State::Collecting,
        wrapped_key,
        sealed: seal_facts(app, &key, call.id, &call.facts)?,
        verdict: None,
        created_at: call.now,
        changed_at: call.now,
    };
    Ok(Transaction { row, key })
}

/// Seals and writes the pictures. Blocks.
fn write(app: &App, key: &PersonKey, judged: Vec<Judged>) -> Result<Vec<Stored>, Failure> {
    let files = judged.into_iter().map(|judged| {
        let (file, _) = write_file(app, key, &judged.bytes)?;
        Ok(Stored {
            capture: judged.capture,
            hash: judged.hash,
            file,
            judgement: judged.judgement,
        })
    });
    files.collect()
}
