//! Several customers of one contract: each has a session of its own, is invited when it is their
//! turn, and hears of an end without effect.

use mithaq_domain::{
    contract::{
        Status,
        quorum::{self, Signature},
    },
    id::{ContractId, JobId, SessionId, TenantId},
    job::{HELD_BACK, Job},
    message::MessageRefusal,
    session::{Phase, is_expired},
    time::Instant,
};
use mithaq_store::{
    TenantTx,
    contract::{ContractRow, SignerRow},
    job::NewJob,
    session::{PhaseChange, SessionRow},
};

use crate::{
    App, Failure,
    app::TenantContext,
    error::Answer,
    notice::{ContractNews, News, contract_news},
};

/// Why the session of one ended whose signature is no longer needed.
pub(crate) const RELEASED: &str = "NotNeeded";

/// When, and the randomness of the messages' ids, drawn before the unit.
#[derive(Clone, Copy)]
pub(crate) struct SignerDraws {
    pub(crate) now: Instant,
    pub(crate) jobs: [u8; 10],
}

impl SignerDraws {
    pub(crate) fn new(app: &App, now: Instant) -> Self {
        Self {
            now,
            jobs: app.random(),
        }
    }

    /// The id of a message to a signer.
    fn job(&self, ordinal: i64) -> JobId {
        let mut random = self.jobs;
        if let Some(last) = random.last_mut() {
            *last ^= u8::try_from(ordinal).unwrap_or(u8::MAX);
        }
        JobId::new(self.now, &random)
    }

    /// The id of the job that asks again, which is no signer's.
    fn later_job(&self) -> JobId {
        self.job(i64::MAX)
    }
}

/// Whose turn it is: those who may still sign and stand before all others who may.
fn in_turn(signers: &[SignerRow]) -> impl Iterator<Item = &SignerRow> {
    let open = |signer: &&SignerRow| signer.signature() == Signature::Open;
    let turn = signers.iter().filter(open).map(|signer| signer.turn).min();
    signers
        .iter()
        .filter(open)
        .filter(move |signer| Some(signer.turn) == turn)
}

/// Whether it is the turn of a session's signer.
pub(crate) fn is_in_turn(
    tx: &mut TenantTx<'_>,
    contract: ContractId,
    session: SessionId,
) -> Result<bool, Failure> {
    let signers = tx.list_signers(contract)?;
    Ok(in_turn(&signers).any(|signer| signer.session == session))
}

/// Sends their link to those whose turn it is, once each, where the contract may be signed. Where the
/// company's text messages of the day are used up, a job asks again.
pub(crate) fn invite_due(
    app: &App,
    tx: &mut TenantTx<'_>,
    context: &TenantContext,
    contract: ContractId,
    draws: &SignerDraws,
) -> Result<(), Failure> {
    let held_until = invite(app, tx, context, contract, draws)?;
    if let Some(run_at) = held_until {
        let job = NewJob {
            id: draws.later_job(),
            job: Job::InviteSigners { contract },
            sealed: None,
        };
        tx.insert_later_job(&job, run_at, draws.now)?;
    }
    Ok(())
}

/// The same as a job: when to ask again, where some link could not leave yet.
pub(crate) async fn invite_later(
    app: &App,
    tenant: TenantId,
    contract: ContractId,
) -> Result<Option<Instant>, Failure> {
    let (context, inner) = (app.tenant(tenant)?, app.clone());
    let draws = SignerDraws::new(app, app.now());
    let held_until = app
        .store()
        .write(move |tx| invite(&inner, &mut tx.tenant(tenant), &context, contract, &draws))
        .await?;
    app.wake_worker();
    Ok(held_until)
}

/// Invites those whose turn it is; when to ask again for those to whom none may be sent today. What
/// the company sends to no country at all waits for no day.
fn invite(
    app: &App,
    tx: &mut TenantTx<'_>,
    context: &TenantContext,
    contract: ContractId,
    draws: &SignerDraws,
) -> Result<Option<Instant>, Failure> {
    let signers = tx.list_signers(contract)?;
    if signers.len() < 2 {
        return Ok(None);
    }
    let row = tx
        .find_contract(contract)?
        .ok_or(Failure::Inconsistent("a contract without a row"))?;
    if !matches!(
        row.status,
        Status::Approved | Status::CustomerPartiallySigned
    ) {
        return Ok(None);
    }
    let mut held_until = None;
    // The first one was given the link by the company.
    let due = in_turn(&signers).filter(|signer| signer.ordinal > 0 && signer.invited_at.is_none());
    for signer in due {
        let session = session_of(tx, signer)?;
        if is_expired(session.phase, session.expires_at, draws.now) {
            continue;
        }
        let invited = ContractNews::Invited;
        match tell(app, tx, context, (&row, signer), (invited, draws))? {
            Ok(()) => tx.set_signer_invited(contract, signer.ordinal, draws.now)?,
            Err(MessageRefusal::DailyCap) => held_until = Some(draws.now.plus(HELD_BACK)),
            Err(MessageRefusal::CountryNotAllowed | MessageRefusal::Pumping) => {}
        }
    }
    Ok(held_until)
}

