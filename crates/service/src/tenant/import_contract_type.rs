//! A contract type from a file: checked whole, stored as a new immutable version.

use std::{collections::BTreeSet, sync::Arc};

use mithaq_domain::{
    access::Permission,
    form::{Form, FormDefect},
    id::{ContractTypeId, TenantId},
    tenant::Settings,
    time::Instant,
};
use mithaq_store::{StoreError, TenantTx, form::FormVersion, vault::TenantKey};
use serde_json::Value;

use crate::{
    App, Failure, access::find_named_member, app::refused, contract::preview,
    document::DocumentTemplate, error::Answer,
};

/// What was stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Imported {
    /// The type.
    pub id: ContractTypeId,
    /// Its new version.
    pub version: i64,
}

/// Why the file is no contract type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImportRefusal {
    /// It is not JSON of the right form; where and why.
    Malformed(String),
    /// One of its documents is malformed; which, where and why.
    Document(usize, String),
    /// The form contradicts itself.
    Defect(FormDefect),
    /// The form contradicts one of its documents; which, and where in it.
    DocumentDefect(usize, (usize, usize), FormDefect),
    /// A document cannot be printed with sample values.
    Unprintable(usize, String),
    /// A countersigner is no active member with the permission, or the same one by another name.
    Countersigner(String),
    /// Several documents in one contract cannot be sealed yet.
    SeveralDocuments,
}

impl std::fmt::Display for ImportRefusal {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Malformed(why) => write!(formatter, "not a contract type: {why}"),
            Self::Document(position, why) => write!(formatter, "documents[{position}]: {why}"),
            Self::Defect(defect) => defect.fmt(formatter),
            Self::DocumentDefect(position, (line, column), defect) => write!(
                formatter,
                "documents[{position}]: line {line}, column {column}: {defect}"
            ),
            Self::Unprintable(position, why) => {
                write!(formatter, "documents[{position}] cannot be printed: {why}")
            }
            Self::Countersigner(name) => write!(
                formatter,
                "contractSigners: {name:?} is no member who may countersign, or is named twice"
            ),
            Self::SeveralDocuments => {
                formatter.write_str("a contract type has exactly one document for now")
            }
        }
    }
}

/// Checks and stores a contract type; a type of the same number gets a new version.
pub async fn import_contract_type(
    app: &App,
    tenant: TenantId,
    text: &str,
) -> Answer<Imported, ImportRefusal> {
    let (form, templates) = match read(text) {
        Ok(read) => read,
        Err(refusal) => return refused(refusal),
    };
    let (id, now) = (form.id, app.now());
    let context = app.tenant(tenant)?;
    let trial = (
        form.clone(),
        templates.clone(),
        context.tenant.settings.clone(),
    );
    if let Err(refusal) = app.pool().run(move || try_printing(trial, now)).await? {
        return refused(refusal);
    }
    let version = app
        .store()
        .write(move |tx| {
            let mut tx = tx.tenant(tenant);
            if let Some(name) = unfit_countersigner(&mut tx, &context.key, &form)? {
                return Ok(Err(ImportRefusal::Countersigner(name)));
            }
            let version = tx
                .find_form_version(form.id)?
                .unwrap_or(0)
                .saturating_add(1);
            let new = FormVersion {
                version,
                form: Arc::new(form.clone()),
            };
            tx.insert_form(&new, &templates, now)?;
            Ok::<_, StoreError>(Ok(version))
        })
        .await?;
    let version = match version {
        Ok(version) => version,
        Err(refusal) => return refused(refusal),
    };
    app.reload_tenants().await?;
    Ok(Ok(Imported { id, version }))
}

/// The first countersigner of a form who could not sign.
fn unfit_countersigner(
    tx: &mut TenantTx<'_>,
    key: &TenantKey,
    form: &Form,
) -> Result<Option<String>, StoreError> {
    let mut seen = BTreeSet::new();
    for name in &form.provider_signers {
        let member = find_named_member(tx, key, name)?;
        let fit = member.is_some_and(|member| {
            let permissions = member.grant.permissions();
            let may = permissions.contains(Permission::BusinessRequestContractSigner);
            may && !member.is_disabled && seen.insert(member.id.get())
        });
        if !fit {
            return Ok(Some(name.clone()));
        }
    }
    Ok(None)
}

/// Prints every document with sample values: what the typesetter cannot lay out is told now.
fn try_printing(
    (form, templates, settings): (Form, Vec<String>, Settings),
    now: Instant,
) -> Answer<(), ImportRefusal> {
    for (position, text) in templates.iter().enumerate() {
        let template = DocumentTemplate::parse(text)?;
        let values = form.sample_values(settings.country);
        match preview(template, (form.clone(), values), &settings, now) {
            Ok(_) => {}
            Err(Failure::Render(why)) => {
                return refused(ImportRefusal::Unprintable(position, why));
            }
            Err(failure) => return Err(failure),
        }
    }
    Ok(Ok(()))
}

/// Reads a contract type and checks its form against its documents.
///
/// # Errors
/// The first thing that is wrong.
fn read(text: &str) -> Result<(Form, Vec<String>), ImportRefusal> {
    let malformed = |error: serde_json::Error| ImportRefusal::Malformed(error.to_string());
    let mut whole: Value = serde_json::from_str(text).map_err(malformed)?;
    let documents = whole
        .as_object_mut()
        .and_then(|object| object.remove("documents"));
    let documents = match documents {
        Some(Value::Array(documents)) if documents.len() == 1 => documents,
        Some(Value::Array(documents)) if documents.len() > 1 => {
            return Err(ImportRefusal::SeveralDocuments);
        }
        _ => return Err(ImportRefusal::Defect(FormDefect::Empty)),
    };
    let form: Form = serde_json::from_value(whole).map_err(malformed)?;
    let mut templates = Vec::new();
    for (position, document) in documents.iter().enumerate() {
        let text = document.to_string();
        let document = DocumentTemplate::parse(&text)
            .map_err(|refusal| ImportRefusal::Document(position, refusal.to_string()))?;
        document
            .check(&form)
            .map_err(|(defect, place)| match place {
                Some(place) => ImportRefusal::DocumentDefect(position, place, defect),
                None => ImportRefusal::Defect(defect),
            })?;
        templates.push(text);
    }
    Ok((form, templates))
}
