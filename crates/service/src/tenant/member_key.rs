//! A key of a member's own, with which it countersigns from then on: from a PKCS#12 file, or in a PKCS#11 token of
//! this server. Giving one is the operator's alone, by command: its root is one that the company's documents are
//! judged by.

use mithaq_domain::{
    evidence::{Act, Actor, Entry},
    id::{EntryId, MemberId, TenantId},
    time::Instant,
};
use mithaq_store::{StoreError, TenantTx, Tx, member_key::MemberKeyRow};

use super::import_seal_key::{ImportSealKey, JudgedKey, SealKeyRefusal, find_key};
use crate::{
    App, Failure,
    access::{find_named_member, sha256},
    app::refused,
    contract::{member_key_context, write_certificates},
    error::Answer,
    session::hex,
};

/// Why a member has no new key, or keeps the one that it has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MemberKeyRefusal {
    /// There is no member of that name.
    NotFound,
    /// The key cannot be used.
    Key(SealKeyRefusal),
    /// The member has none.
    NoKey,
    /// Signatures that were given with it are not in their files yet.
    StillOwed,
}

/// Gives a member a key; the end of its certificate, Unix seconds. One that it had is retired.
pub async fn give_member_key(
    app: &App,
    tenant: TenantId,
    user: &str,
    mut ask: ImportSealKey,
) -> Answer<i64, MemberKeyRefusal> {
    let context = app.tenant(tenant)?;
    // What a company in production may not seal with, its members may not either.
    ask.production = context.tenant.settings.production;
    let (judged, token) = match find_key(app, ask).await {
        Ok(found) => found,
        Err(refusal) => return refused(MemberKeyRefusal::Key(refusal)),
    };
    let (inner, user, now) = (app.clone(), user.to_owned(), app.now());
    let until = judged.until;
    let write = move |tx: &mut Tx<'_>| -> Answer<(), MemberKeyRefusal> {
        let mut tx = tx.tenant(tenant);
        let Some(member) = find_named_member(&mut tx, &context.key, &user)? else {
            return Ok(Err(MemberKeyRefusal::NotFound));
        };
        if let Err(refusal) = retire(&inner, &mut tx, (tenant, member.id), now)?
            && refusal != MemberKeyRefusal::NoKey
        {
            return Ok(Err(refusal));
        }
        let id = tx.next_member_key_id()?;
        let origin = if token.is_some() { "pkcs11" } else { "pkcs12" };
        let row = MemberKeyRow {
            id,
            member: member.id,
            origin: origin.to_owned(),
            sealed: seal(&inner, tenant, id, &judged)?,
            token: token.clone(),
            certificates: write_certificates(&judged.certificates),
            root_certificate: judged.root.clone(),
            retired_at: None,
        };
        tx.insert_member_key(&row, now)?;
        let certificate = judged.certificates.first().map(|one| hex(&sha256(one)));
        let detail = format!(
            "{{\"certificateSha256\":\"{}\",\"member\":{},\"memberKey\":{id}}}",
            certificate.unwrap_or_default(),
            member.id
        );
        tx.insert_entry(&entry(&inner, (tenant, Act::MemberKeyGiven), detail, now))?;
        Ok(Ok(()))
    };
    let done = app.store().write(write).await?;
    Ok(done.map(|()| until))
}

/// Takes a member's key back: it signs no more and its private half is destroyed. What it signed stays valid.
pub async fn retire_member_key(
    app: &App,
    tenant: TenantId,
    user: &str,
) -> Answer<(), MemberKeyRefusal> {
    let context = app.tenant(tenant)?;
    let (inner, user, now) = (app.clone(), user.to_owned(), app.now());
    let done = app.store().write(move |tx| {
        let mut tx = tx.tenant(tenant);
        match find_named_member(&mut tx, &context.key, &user)? {
            Some(member) => retire(&inner, &mut tx, (tenant, member.id), now),
            None => Ok(Err(MemberKeyRefusal::NotFound)),
        }
    });
    done.await
}

/// The keys with which members sign now, each with the end of its certificate, Unix seconds.
pub async fn list_member_keys(
    app: &App,
    tenant: TenantId,
) -> Result<Vec<(MemberId, String)>, Failure> {
    let keys = app
        .store()
        .read(move |tx| tx.tenant(tenant).list_member_keys())
        .await
        .map_err(|error: StoreError| Failure::from(error))?;
    let current = keys.into_iter().filter(|key| key.retired_at.is_none());
    let shown = current.map(|key| {
        let name = crate::contract::certificate_name(&key.certificates);
        (key.member, name.unwrap_or_default())
    });
    Ok(shown.collect())
}

fn retire(
    app: &App,
    tx: &mut TenantTx<'_>,
    (tenant, member): (TenantId, MemberId),
    now: Instant,
) -> Answer<(), MemberKeyRefusal> {
    let Some(key) = tx.find_key_of_member(member)? else {
        return refused(MemberKeyRefusal::NoKey);
    };
    if tx.count_owed_by_key(key.id)? > 0 {
        return refused(MemberKeyRefusal::StillOwed);
    }
    tx.retire_member_key(member, now)?;
    let detail = format!("{{\"member\":{member},\"memberKey\":{}}}", key.id);
    tx.insert_entry(&entry(app, (tenant, Act::MemberKeyRetired), detail, now))?;
    Ok(Ok(()))
}

fn seal(
    app: &App,
    tenant: TenantId,
    id: i64,
    judged: &JudgedKey,
) -> Result<Option<Vec<u8>>, Failure> {
    let Some(private) = &judged.private else {
        return Ok(None);
    };
    let record = id.to_string();
    let context = member_key_context(tenant, &record);
    let wrap = &app.keys().seal_wrap;
    Ok(Some(wrap.seal(
        &context,
        private.expose(),
        app.entropy(),
    )?))
}

fn entry(app: &App, (tenant, act): (TenantId, Act), detail: String, now: Instant) -> Entry {
    Entry {
        id: EntryId::new(now, &app.random()),
        tenant,
        at: now,
        act,
        actor: Actor::Server,
        session: None,
        contract: None,
        detail,
        sealed: None,
    }
}
