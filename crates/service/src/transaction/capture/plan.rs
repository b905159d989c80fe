//! What new pictures lead to: the next state, and what the provider decides where it passed them
//! all. Nothing is written here.

use std::collections::BTreeSet;

use mithaq_domain::{
    place::iso_date,
    transaction::{
        Capture, Purpose, State,
        card::Reading,
        document::{DocumentKind, DocumentReading},
        fault::Fault,
        passport::Passport,
        provider::Judgement,
    },
};
use mithaq_store::transaction::capture::CaptureRow;

use super::{Call, Refusal, Stored, store::Refused};
use crate::{
    Failure,
    app::TenantContext,
    error::Answer,
    transaction::sealed::{Passed, StoredVerdict, Transaction},
};

/// What the pictures lead to.
pub(super) struct Plan {
    /// The next state, as far as the pictures alone say.
    pub(super) next: State,
    /// What the provider decided: it approves, and says what it read.
    pub(super) decided: Option<StoredVerdict>,
    /// Whether this call compared a face with the card, and the provider passed both.
    pub(super) is_matched: bool,
    /// Files that the new ones take the place of.
    pub(super) replaced: Vec<String>,
}

/// Plans what follows when `stored` pictures join those that the transaction has.
pub(super) fn plan(
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
    let is_matched = is_matched(&after, stored);
    let decided = match next {
        State::Waiting => decided(context, call, &after),
        _ => Ok(None),
    };
    let replaced = has.iter().filter(|row| new.contains(&row.capture));
    Ok(decided
        .map(|decided| Plan {
            next,
            decided,
            is_matched,
            replaced: replaced.map(|row| row.file.clone()).collect(),
        })
        .map_err(|fault| (Refusal::Fault(fault), None)))
}

/// Whether the call hands in again what it was answered for as matched.
pub(super) fn was_matched(
    transaction: &Transaction,
    (has, stored): (&[CaptureRow], &[Stored]),
) -> Result<bool, Failure> {
    // What the rows say counts: this call's pictures are the same, and are judged there.
    Ok(is_matched(&after(transaction, has, &[])?, stored))
}

fn is_matched(after: &[(Capture, Option<Passed>)], stored: &[Stored]) -> bool {
    let is_passed = |wanted: Capture| {
        let mut all = after.iter();
        all.any(|(capture, passed)| *capture == wanted && passed.is_some())
    };
    let mut new = stored.iter();
    new.any(|picture| picture.capture == Capture::FaceMatch)
        && is_passed(Capture::IdFront)
        && is_passed(Capture::FaceMatch)
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
            Judgement::Passed(shows) => Some(Passed {
                shows: shows.clone(),
            }),
        };
        (picture.capture, passed)
    }));
    Ok(all)
}

/// The last side of the card whose number is another than an earlier one's.
fn other_number(after: &[(Capture, Option<Passed>)]) -> Option<Capture> {
    let cards = after.iter().filter(|(capture, _)| capture.is_card());
    let mut numbers = cards.filter_map(|(capture, passed)| {
        let number = passed.as_ref()?.shows.as_ref()?;
        Some((*capture, number))
    });
    let (_, first) = numbers.next()?;
    numbers
        .find(|(_, number)| *number != first)
        .map(|(capture, _)| capture)
}

/// What the provider decides, where it passed every picture; of faces alone it reads nothing.
fn decided(
    context: &TenantContext,
    call: &Call,
    after: &[(Capture, Option<Passed>)],
) -> Result<Option<StoredVerdict>, Fault> {
    let passed: Option<Vec<(Capture, &Passed)>> = after
        .iter()
        .map(|(capture, passed)| Some((*capture, passed.as_ref()?)))
        .collect();
    let Some(passed) = passed else {
        return Ok(None);
    };
    let settings = &context.tenant.settings;
    let today = iso_date(call.now, &settings.time_zone);
    match call.purpose {
        Purpose::Presence | Purpose::Comparison => return Ok(Some(StoredVerdict::Approved(None))),
        Purpose::Document => {
            let reading = document(&passed, &today)?;
            return Ok(reading.map(|reading| StoredVerdict::Document(Box::new(reading))));
        }
        Purpose::Identity => {}
    }
    let number = passed.iter().find_map(|(_, passed)| passed.shows.clone());
    let person = call.holder.person.map_or_else(
        // Nobody yet: some number that another transaction hardly has.
        || {
            let [.., a, b, c, d] = *call.id.as_bytes();
            i64::from(u32::from_be_bytes([a, b, c, d]))
        },
        |person| person.get(),
    );
    let reading = Reading::of_sandbox(number, person).checked(settings.country, &today);
    // What is wrong with a made-up card can only be its number.
    reading
        .map(|reading| Some(StoredVerdict::Approved(Some(Box::new(reading)))))
        .map_err(|_| Fault::BadIdNumber)
}

/// What the sandbox makes of a document that it passed.
fn document(passed: &[(Capture, &Passed)], today: &str) -> Result<Option<DocumentReading>, Fault> {
    let Some((capture, passed)) = passed.first() else {
        return Ok(None);
    };
    let named = passed.shows.as_deref().and_then(DocumentKind::parse);
    let Some(kind) = capture.kind().or(named) else {
        return Ok(None);
    };
    let passport = (*capture == Capture::Passport).then(|| Passport::of_sandbox(today));
    Ok(Some(DocumentReading {
        kind,
        passport: passport.transpose()?,
    }))
}