fn session_of(tx: &mut TenantTx<'_>, signer: &SignerRow) -> Result<SessionRow, Failure> {
    let session = tx.find_session(signer.session)?;
    session.ok_or(Failure::Inconsistent("a signer without a session"))
}

/// Whether enough customers have signed.
pub(crate) fn is_signed(tx: &mut TenantTx<'_>, contract: &ContractRow) -> Result<bool, Failure> {
    let signers = tx.list_signers(contract.id)?;
    let signatures: Vec<_> = signers.iter().map(SignerRow::signature).collect();
    Ok(quorum::is_reached(&signatures, contract.required))
}

/// Whether a contract goes on when the signer of a session leaves it: enough others may still sign.
pub(crate) fn goes_on_without(
    tx: &mut TenantTx<'_>,
    contract: &ContractRow,
    session: SessionId,
) -> Result<bool, Failure> {
    let signers = tx.list_signers(contract.id)?;
    let signature = |signer: &SignerRow| match signer.signature() {
        Signature::Open if signer.session == session => Signature::Never,
        signature => signature,
    };
    let signatures: Vec<_> = signers.iter().map(signature).collect();
    Ok(contract.required.is_some() && quorum::is_reachable(&signatures, contract.required))
}

/// Enough customers have signed: the others are not bound, their links lead nowhere any more, and
/// whoever had been invited is told. Their places; none where all have signed.
pub(crate) fn release_signers(
    app: &App,
    tx: &mut TenantTx<'_>,
    context: &TenantContext,
    contract: &ContractRow,
    draws: &SignerDraws,
) -> Result<Vec<i64>, Failure> {
    let signers = tx.list_signers(contract.id)?;
    let open = |signer: &&SignerRow| signer.signature() == Signature::Open;
    let mut released = Vec::new();
    for signer in signers.iter().filter(open) {
        end_session(tx, signer, Some(RELEASED), draws)?;
        if signer.invited_at.is_some() {
            // They are released whether or not the message may leave.
            let news = (ContractNews::Released, draws);
            let _told = tell(app, tx, context, (contract, signer), news)?;
        }
        released.push(signer.ordinal);
    }
    Ok(released)
}

/// The link of one who will not sign leads nowhere any more.
fn end_session(
    tx: &mut TenantTx<'_>,
    signer: &SignerRow,
    reason: Option<&str>,
    draws: &SignerDraws,
) -> Result<(), Failure> {
    if let Ok(to) = signer.phase.advance(Phase::Revoked) {
        let change = PhaseChange {
            from: signer.phase,
            to,
            reason,
            at: draws.now,
        };
        tx.change_phase(signer.session, change)?;
    }
    Ok(())
}

/// A contract ended without effect: whoever had signed it is told, and the links of the others lead
/// nowhere any more, but that of the session in which it ended.
pub(crate) fn end_signers(
    app: &App,
    tx: &mut TenantTx<'_>,
    context: &TenantContext,
    (contract, ended_in): (&ContractRow, SessionId),
    (news, draws): (ContractNews, &SignerDraws),
) -> Result<(), Failure> {
    for signer in tx.list_signers(contract.id)? {
        if signer.signed_at.is_some() {
            // The end stands whether or not the message may leave.
            let _told = tell(app, tx, context, (contract, &signer), (news, draws))?;
            continue;
        }
        if signer.session == ended_in {
            continue;
        }
        end_session(tx, &signer, None, draws)?;
    }
    Ok(())
}

fn tell(
    app: &App,
    tx: &mut TenantTx<'_>,
    context: &TenantContext,
    (contract, signer): (&ContractRow, &SignerRow),
    (news, draws): (ContractNews, &SignerDraws),
) -> Answer<(), MessageRefusal> {
    let session = session_of(tx, signer)?;
    let about = News {
        news,
        number: &contract.request_number,
        id: draws.job(signer.ordinal),
        now: draws.now,
    };
    contract_news(app, tx, context, &session, &about)
}
