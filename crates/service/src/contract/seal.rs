//! Sealing: the job that brings signatures into the file. For each, the signature block is typeset
//! and the file gets a revision of its own; then it is stored, and only then the rows say so. Run
//! twice, it seals once; of two runs at once one wins and the other goes on from its file. Where the type
//! says so, the company's seal countersigns in the run that has everybody's signature before it. Every
//! signer gets a copy: a job each, in the same transaction. Timestamps and validation data come in
//! as far as authorities answer (`raise`); what is missing then is a job of its own.

mod block;
mod by_itself;
mod draft;
mod gather;
mod note;
mod raise;
mod remote;
mod renew;
mod stamp;
mod subject;
mod work;

use std::sync::Arc;

use mithaq_domain::{
    id::{ContractId, TenantId},
    seal::{SealLevel, SealStanding},
    time::Instant,
};
use mithaq_store::{StoreError, contract::document::SealedDocument};

pub use self::renew::{begin_renewals, raise_completion, raise_seal};
pub(crate) use self::{
    by_itself::place_of_seal,
    raise::{Ground, Raised, raise},
    renew::awaits_from,
    stamp::{embed_stamped, stamp},
};
use self::{
    draft::Draft,
    note::{Noting, store},
    work::{Work, load},
};
use super::files::write_file;
use crate::{App, Failure, app::TenantContext};

pub(crate) use self::remote::Remote;
pub(crate) use self::work::{By, Given, MemberFacts, list_given, seal_member_facts};

/// Brings into the sealed file every signature that was given and is not yet in it.
pub async fn seal_contract(
    app: &App,
    tenant: TenantId,
    contract: ContractId,
) -> Result<(), Failure> {
    let context = app.tenant(tenant)?;
    loop {
        let (now, loading) = (app.now(), app.tenant(tenant)?);
        let work = app
            .store()
            .read(move |tx| load(tx, &loading, (tenant, contract), now))
            .await?;
        let Some(work) = work else { return Ok(()) };
        let noting = Noting::of(app, tenant, &work, now);
        let sealed = seal(app, &context, Arc::new(work), now).await?;
        // Another run of the job was first with other signatures: those that are left go on top.
        if store(app, noting, sealed).await? {
            return Ok(());
        }
    }
}

/// The root certificate of the key that seals for a tenant, DER.
pub async fn root_certificate(app: &App, tenant: TenantId) -> Result<Option<Vec<u8>>, Failure> {
    let row = app
        .store()
        .read(move |tx| tx.tenant(tenant).find_seal_key())
        .await
        .map_err(|error: StoreError| Failure::from(error))?;
    Ok(row.map(|row| row.root_certificate))
}

async fn seal(
    app: &App,
    context: &Arc<TenantContext>,
    work: Arc<Work>,
    now: Instant,
) -> Result<SealedDocument, Failure> {
    let settings = &context.tenant.settings;
    let wanted = app.authorities().wanted(settings);
    let attainable = app.authorities().attainable(settings);
    let (inner, tenant, shared) = (app.clone(), context.clone(), Arc::clone(&work));
    let open = move || Draft::open(&inner, &tenant, &shared, attainable);
    let mut draft = app.pool().run(open).await?;
    for number in 0..work.pending.len() {
        let (tenant, shared) = (context.clone(), Arc::clone(&work));
        let sign = move || draft.sign(&tenant, &shared, (number, now));
        let signed = app.pool().run(sign).await?;
        draft = signed.stamped(app).await?;
    }
    let mut file = Raised {
        bytes: draft.bytes,
        level: if draft.is_stamped {
            SealLevel::BT.min(wanted)
        } else {
            SealLevel::BB
        },
        renew_at: None,
    };
    if work.finishes {
        let ground = Ground::of(app, &work.seal_keys, &work.member_keys);
        file = raise(app, &ground, file, (attainable, false)).await?;
    }
    let is_upgrade_pending = file.level < wanted && work.finishes;
    let renew_at = file
        .renew_at
        .or_else(|| awaits_from(app, is_upgrade_pending));
    let inner = app.clone();
    let write = move || {
        let (name, sha256) = write_file(&inner, &work.key, &file.bytes)?;
        Ok(SealedDocument {
            ordinal: work.document.ordinal,
            file: name.as_str().to_owned(),
            sha256,
            seal_key: work.seal_key.id,
            standing: SealStanding {
                level: file.level,
                is_upgrade_pending,
            },
            renew_at,
        })
    };
    app.pool().run(write).await
}
