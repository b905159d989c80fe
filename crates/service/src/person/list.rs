//! `GetUsers`: a company's persons for its staff, found by words of their names, phone or mailbox.

use std::collections::BTreeSet;

use mithaq_domain::{access::Admin, id::PersonId, person::search_words};
use mithaq_store::{TenantTx, session::Page, vault::TenantKey};

use super::{Person, PersonShown};
use crate::{App, Failure};

/// Which persons.
#[derive(Clone, Debug)]
pub struct ListPersons {
    /// Words that all must find the person.
    pub filter: Option<String>,
    /// Only those who are kept out by wrong passwords now.
    pub only_locked: bool,
    /// Which slice.
    pub page: Page,
}

/// A person of the list.
pub struct ListedPerson {
    /// The person.
    pub person: PersonShown,
    /// Whether wrong passwords keep the person out now.
    pub locked: bool,
}

/// A slice of a company's persons, and how many there are in all.
pub async fn list_persons(
    app: &App,
    admin: Admin,
    ask: ListPersons,
) -> Result<(Vec<ListedPerson>, i64), Failure> {
    let (tenant, context, now) = (admin.tenant, app.tenant(admin.tenant)?, app.now());
    app.store()
        .read(move |tx| {
            let mut tx = tx.tenant(tenant);
            let locked: BTreeSet<PersonId> = tx.list_locked_persons(now)?.into_iter().collect();
            let words = ask.filter.as_deref().map(search_words).unwrap_or_default();
            let (rows, total) = if words.is_empty() && !ask.only_locked {
                tx.list_persons(ask.page)?
            } else {
                let found = find(&mut tx, &context.key, &words)?;
                let kept = match (found, ask.only_locked) {
                    (Some(found), true) => found.intersection(&locked).copied().collect(),
                    (Some(found), false) => found,
                    (None, _) => locked.clone(),
                };
                rows(&mut tx, &kept, ask.page)?
            };
            let shown = rows.into_iter().map(|row| {
                let locked = locked.contains(&row.id);
                let person = PersonShown::of(&Person::open(&context.key, row)?)?;
                Ok(ListedPerson { person, locked })
            });
            Ok((shown.collect::<Result<_, Failure>>()?, total))
        })
        .await
}

/// The persons that every word finds; `None` where there is no word.
fn find(
    tx: &mut TenantTx<'_>,
    key: &TenantKey,
    words: &[String],
) -> Result<Option<BTreeSet<PersonId>>, Failure> {
    let mut found: Option<BTreeSet<PersonId>> = None;
    for word in words {
        let index = key.blind_index("person word", word);
        let of_word: BTreeSet<PersonId> = tx.list_persons_by_word(&index)?.into_iter().collect();
        found = Some(match found {
            Some(found) => found.intersection(&of_word).copied().collect(),
            None => of_word,
        });
    }
    Ok(found)
}

fn rows(
    tx: &mut TenantTx<'_>,
    kept: &BTreeSet<PersonId>,
    page: Page,
) -> Result<(Vec<mithaq_store::person::PersonRow>, i64), Failure> {
    let (skip, max) = (
        usize::try_from(page.skip).unwrap_or(usize::MAX),
        usize::try_from(page.max).unwrap_or(0),
    );
    let ordered: Vec<PersonId> = if page.oldest_first {
        kept.iter().copied().collect()
    } else {
        kept.iter().rev().copied().collect()
    };
    let mut rows = Vec::new();
    for id in ordered.into_iter().skip(skip).take(max) {
        rows.extend(tx.find_person(id)?);
    }
    Ok((rows, i64::try_from(kept.len()).unwrap_or(i64::MAX)))
}
