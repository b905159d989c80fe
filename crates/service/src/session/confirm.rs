//! The signing code was right: the customer's confirmation, the contract's new status and the job
//! that seals it, in one transaction. Guards in the rows let exactly one of two clicks win.

use mithaq_domain::{
    evidence::Act,
    id::{ContractId, EntryId, JobId, TransactionId},
    job::Job,
    session::Phase,
    time::Instant,
};
use mithaq_store::{
    TenantTx,
    contract::{Confirmation, ContractRow},
    job::NewJob,
    otp::CodeRow,
};

use super::{
    Guest, GuestRefusal, SignatureFacts, VerifyAsk,
    advance::advance,
    sealed::{hex, open_values, seal},
};
use crate::{
    App, Failure,
    contract::{
        SignerDraws, check_identity, clock_detail, invite_due, is_signed, release_signers,
        signer_name,
    },
    error::Answer,
};

/// Everything random that the unit needs, drawn before it.
#[derive(Clone)]
pub(super) struct Draws {
    entry: EntryId,
    released: EntryId,
    held: EntryId,
    job: JobId,
    signers: SignerDraws,
    now: Instant,
}

impl Draws {
    pub(super) fn new(app: &App, now: Instant) -> Self {
        Self {
            entry: EntryId::new(now, &app.random()),
            released: EntryId::new(now, &app.random()),
            held: EntryId::new(now, &app.random()),
            job: JobId::new(now, &app.random()),
            signers: SignerDraws::new(app, now),
            now,
        }
    }

    fn seal_job(&self, contract: ContractId) -> NewJob {
        NewJob {
            id: self.job,
            job: Job::SealContract { contract },
            sealed: None,
        }
    }
}

pub(super) fn confirm(
    app: &App,
    tx: &mut TenantTx<'_>,
    (guest, ask): (&Guest, &VerifyAsk),
    code: &CodeRow,
    draws: &Draws,
) -> Answer<(), GuestRefusal> {
    let now = draws.now;
    let (Some(contract), [document]) = (guest.contract(), guest.documents.as_slice()) else {
        return Ok(Err(GuestRefusal::WrongStep));
    };
    let Ok(document_sha256) = <[u8; 32]>::try_from(document.reviewed_sha256.as_slice()) else {
        return Err(Failure::Inconsistent("a document without a hash"));
    };
    if let Err(refusal) = check_identity(app, tx, (guest, contract), (draws.held, now))? {
        return Ok(Err(refusal));
    }
    let confirmation = Confirmation {
        contract: contract.id,
        session: guest.row.id,
        code: code.id,
        document_sha256,
        sealed: facts(app, tx, guest, contract, ask)?,
    };
    // Asked before anything is written, since a refusal commits.
    if contract.status.confirmed(true).is_err() || !tx.sign_contract(&confirmation, now)? {
        return Ok(Err(GuestRefusal::WrongStep));
    }
    let enough = is_signed(tx, contract)?;
    let moved = match contract.status.confirmed(enough) {
        Ok(next) => tx.change_status(contract.id, contract.status, next, now)?,
        Err(_) => false,
    };
    if !moved || advance(tx, guest, Phase::Completed, None, now)?.is_err() {
        return Err(Failure::Inconsistent("a confirmed contract that moved"));
    }
    if enough {
        release(app, tx, (guest, contract), draws)?;
    } else {
        invite_due(app, tx, &guest.context, contract.id, &draws.signers)?;
    }
    tx.insert_job(&draws.seal_job(contract.id), now)?;
    let detail = format!(
        "{{\"code\":\"{}\",\"documentSha256\":\"{}\",{}{}{}}}",
        code.id,
        hex(&document_sha256),
        place(guest, ask),
        presence(ask.presence),
        clock_detail(ask.device_time, now)
    );
    tx.insert_entry(&guest.entry(
        (draws.entry, now),
        Act::ContractConfirmed,
        Some(contract.id),
        detail,
    ))?;
    Ok(Ok(()))
}

/// Enough have signed: nobody else does.
fn release(
    app: &App,
    tx: &mut TenantTx<'_>,
    (guest, contract): (&Guest, &ContractRow),
    draws: &Draws,
) -> Result<(), Failure> {
    let released = release_signers(app, tx, &guest.context, contract, &draws.signers)?;
    if released.is_empty() {
        return Ok(());
    }
    let places: Vec<String> = released.iter().map(i64::to_string).collect();
    let required = contract.required.unwrap_or_default();
    let detail = format!(
        "{{\"released\":[{}],\"required\":{required}}}",
        places.join(",")
    );
    let entry = (draws.released, draws.now);
    let act = Act::SignersReleased;
    tx.insert_entry(&guest.entry(entry, act, Some(contract.id), detail))?;
    Ok(())
}

/// What the journal says of the place: given or not, and a hash that can be opened only with what
/// lies sealed.
fn place(guest: &Guest, ask: &VerifyAsk) -> String {
    match &ask.location {
        Some(location) => format!(
            "\"location\":\"given\",\"locationCommitment\":\"{}\"",
            guest.invitee.location_commitment(location)
        ),
        None => "\"location\":\"not given\"".to_owned(),
    }
}

/// Which proof of presence the person relied on, far from where they were last active.
pub(super) fn presence(proof: Option<TransactionId>) -> String {
    proof.map_or_else(String::new, |id| format!(",\"presence\":\"{id}\""))
}

fn facts(
    app: &App,
    tx: &mut TenantTx<'_>,
    guest: &Guest,
    contract: &ContractRow,
    ask: &VerifyAsk,
) -> Result<Vec<u8>, Failure> {
    let form = guest.form(tx, contract)?;
    let values = open_values(&guest.contract_key, contract.id, &contract.sealed)?;
    let limited = |text: &str, most: usize| {
        text.chars()
            .filter(|character| !character.is_control())
            .take(most)
            .collect::<String>()
    };
    let typed = ask
        .typed_name
        .as_deref()
        .map(|name| limited(name.trim(), 80));
    let settings = &guest.context.tenant.settings;
    let facts = SignatureFacts {
        // The name in the contract is that of the person whom the company invited first.
        name: signer_name(&form, &values).filter(|_| contract.session == guest.row.id),
        masked: guest.invitee.masked(),
        typed_name: typed.filter(|name| !name.is_empty()),
        drawn: ask.drawn.clone(),
        location: ask.location,
        language: Some(ask.wish.settle(guest.row.language, settings.language)),
        address: settings.kept_of_caller(&ask.address).to_owned(),
        user_agent: limited(settings.kept_of_caller(&ask.user_agent), 400),
    };
    seal(
        &guest.key,
        "contract_signer.sealed",
        &contract.id.to_string(),
        &facts,
        app.entropy(),
    )
}
