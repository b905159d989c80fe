//! Missing values, given by the person on the review screen. What is right is kept even where
//! something else is wrong: closing the page loses nothing.

use std::collections::BTreeSet;

use mithaq_domain::{
    evidence::Act,
    form::{Field, Form, Given, ValueRefusal, Values},
    id::EntryId,
    place::Country,
    session::Step,
};

use super::{
    Guest, GuestRefusal,
    guest::Ask,
    sealed::{open_given, open_values, seal_given},
};
use crate::{App, error::Answer};

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
    app.store()
        .write(move |tx| {
            let guest = match Guest::act(&inner, tx, &ask)? {
                Ok(guest) => guest,
                Err(refusal) => return Ok(Err(SaveRefusal::Guest(refusal))),
            };
            let (Some(contract), Step::Missing) = (guest.contract(), guest.step) else {
                return Ok(Err(SaveRefusal::Guest(GuestRefusal::WrongStep)));
            };
            let mut tx = tx.tenant(guest.context.tenant.id);
            let form = guest.form(&mut tx, contract)?.form;
            let mut values = open_values(&guest.key, contract.id, &contract.sealed)?;
            let country = guest.context.tenant.settings.country;
            let mut given = open_given(&guest.key, contract.id, &contract.sealed)?;
            let wrong = take(&form, &inputs, country, (&mut values, &mut given));
            let complete = wrong.is_empty() && form.missing(&values).is_empty();
            let status = match contract.status.completed_by_person(form.approval) {
                Ok(status) if complete => status,
                _ => contract.status,
            };
            let sealed = seal_given(&guest.key, contract.id, (&values, &given), inner.entropy())?;
            if !tx.set_contract_values(contract, &sealed, status, now)? {
                return Ok(Err(SaveRefusal::Guest(GuestRefusal::WrongStep)));
            }
            let detail = format!(
                "{{\"values\":\"{}\"}}",
                guest.invitee.values_commitment(&values)
            );
            tx.insert_entry(&guest.entry(
                (entry, now),
                Act::ValuesSaved,
                Some(contract.id),
                detail,
            ))?;
            Ok(if complete {
                Ok(())
            } else {
                Err(SaveRefusal::Fields(wrong))
            })
        })
        .await
}

/// Whether the person is asked for a field: it is required and missing, or the person gave it
/// before. What the company left blank on purpose is not the person's to fill.
pub(super) fn is_open(field: &Field, values: &Values, given: &BTreeSet<String>) -> bool {
    (field.required && !values.contains_key(&field.key)) || given.contains(&field.key)
}

/// Takes what is right into `values` and its key into `given`; the names and reasons of what is
/// wrong or still missing. What the company filled in stays.
fn take(
    form: &Form,
    inputs: &[(String, String)],
    country: Country,
    (values, given): (&mut Values, &mut BTreeSet<String>),
) -> Vec<(String, Option<ValueRefusal>)> {
    let prefix = format!("f.{}.", form.id);
    let mut wrong = Vec::new();
    for field in &form.fields {
        if !is_open(field, values, given) {
            continue;
        }
        let name = format!("{prefix}{}", field.key);
        let texts: Vec<String> = inputs
            .iter()
            .filter(|(input, _)| *input == name)
            .map(|(_, text)| text.clone())
            .collect();
        // An input that was not sent changes nothing: what was given before is kept.
        if texts.is_empty() && given.contains(&field.key) {
            continue;
        }
        if given.remove(&field.key) {
            values.remove(&field.key);
        }
        let typed = match texts.as_slice() {
            [] => Given::Text(String::new()),
            [text] => Given::Text(text.clone()),
            _ => Given::List(texts),
        };
        match field.take(&typed, country) {
            Ok(Some(value)) => {
                values.insert(field.key.clone(), value);
                given.insert(field.key.clone());
            }
            Ok(None) if field.required => wrong.push((name, None)),
            Ok(None) => {}
            Err(why) => wrong.push((name, Some(why))),
        }
    }
    wrong
}
