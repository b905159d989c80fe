//! Files that are given for fields: sealed under the key of the contract's session, written before
//! the unit that names them in rows, and read by whoever may see the contract. Their hashes are among
//! the contract's values; whatever is read is compared with them.

use std::collections::BTreeMap;

use mithaq_domain::{
    form::{Attachment, Content, Values, attachments},
    id::{ContractId, SessionId, TenantId},
    session::Step,
};
use mithaq_store::{
    FileError, StoreError, TenantTx, contract::attachment::AttachmentRow, vault::PersonKey,
};

use super::files::{read_file, write_file};
use crate::{
    App, Failure,
    app::refused,
    error::Answer,
    files::{Held, file_id, is_unknown, remove_files},
    session::{Cookies, Guest, open_values, session_key},
};

/// A file that was given and is not written yet.
pub(crate) struct New {
    contract: ContractId,
    field: String,
    sha256: String,
    content: Content,
}

/// Those of a contract's values that are files given a moment ago.
pub(crate) fn new_files(contract: ContractId, values: &Values) -> impl Iterator<Item = New> {
    attachments(values).filter_map(move |(field, attachment)| {
        Some(New {
            contract,
            field: field.to_owned(),
            sha256: attachment.sha256.clone(),
            content: attachment.content.clone()?,
        })
    })
}

/// Files that lie in the folder, and that no row names yet.
#[derive(Clone, Debug, Default)]
pub(crate) struct Written(Vec<Lying>);

#[derive(Clone, Debug)]
struct Lying {
    contract: ContractId,
    sha256: String,
    row: AttachmentRow,
}

/// Seals and writes files under the key of their contracts' session, which is given back.
pub(crate) async fn write_files(
    app: &App,
    key: PersonKey,
    new: Vec<New>,
    held: Held,
) -> Result<(PersonKey, Written), Failure> {
    if new.is_empty() {
        return Ok((key, Written::default()));
    }
    let inner = app.clone();
    let write = move || {
        let _held = held;
        let lying = new.into_iter().map(|new| {
            let (file, _) = write_file(&inner, &key, new.content.bytes())?;
            Ok(Lying {
                contract: new.contract,
                sha256: new.sha256,
                row: AttachmentRow {
                    field: new.field,
                    file: file.as_str().to_owned(),
                },
            })
        });
        let lying: Result<_, Failure> = lying.collect();
        Ok((key, Written(lying?)))
    };
    app.pool().run(write).await
}

impl Written {
    /// Whether every file that was given a moment ago is among them. One is not where the answers that
    /// its field hangs on changed between its writing and its unit.
    pub(crate) fn has_all(&self, contract: ContractId, values: &Values) -> bool {
        new_files(contract, values).all(|new| {
            let mut written = self.0.iter();
            written.any(|lying| lying.row.field == new.field && lying.sha256 == new.sha256)
        })
    }

    /// Names the files of a new contract in rows.
    pub(crate) fn name(
        &self,
        tx: &mut TenantTx<'_>,
        contract: ContractId,
    ) -> Result<(), StoreError> {
        let mut of_contract = self.0.iter().filter(|lying| lying.contract == contract);
        of_contract.try_for_each(|lying| tx.put_attachment(contract, &lying.row))
    }

    /// Names in rows those that the values of a contract hold by now, and forgets what they hold no
    /// more. The files that no row names then are given back, to be removed after the unit.
    pub(crate) fn settle(
        &self,
        tx: &mut TenantTx<'_>,
        contract: ContractId,
        values: &Values,
    ) -> Result<Vec<String>, StoreError> {
        let held: BTreeMap<&str, &Attachment> = attachments(values).collect();
        let is_held = |lying: &&Lying| {
            let holds = held.get(lying.row.field.as_str());
            lying.contract == contract && holds.is_some_and(|file| file.sha256 == lying.sha256)
        };
        let (named, superfluous): (Vec<_>, Vec<_>) = self.0.iter().partition(is_held);
        let file_of = |lying: &Lying| lying.row.file.clone();
        let mut superfluous: Vec<String> = superfluous.into_iter().map(file_of).collect();
        for row in tx.list_attachments(contract)? {
            if !held.contains_key(row.field.as_str()) {
                tx.delete_attachment(contract, &row.field)?;
                superfluous.push(row.file);
            } else if named.iter().any(|lying| lying.row.field == row.field) {
                superfluous.push(row.file);
            }
        }
        for lying in named {
            tx.put_attachment(contract, &lying.row)?;
        }
        Ok(superfluous)
    }

    /// Removes what no row names after the unit: what it found superfluous, or all that was written
    /// where it did nothing. Where its outcome is unknown, the sweep looks later; so it does where
    /// removing fails, which is no part of what the unit did.
    pub(crate) async fn tidy(self, app: &App, superfluous: Result<Option<&[String]>, &Failure>) {
        let all = || self.0.iter().map(|lying| lying.row.file.as_str()).collect();
        let names: Vec<&str> = match superfluous {
            Ok(Some(superfluous)) => superfluous.iter().map(String::as_str).collect(),
            Ok(None) => all(),
            Err(failure) if is_unknown(failure) => Vec::new(),
            Err(_) => all(),
        };
        if names.is_empty() {
            return;
        }
        let files: Result<Vec<_>, Failure> = names.into_iter().map(file_id).collect();
        let removed = match files {
            Ok(files) => remove_files(app, files).await,
            Err(failure) => Err(failure),
        };
        if let Err(error) = removed {
            tracing::warn!(%error, "orphaned files were left behind");
        }
    }
}

