//! What is left of a person's transactions when the identity is withdrawn: that there were some, and
//! how they ended. Pictures, what was read off the card and what the caller said are forgotten: each
//! transaction gets a new key, so that what was sealed under the old one opens nowhere any more, not
//! even in a file or a page of the database that is not overwritten yet.

use std::str::FromStr;

use mithaq_domain::time::Instant;
use mithaq_store::{FileId, TenantTx, transaction::TransactionRow};

use super::sealed::{Facts, StoredVerdict, Transaction, record, seal_facts};
use crate::{App, Failure, person::Person};

/// Empties the transactions of a person; the files that no row names any more, to be removed once
/// the unit is kept.
pub(crate) fn withdraw_transactions(
    (tx, app): (&mut TenantTx<'_>, &App),
    person: &Person,
    now: Instant,
) -> Result<Vec<FileId>, Failure> {
    let mut files = Vec::new();
    for row in tx.list_transactions_of_person(person.row.id)? {
        for picture in tx.list_captures(row.id)? {
            files.push(FileId::from_str(&picture.file)?);
        }
        tx.delete_captures(row.id)?;
        let from = row.state;
        let emptied = emptied(app, person, row, now)?;
        if !tx.empty_transaction(&emptied, from)? {
            return Err(Failure::Inconsistent(
                "a transaction that moved under its guard",
            ));
        }
    }
    Ok(files)
}

/// The row without anything personal, under a new key. Why one was refused is kept as its number.
fn emptied(
    app: &App,
    person: &Person,
    row: TransactionRow,
    now: Instant,
) -> Result<TransactionRow, Failure> {
    let held = Transaction::open_of(person, row)?;
    let verdict = held.verdict()?;
    let row = held.row;
    let to = row.state.withdrawn();
    let (key, wrapped_key) = person.key.new_inner_key(&record(row.id), app.entropy())?;
    let emptied = Transaction {
        row: TransactionRow {
            state: to,
            wrapped_key,
            sealed: seal_facts(app, &key, row.id, &Facts::default())?,
            verdict: None,
            changed_at: if to == row.state { row.changed_at } else { now },
            ..row
        },
        key,
    };
    let verdict = match verdict {
        Some(StoredVerdict::Refused { fault, .. }) => {
            let number = StoredVerdict::Refused {
                fault,
                reason: None,
            };
            Some(emptied.seal_verdict(app, &number)?)
        }
        Some(StoredVerdict::Approved(_) | StoredVerdict::Document(_)) | None => None,
    };
    Ok(TransactionRow {
        verdict,
        ..emptied.row
    })
}
