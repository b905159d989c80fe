//! Missing values, given by the person on the review screen. What is right is kept even where
//! something else is wrong: closing the page loses nothing.

use std::collections::BTreeSet;

use mithaq_domain::{
    contract::Status,
    evidence::Act,
    form::{Field, FieldType, Form, Given, PAGE_ROWS, ValueRefusal, Values},
    id::EntryId,
    place::Country,
    session::Step,
};
use mithaq_store::TenantTx;

use super::{
    Guest, GuestRefusal,
    guest::Ask,
    sealed::{open_given, open_values, seal_given},
};
use crate::{
    App,
    contract::{SignerDraws, invite_due},
    error::Answer,
};

/// Why values were not all taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SaveRefusal {
    /// The act as a whole is refused.
    Guest(GuestRefusal),
    /// Some inputs, by their names, are wrong or still missing; the others are kept.
    Fields(Vec<(String, Option<ValueRefusal>)>),
}

/// Takes the values of fields that were not pre-filled, by the names of their inputs
/// (`f.414.monthlyIncome`).
pub async fn save_values(
    app: &App,
    ask: Ask,
    inputs: Vec<(String, String)>,
) -> Answer<(), SaveRefusal> {
    let (now, inner) = (app.now(), app.clone());
    let entry = EntryId::new(now, &app.random());
    let draws = SignerDraws::new(app, now);
    app.store()
        .write(move |tx| {
            let guest = match Guest::act(&inner, tx, &ask)? {
                Ok(guest) => guest,
                Err(refusal) => return Ok(Err(SaveRefusal::Guest(refusal))),
            };
            let mut tx = tx.tenant(guest.context.tenant.id);
            save(&inner, &mut tx, &guest, &inputs, (entry, &draws))
        })
        .await
}

fn save(
    app: &App,
    tx: &mut TenantTx<'_>,
    guest: &Guest,
    inputs: &[(String, String)],
    (entry, draws): (EntryId, &SignerDraws),
) -> Answer<(), SaveRefusal> {
    let (Some(contract), Step::Missing) = (guest.contract(), guest.step) else {
        return Ok(Err(SaveRefusal::Guest(GuestRefusal::WrongStep)));
    };
    let (key, now) = (&guest.contract_key, draws.now);
    let form = guest.form(tx, contract)?.form;
    let mut values = open_values(key, contract.id, &contract.sealed)?;
    let mut given = open_given(key, contract.id, &contract.sealed)?;
    let settings = &guest.context.tenant.settings;
    let (country, language) = (settings.country, guest.row.language);
    let language = language.unwrap_or(settings.language);
    let wrong = take(&form, inputs, country, (&mut values, &mut given));
    given.extend(form.fill_defaults(&mut values, language, country));
    let lacks = form.completeness(&values);
    let status = match contract.status.filled_by_person(lacks, form.approval) {
        Ok(status) if wrong.is_empty() => status,
        _ => contract.status,
    };
    let complete = status != Status::Draft;
    if complete {
        form.settle(&mut values);
        given.retain(|key| values.contains_key(key));
    }
    let sealed = seal_given(key, contract.id, (&values, &given), app.entropy())?;
    if !tx.set_contract_values(contract, &sealed, status, now)? {
        return Ok(Err(SaveRefusal::Guest(GuestRefusal::WrongStep)));
    }
    let commitment = guest.invitee.values_commitment(&values);
    let detail = format!("{{\"values\":\"{commitment}\"}}");
    let of = Some(contract.id);
    tx.insert_entry(&guest.entry((entry, now), Act::ValuesSaved, of, detail))?;
    invite_due(app, tx, &guest.context, contract.id, draws)?;
    Ok(if complete {
        Ok(())
    } else {
        Err(SaveRefusal::Fields(wrong))
    })
}

/// The fields that the person is asked for: those that are required and missing, and those that
/// the person gave before. What the company left blank on purpose is not the person's to fill, and
/// what only the company fills in is never asked for.
pub(super) fn open_fields<'a>(
    form: &'a Form,
    values: &Values,
    given: &BTreeSet<String>,
) -> Vec<&'a Field> {
    let mut open = form.asked(values);
    open.retain(|field| {
        let missing = field.required && !values.contains_key(&field.key);
        field.is_persons() && (missing || given.contains(&field.key))
    });
    open
}

/// Takes what is right into `values` and its key into `given`; the names and reasons of what is
/// wrong or still missing. What the company filled in stays. A field that only these answers let
/// be asked was not on the page, and is asked for on the next.
fn take(
    form: &Form,
    inputs: &[(String, String)],
    country: Country,
    (values, given): (&mut Values, &mut BTreeSet<String>),
) -> Vec<(String, Option<ValueRefusal>)> {
    let prefix = format!("f.{}.", form.id);
    let mut wrong = Vec::new();
    for field in open_fields(form, values, given) {
        let name = format!("{prefix}{}", field.key);
        let typed = typed(field, &name, inputs);
        // An input that was not sent changes nothing: what was given before is kept.
        let Some(typed) = typed.or_else(|| {
            let empty = Given::Text(String::new());
            (!given.contains(&field.key)).then_some(empty)
        }) else {
            continue;
        };
        if given.remove(&field.key) {
            values.remove(&field.key);
        }
        match field.take(&typed, country) {
            Ok(Some(value)) => {
                values.insert(field.key.clone(), value);
                given.insert(field.key.clone());
            }
            Ok(None) if field.required => wrong.push((field, name, None)),
            Ok(None) => {}
            Err(why) => wrong.push((field, name, Some(why))),
        }
    }
    // What another answer on the same page rules out is no mistake.
    let asked = form.asked(values);
    wrong.retain(|(field, ..)| asked.contains(field));
    wrong
        .into_iter()
        .map(|(_, name, why)| (name, why))
        .collect()
}

/// What the page sent for a field: its inputs of that name, or, of a table, a list of cells for
/// each row (`f.7.debts.0` is the first row, its inputs in the order of the columns).
fn typed(field: &Field, name: &str, inputs: &[(String, String)]) -> Option<Given> {
    let sent = |name: &str| -> Vec<String> {
        let found = inputs.iter().filter(|(input, _)| input == name);
        found.map(|(_, text)| text.clone()).collect()
    };
    if field.kind == FieldType::Table {
        let rows = (0..PAGE_ROWS).map(|row| sent(&format!("{name}.{row}")));
        let rows: Vec<Vec<String>> = rows.filter(|row| !row.is_empty()).collect();
        return (!rows.is_empty()).then_some(Given::Rows(rows));
    }
    let mut texts = sent(name);
    match (field.kind, texts.len()) {
        (_, 0) => None,
        // Boxes of a choice of several, with an empty input that says that they were on the page.
        (FieldType::Multiselect, _) => {
            texts.retain(|text| !text.is_empty());
            Some(Given::List(texts))
        }
        (_, 1) => texts.pop().map(Given::Text),
        _ => Some(Given::List(texts)),
    }
}