/// Why there is no file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileRefusal {
    /// This tenant has no such contract.
    NoContract,
    /// Nothing was given for that field, it takes no file, or the person was erased.
    NoFile,
}

/// A file with what is known of it.
pub type GivenFile = (Attachment, Vec<u8>);

/// Where the file of a field lies.
struct Found {
    key: PersonKey,
    attachment: Attachment,
    file: String,
}

/// The file of a contract's field, for the company.
pub async fn contract_attachment(
    app: &App,
    tenant: TenantId,
    id: ContractId,
    field: String,
) -> Answer<GivenFile, FileRefusal> {
    let context = app.tenant(tenant)?;
    let found = app
        .store()
        .read(move |tx| {
            let mut tx = tx.tenant(tenant);
            let Some(contract) = tx.find_contract(id)? else {
                return Ok(Err(FileRefusal::NoContract));
            };
            let session = tx.find_session(contract.session)?;
            let session = session.filter(|session| session.wrapped_key.is_some());
            let Some(session) = session else {
                return Ok(Err(FileRefusal::NoFile));
            };
            let key = session_key(&context.key, &session)?;
            let values = open_values(&key, id, &contract.sealed)?;
            let found = find(&mut tx, (id, key), &values, &field)?;
            Ok::<_, Failure>(found.ok_or(FileRefusal::NoFile))
        })
        .await?;
    match found {
        Ok(found) => Ok(read(app, found).await?.ok_or(FileRefusal::NoFile)),
        Err(refusal) => refused(refusal),
    }
}

/// The file of a field that the person may see, if this browser may see the contract's values.
pub async fn guest_attachment(
    app: &App,
    session: SessionId,
    cookies: Cookies,
    field: String,
) -> Result<Option<GivenFile>, Failure> {
    let inner = app.clone();
    let found = app
        .store()
        .read(move |tx| {
            let Some(guest) = Guest::load(&inner, tx, session, &cookies)? else {
                return Ok(None);
            };
            let may_see = matches!(
                guest.step,
                Step::Missing | Step::Review | Step::Sign | Step::Done
            );
            let (true, Some(contract)) = (may_see, guest.contract().cloned()) else {
                return Ok(None);
            };
            let mut tx = tx.tenant(guest.context.tenant.id);
            let form = guest.form(&mut tx, &contract)?;
            let values = open_values(&guest.contract_key, contract.id, &contract.sealed)?;
            let asked = form.asked(&values);
            let of_field = |key: &str| key.eq_ignore_ascii_case(&field);
            let visible = asked
                .iter()
                .any(|asked| asked.visible_to_user && of_field(&asked.key));
            if !visible {
                return Ok(None);
            }
            find(&mut tx, (contract.id, guest.contract_key), &values, &field)
        })
        .await?;
    match found {
        Some(found) => read(app, found).await,
        None => Ok(None),
    }
}

fn find(
    tx: &mut TenantTx<'_>,
    (contract, key): (ContractId, PersonKey),
    values: &Values,
    field: &str,
) -> Result<Option<Found>, Failure> {
    let mut all = lying_files(tx, contract, values)?.into_iter();
    let found = all.find(|(row, _)| row.field.eq_ignore_ascii_case(field));
    Ok(found.map(|(row, attachment)| Found {
        key,
        attachment,
        file: row.file,
    }))
}

/// The files that the values of a contract hold, each with the row that says where it lies.
pub(super) fn lying_files(
    tx: &mut TenantTx<'_>,
    contract: ContractId,
    values: &Values,
) -> Result<Vec<(AttachmentRow, Attachment)>, Failure> {
    let mut held = attachments(values).peekable();
    if held.peek().is_none() {
        return Ok(Vec::new());
    }
    let rows = tx.list_attachments(contract)?;
    let lying = held.map(|(field, attachment)| {
        let row = rows.iter().find(|row| row.field == field);
        let row = row.ok_or(Failure::Inconsistent("a file that lies nowhere"))?;
        Ok((row.clone(), attachment.clone()))
    });
    lying.collect()
}

/// The bytes; `None` where another file took its place a moment ago.
async fn read(app: &App, found: Found) -> Result<Option<GivenFile>, Failure> {
    let inner = app.clone();
    let read = move || {
        let bytes = match read_given(&inner, &found.key, (&found.file, &found.attachment)) {
            Err(Failure::File(FileError::Missing)) => return Ok(None),
            bytes => bytes?,
        };
        Ok(Some((found.attachment, bytes)))
    };
    app.pool().run(read).await
}

/// Reads a file, which must be the one that was given. Blocks.
pub(super) fn read_given(
    app: &App,
    key: &PersonKey,
    (file, attachment): (&str, &Attachment),
) -> Result<Vec<u8>, Failure> {
    let bytes = read_file(app, key, file)?;
    if attachment.is_of(&bytes) {
        Ok(bytes)
    } else {
        Err(Failure::Inconsistent(
            "a file that is not the one that was given",
        ))
    }
}
