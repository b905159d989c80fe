//! `GetAllRequestTypes` and `GetRequests`: contract types and contracts as the company sees them.

use std::sync::Arc;

use mithaq_domain::{
    access::Admin,
    contract::Status,
    form::{CompanySeal, Values},
    id::{ContractId, ContractTypeId, TenantId},
    place::Country,
    seal::{SealStanding, SealUpgrade},
    session::{Contact, is_expired},
    text::Bilingual,
    time::Instant,
    verified::Difference,
};
use mithaq_store::{
    TenantTx,
    contract::{ContractFilter, ContractRow, SignerRow},
    form::FormVersion,
    session::Page,
};

use super::material::signer_name;
use crate::{
    App, Failure,
    app::TenantContext,
    session::{open_invitee, open_values, session_key},
};

/// A contract type, as the company sees it.
#[derive(Clone, Debug)]
pub struct FormListing {
    /// Its number.
    pub id: ContractTypeId,
    /// Its name.
    pub name: Bilingual,
    /// The members who countersign.
    pub signers: Vec<String>,
    /// What the company's seal does beside them.
    pub seal: CompanySeal,
}

/// A contract as the company sees it.
#[derive(Clone, Debug)]
pub struct ContractListing {
    /// Its id.
    pub id: ContractId,
    /// Its number.
    pub request_number: String,
    /// Its type.
    pub form: ContractTypeId,
    /// Where it stands.
    pub status: Status,
    /// What the proved identity does not bear out, where it waits for the company because of that.
    pub held: Option<Difference>,
    /// How its sealed file stands, once there is one.
    pub seal: Option<SealStanding>,
    /// What that is still to reach, if anything.
    pub upgrade: Option<SealUpgrade>,
    /// Its form, in the version that it keeps.
    pub form_version: Arc<FormVersion>,
    /// Its values.
    pub values: Values,
    /// Whose rules shape the values.
    pub country: Country,
    /// Who signs; `None` when the person was erased.
    pub person: Option<ContractPerson>,
    /// Who signs beside that person.
    pub others: Vec<ContractPerson>,
    /// When it was made.
    pub created_at: Instant,
    /// When it last changed.
    pub changed_at: Instant,
}

/// The person of a contract.
#[derive(Clone, Debug)]
pub struct ContractPerson {
    /// The person's number, once the phone was proved.
    pub id: Option<i64>,
    /// The name that the contract has.
    pub name: Option<String>,
    /// Where the person is reached.
    pub contact: Contact,
    /// Whether this person has confirmed.
    pub has_signed: bool,
}

/// The active contract types of a tenant.
pub fn list_forms(app: &App, tenant: TenantId) -> Result<Vec<FormListing>, Failure> {
    let context = app.tenant(tenant)?;
    let forms = context.forms.all();
    Ok(forms
        .into_iter()
        .map(|form| FormListing {
            id: form.id,
            name: form.name.clone(),
            signers: form.provider_signers.clone(),
            seal: form.company_seal,
        })
        .collect())
}

/// The current version of an active contract type of a tenant.
pub fn find_form(
    app: &App,
    tenant: TenantId,
    id: ContractTypeId,
) -> Result<Option<Arc<FormVersion>>, Failure> {
    Ok(app.tenant(tenant)?.forms.find(id).cloned())
}

