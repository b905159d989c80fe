//! Missing values, given by the person on the review screen. What is right is kept even where
//! something else is wrong: closing the page loses nothing. Files are judged and written before the
//! unit that names them.

use std::{collections::BTreeSet, sync::Arc};

use mithaq_domain::{
    contract::Status,
    evidence::Act,
    form::{
        Attachment, AttachmentRefusal, Field, FieldType, Form, Given, PAGE_ROWS, Value,
        ValueRefusal, Values,
    },
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
    App, Failure, Held,
    contract::{SignerDraws, Written, invite_due, new_files, write_files},
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

/// What a page sent, by the names of its inputs (`f.414.monthlyIncome`).
#[derive(Default)]
pub struct Inputs {
    /// What was typed or chosen.
    pub texts: Vec<(String, String)>,
    /// What was uploaded.
    pub files: Vec<SentFile>,
    /// What is let go with the files.
    pub held: Held,
}

/// A file as it was uploaded.
pub struct SentFile {
    /// The name of its input.
    pub input: String,
    /// What its sender calls it.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// The same with the files judged.
struct Judged {
    texts: Vec<(String, String)>,
    files: Vec<(String, Result<Box<Attachment>, AttachmentRefusal>)>,
    held: Held,
}

/// What the unit did.
struct Saved {
    answer: Result<(), SaveRefusal>,
    /// Files that no row names; nothing where no values were stored.
    superfluous: Option<Vec<String>>,
}

impl Saved {
    fn nothing(why: GuestRefusal) -> Self {
        Self {
            answer: Err(SaveRefusal::Guest(why)),
            superfluous: None,
        }
    }
}

/// Takes the values of fields that were not pre-filled.
pub async fn save_values(app: &App, ask: Ask, inputs: Inputs) -> Answer<(), SaveRefusal> {
    let (now, inner) = (app.now(), app.clone());
    let entry = EntryId::new(now, &app.random());
    let draws = SignerDraws::new(app, now);
    let inputs = Arc::new(judge(app, inputs).await?);
    let written = write(app, ask.clone(), Arc::clone(&inputs)).await?;
    let naming = written.clone();
    let saved = app
        .store()
        .write(move |tx| {
            let guest = match Guest::act(&inner, tx, &ask)? {
                Ok(guest) => guest,
                Err(refusal) => return Ok(Saved::nothing(refusal)),
            };
            let mut tx = tx.tenant(guest.context.tenant.id);
            save(
                (&inner, &mut tx),
                &guest,
                (&inputs, &naming),
                (entry, &draws),
            )
        })
        .await;
    let superfluous = saved.as_ref().map(|saved| saved.superfluous.as_deref());
    written.tidy(app, superfluous).await;
    Ok(saved?.answer)
}

async fn judge(app: &App, inputs: Inputs) -> Result<Judged, Failure> {
    let Inputs { texts, files, held } = inputs;
    let files = if files.is_empty() {
        Vec::new()
    } else {
        let held = held.clone();
        let judge = move || {
            let _held = held;
            let files = files.into_iter();
            let judged = |sent: SentFile| (sent.input, Attachment::judge(&sent.name, sent.bytes));
            Ok(files.map(judged).collect())
        };
        app.pool().run(judge).await?
    };
    Ok(Judged { texts, files, held })
}

/// Writes the files that will be taken, as far as can be said before the unit.
async fn write(app: &App, ask: Ask, inputs: Arc<Judged>) -> Result<Written, Failure> {
    if !inputs.files.iter().any(|(_, judged)| judged.is_ok()) {
        return Ok(Written::default());
    }
    let (inner, held) = (app.clone(), inputs.held.clone());
    let taken = app.store().read(move |tx| {
        let Ok(guest) = Guest::act(&inner, tx, &ask)? else {
            return Ok(None);
        };
        let (Some(contract), Step::Missing) = (guest.contract(), guest.step) else {
            return Ok(None);
        };
        let form = guest.form(&mut tx.tenant(guest.context.tenant.id), contract)?;
        let values = open_values(&guest.contract_key, contract.id, &contract.sealed)?;
        let given = open_given(&guest.contract_key, contract.id, &contract.sealed)?;
        let country = guest.context.tenant.settings.country;
        let mut files = Values::new();
        for field in open_fields(&form, &values, &given) {
            let typed = typed(field, &input_name(&form, field), &inputs);
            if let Some(Ok(Some(Value::File(file)))) =
                typed.map(|typed| field.take(&typed, country))
            {
                files.insert(field.key.clone(), Value::File(file));
            }
        }
        let files = new_files(contract.id, &files).collect();
        Ok::<_, Failure>(Some((guest.contract_key, files)))
    });
    match taken.await? {
        Some((key, files)) => Ok(write_files(app, key, files, held).await?.1),
        None => Ok(Written::default()),
    }
}

fn save(
    (app, tx): (&App, &mut TenantTx<'_>),
    guest: &Guest,
    (inputs, written): (&Judged, &Written),
    (entry, draws): (EntryId, &SignerDraws),
) -> Result<Saved, Failure> {
    let (Some(contract), Step::Missing) = (guest.contract(), guest.step) else {
        return Ok(Saved::nothing(GuestRefusal::WrongStep));
    };
    let (key, now) = (&guest.contract_key, draws.now);
    let form = guest.form(tx, contract)?;
    let mut values = open_values(key, contract.id, &contract.sealed)?;
    let mut given = open_given(key, contract.id, &contract.sealed)?;
    let settings = &guest.context.tenant.settings;
    let (country, language) = (settings.country, guest.row.language);
    let language = language.unwrap_or(settings.language);
    let wrong = take(&form, inputs, country, (&mut values, &mut given));
    if !written.has_all(contract.id, &values) {
        return Ok(Saved::nothing(GuestRefusal::WrongStep));
    }
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
        return Ok(Saved::nothing(GuestRefusal::WrongStep));
    }
    let superfluous = if form.has_files() {
        written.settle(tx, contract.id, &values)?
    } else {
        Vec::new()
    };
    let commitment = guest.invitee.values_commitment(&values);
    let detail = format!("{{\"values\":\"{commitment}\"}}");
    let of = Some(contract.id);
    tx.insert_entry(&guest.entry((entry, now), Act::ValuesSaved, of, detail))?;
    invite_due(app, tx, &guest.context, contract.id, draws)?;
    Ok(Saved {
        answer: if complete {
            Ok(())
        } else {
            Err(SaveRefusal::Fields(wrong))
        },
        superfluous: Some(superfluous),
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
    inputs: &Judged,
    country: Country,
    (values, given): (&mut Values, &mut BTreeSet<String>),
) -> Vec<(String, Option<ValueRefusal>)> {
    let mut wrong = Vec::new();
    for field in open_fields(form, values, given) {
        let name = input_name(form, field);
        let typed = typed(field, &name, inputs);
        // An input that was not sent changes nothing: what was given before is kept.
        let Some(typed) = typed.or_else(|| {
            let empty = Given::Text(String::new());
            (!given.contains(&field.key)).then_some(empty)
        }) else {
            continue;
        };
        let taken = field.take(&typed, country);
        // A file that is not taken does not cost the one that was.
        let stays = field.kind == FieldType::File && taken.is_err();
        if !stays && given.remove(&field.key) {
            values.remove(&field.key);
        }
        match taken {
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

fn input_name(form: &Form, field: &Field) -> String {
    format!("f.{}.{}", form.id, field.key)
}

/// What the page sent for a field: its inputs of that name, or, of a table, a list of cells for
/// each row (`f.7.debts.0` is the first row, its inputs in the order of the columns).
fn typed(field: &Field, name: &str, inputs: &Judged) -> Option<Given> {
    if field.kind == FieldType::File {
        let sent = inputs.files.iter().filter(|(input, _)| input == name);
        let mut sent = sent.map(|(_, judged)| judged);
        return match (sent.next()?, sent.next()) {
            (one, None) => Some(Given::File(one.clone())),
            _ => Some(Given::Other),
        };
    }
    let sent = |name: &str| -> Vec<String> {
        let found = inputs.texts.iter().filter(|(input, _)| input == name);
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
