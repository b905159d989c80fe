//! A contract type from a file: checked whole, stored as a new immutable version.

use std::collections::BTreeSet;

use mithaq_domain::{
    access::Permission,
    form::{Form, FormDefect, Named},
    id::{ContractTypeId, TenantId},
};
use mithaq_store::{StoreError, TenantTx, form::FormVersion, vault::TenantKey};
use mithaq_typeset::Template;
use serde_json::Value;

use crate::{App, access::find_named_member, app::refused, error::Answer};

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
    /// The form contradicts itself or its documents.
    Defect(FormDefect),
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
                form: form.clone(),
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
    let mut named = Named::default();
    let mut templates = Vec::new();
    for (position, document) in documents.iter().enumerate() {
        let text = document.to_string();
        let template = Template::parse(&text)
            .map_err(|error| ImportRefusal::Document(position, error.to_string()))?;
        let (fields, tables) = (template.placeholders(), template.table_fields());
        named.fields.extend(fields.into_iter().map(str::to_owned));
        named.tables.extend(tables.into_iter().map(str::to_owned));
        templates.push(text);
    }
    form.check(&named).map_err(ImportRefusal::Defect)?;
    Ok((form, templates))
}