/// A slice of the admin's tenant's contracts, and how many there are in all.
pub async fn list_contracts(
    app: &App,
    admin: Admin,
    filter: ContractFilter,
    page: Page,
) -> Result<(Vec<ContractListing>, i64), Failure> {
    let context = app.tenant(admin.tenant)?;
    let (now, remembering) = (app.now(), app.clone());
    app.store()
        .read(move |tx| {
            let mut tx = tx.tenant(admin.tenant);
            let Some(narrowed) = tx.narrow(&filter)? else {
                return Ok((Vec::new(), 0));
            };
            let rows = tx.list_contracts(&narrowed, page, now)?;
            let newest_event = tx.last_event()?;
            let (counts, key) = (remembering.counts(), (admin.tenant, filter));
            let total = match counts.find(&key, newest_event, now) {
                Some(total) => total,
                None => {
                    let total = tx.count_contracts(&narrowed, now)?;
                    counts.keep(key, total, newest_event, now);
                    total
                }
            };
            let contracts: Result<Vec<_>, Failure> = rows
                .into_iter()
                .map(|row| listing(&mut tx, (&remembering, &context, now), row))
                .collect();
            Ok((contracts?, total))
        })
        .await
}

/// What the proved identity does not bear out, where the contract waits for the company because of that.
fn difference(
    tx: &mut TenantTx<'_>,
    row: &ContractRow,
    status: Status,
) -> Result<Option<Difference>, Failure> {
    if status != Status::PendingApproval {
        return Ok(None);
    }
    let hold = tx.find_hold(row.id)?;
    let open = hold.filter(|hold| hold.accepted_at.is_none());
    Ok(open.map(|hold| hold.difference))
}

/// Most contracts that are listed have been signed by nobody yet: those have no file to look up.
fn seal(tx: &mut TenantTx<'_>, row: &ContractRow) -> Result<Option<SealStanding>, Failure> {
    let may_have_one = row.status.has_signatures() || row.status == Status::Completed;
    let documents = match may_have_one {
        true => tx.list_documents(row.id)?,
        false => Vec::new(),
    };
    Ok(documents.first().and_then(|document| document.seal))
}

pub(super) fn listing(
    tx: &mut TenantTx<'_>,
    (app, context, now): (&App, &TenantContext, Instant),
    row: ContractRow,
) -> Result<ContractListing, Failure> {
    let form = context.form_of(tx, &row)?;
    let session = tx
        .find_session(row.session)?
        .ok_or(Failure::Inconsistent("a contract without a session"))?;
    let expired = is_expired(session.phase, session.expires_at, now);
    let status = row.status.as_of(expired);
    let held = difference(tx, &row, status)?;
    let signers = tx.list_signers(row.id)?;
    let has_signed = signers
        .first()
        .is_some_and(|signer| signer.signed_at.is_some());
    let others = others(tx, context, &signers)?;
    let (values, person) = match session.wrapped_key {
        Some(_) => {
            let key = session_key(&context.key, &session)?;
            let values = open_values(&key, row.id, &row.sealed)?;
            let person = ContractPerson {
                id: session.person.map(|person| person.get()),
                name: signer_name(&form.form, &values),
                contact: open_invitee(&key, &session)?.contact(),
                has_signed,
            };
            (values, Some(person))
        }
        None => (Values::new(), None),
    };
    let seal = seal(tx, &row)?;
    let upgrade = seal.and_then(|seal| app.authorities().upgrade(&context.tenant.settings, seal));
    Ok(ContractListing {
        seal,
        upgrade,
        id: row.id,
        request_number: row.request_number,
        form: row.form,
        status,
        held,
        form_version: form,
        values,
        country: context.tenant.settings.country,
        person,
        others,
        created_at: row.created_at,
        changed_at: row.changed_at,
    })
}

/// Who signs beside the first.
fn others(
    tx: &mut TenantTx<'_>,
    context: &TenantContext,
    signers: &[SignerRow],
) -> Result<Vec<ContractPerson>, Failure> {
    let mut others = Vec::new();
    for signer in signers.iter().skip(1) {
        let session = tx.find_session(signer.session)?;
        if let Some(session) = session.filter(|session| session.wrapped_key.is_some()) {
            let key = session_key(&context.key, &session)?;
            others.push(ContractPerson {
                id: session.person.map(|person| person.get()),
                name: None,
                contact: open_invitee(&key, &session)?.contact(),
                has_signed: signer.signed_at.is_some(),
            });
        }
    }
    Ok(others)
}
