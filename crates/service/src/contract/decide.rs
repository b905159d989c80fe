//! `Approve`, `Reject`, `Void`: the company decides on a contract. Of two decisions at once one
//! wins, guarded by the status that it was made on; the journal entry and the messages to whom it
//! concerns leave in the same transaction.

mod approve;

use std::sync::Arc;

use mithaq_domain::{
    access::Admin,
    contract::{Ending, Status},
    evidence::{Act, Actor, Entry},
    form::{Given, Values},
    id::{ContractId, EntryId, JobId},
    session::{InvitationRefusal, Phase, fill, is_expired},
    time::Instant,
};
use mithaq_store::{
    TenantTx,
    contract::ContractRow,
    session::{PhaseChange, SessionRow},
    vault::PersonKey,
};

use super::{
    attachment::{Written, new_files, write_files},
    signers::{SignerDraws, end_signers},
};
use crate::{
    App, Failure, Held,
    app::TenantContext,
    error::Answer,
    notice::{ContractNews, News, contract_news},
    session::{seal, session_key},
};

/// The column under whose name the company's reason is sealed.
pub(crate) const REASON: &str = "contract.ending_sealed";

/// What the company decides.
#[derive(Clone, Debug)]
pub enum Decision {
    /// It may be signed, with these values in place of what was there.
    Approve(Vec<(String, Given)>),
    /// It will not be signed, for this reason, which the person reads.
    Reject(String),
    /// It is withdrawn, for this reason.
    Void(String),
}

/// Why a decision is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DecideRefusal {
    /// This tenant has no such contract.
    NotFound,
    /// Its state does not allow it, or another decision came first.
    WrongStatus,
    /// Values are wrong, by their keys.
    Fields(Vec<(String, InvitationRefusal)>),
}

#[derive(Clone, Copy)]
struct Draws {
    now: Instant,
    entry: EntryId,
    jobs: [u8; 10],
}

struct Case<'a> {
    app: &'a App,
    context: &'a TenantContext,
    admin: Admin,
    contract: ContractRow,
    session: SessionRow,
    key: PersonKey,
    draws: Draws,
    /// Files that the company gives.
    written: &'a Written,
}

/// Decides on a contract. What is held is let go with the files that the decision brings.
pub async fn decide(
    app: &App,
    admin: Admin,
    (id, decision): (ContractId, Decision),
    held: Held,
) -> Answer<(), DecideRefusal> {
    let (now, inner) = (app.now(), app.clone());
    let context = app.tenant(admin.tenant)?;
    let draws = Draws {
        now,
        entry: EntryId::new(now, &app.random()),
        jobs: app.random(),
    };
    let written = match &decision {
        Decision::Approve(given) => {
            write_given(app, context.clone(), (id, given), held.clone()).await?
        }
        Decision::Reject(_) | Decision::Void(_) => Written::default(),
    };
    let naming = written.clone();
    let answer = app
        .store()
        .write(move |tx| {
            let _held = &held;
            let mut tx = tx.tenant(admin.tenant);
            let (contract, session) = match find(&mut tx, id)? {
                Ok(found) => found,
                Err(refusal) => return Ok(Err(refusal)),
            };
            let case = Case {
                key: session_key(&context.key, &session)?,
                app: &inner,
                context: &context,
                admin,
                contract,
                session,
                draws,
                written: &naming,
            };
            match &decision {
                Decision::Approve(given) => case.approve(&mut tx, given),
                Decision::Reject(reason) => case.end(&mut tx, Ending::Rejected, reason),
                Decision::Void(reason) => case.end(&mut tx, Ending::Voided, reason),
            }
        })
        .await;
    let superfluous = answer.as_ref().map(|answer| answer.as_deref().ok());
    written.tidy(app, superfluous).await;
    app.wake_worker();
    Ok(answer?.map(drop))
}

fn find(tx: &mut TenantTx<'_>, id: ContractId) -> Answer<(ContractRow, SessionRow), DecideRefusal> {
    let Some(contract) = tx.find_contract(id)? else {
        return Ok(Err(DecideRefusal::NotFound));
    };
    let session = tx
        .find_session(contract.session)?
        .ok_or(Failure::Inconsistent("a contract without a session"))?;
    // The person was erased: nothing of the contract can be read or signed.
    if session.wrapped_key.is_none() {
        return Ok(Err(DecideRefusal::WrongStatus));
    }
    Ok(Ok((contract, session)))
}

/// Writes the files among the values of whoever approves. What is wrong with the values, the decision
/// says.
async fn write_given(
    app: &App,
    context: Arc<TenantContext>,
    (id, given): (ContractId, &[(String, Given)]),
    held: Held,
) -> Result<Written, Failure> {
    let is_file = |(_, given): &&(String, Given)| matches!(given, Given::File(Ok(_)));
    let given: Vec<_> = given.iter().filter(is_file).cloned().collect();
    if given.is_empty() {
        return Ok(Written::default());
    }
    let reading = held.clone();
    let found = app.store().read(move |tx| {
        let _held = &reading;
        let mut tx = tx.tenant(context.tenant.id);
        let Ok((contract, session)) = find(&mut tx, id)? else {
            return Ok(None);
        };
        let form = context.form_of(&mut tx, &contract)?;
        let (country, mut values) = (context.tenant.settings.country, Values::new());
        for (key, given) in &given {
            let _ = fill(&form.form, key, given, country, &mut values);
        }
        let key = session_key(&context.key, &session)?;
        Ok::<_, Failure>(Some((key, new_files(id, &values).collect())))
    });
    match found.await? {
        Some((key, files)) => Ok(write_files(app, key, files, held).await?.1),
        None => Ok(Written::default()),
    }
}

impl Case<'_> {
    /// Where the contract stands, its session's time considered.
    fn status(&self) -> Status {
        let session = &self.session;
        let expired = is_expired(session.phase, session.expires_at, self.draws.now);
        self.contract.status.as_of(expired)
    }

    /// Draws for messages to the signers, other than those of the decision's own.
    fn signers(&self) -> SignerDraws {
        let mut jobs = self.draws.jobs;
        if let Some(first) = jobs.get_mut(1) {
            *first ^= 1;
        }
        SignerDraws {
            now: self.draws.now,
            jobs,
        }
    }

    fn end(
        &self,
        tx: &mut TenantTx<'_>,
        ending: Ending,
        reason: &str,
    ) -> Answer<Vec<String>, DecideRefusal> {
        let (contract, now) = (&self.contract, self.draws.now);
        let Ok(next) = self.status().ended(ending) else {
            return Ok(Err(DecideRefusal::WrongStatus));
        };
        if !tx.change_status(contract.id, contract.status, next, now)? {
            return Ok(Err(DecideRefusal::WrongStatus));
        }
        let (id, entropy) = (contract.id.to_string(), self.app.entropy());
        let sealed = seal(&self.key, REASON, &id, &reason, entropy)?;
        tx.set_ending_reason(contract.id, &sealed)?;
        let act = match ending {
            Ending::Rejected => Act::ContractRejected,
            _ => Act::ContractVoided,
        };
        tx.insert_entry(&self.entry(act, "{}".to_owned(), Some(reason))?)?;
        if ending == Ending::Rejected {
            self.tell(tx, &self.session, 0, ContractNews::Rejected)?;
        } else {
            self.end_session(tx)?;
        }
        // Whoever signed must know that the contract has no effect.
        let (ended, draws) = ((contract, contract.session), self.signers());
        end_signers(
            self.app,
            tx,
            self.context,
            ended,
            (ContractNews::Voided, &draws),
        )?;
        Ok(Ok(Vec::new()))
    }

    /// A session all of whose contracts were withdrawn is for nothing any more: its link says so, and
    /// sends no code first. After a refusal it stays, since the reason is read there.
    fn end_session(&self, tx: &mut TenantTx<'_>) -> Result<(), Failure> {
        let contracts = tx.list_session_contracts(self.session.id)?;
        let is_over = contracts.iter().all(|row| row.status.ending().is_some());
        if let (Ok(to), true) = (self.session.phase.advance(Phase::Revoked), is_over) {
            let change = PhaseChange {
                from: self.session.phase,
                to,
                reason: None,
                at: self.draws.now,
            };
            tx.change_phase(self.session.id, change)?;
        }
        Ok(())
    }

    /// Leaves a message to the person of a session; `number` tells the messages of one act apart.
    fn tell(
        &self,
        tx: &mut TenantTx<'_>,
        session: &SessionRow,
        number: u8,
        news: ContractNews,
    ) -> Result<(), Failure> {
        let mut random = self.draws.jobs;
        if let Some(last) = random.last_mut() {
            *last ^= number;
        }
        let id = JobId::new(self.draws.now, &random);
        let about = News {
            news,
            number: &self.contract.request_number,
            id,
            now: self.draws.now,
        };
        // What was decided stands whether or not the message may leave.
        contract_news(self.app, tx, self.context, session, &about).map(drop)
    }

    fn entry(&self, act: Act, detail: String, reason: Option<&str>) -> Result<Entry, Failure> {
        let id = self.draws.entry;
        let seal_reason = |reason: &str| {
            let entropy = self.app.entropy();
            seal(
                &self.key,
                "journal.sealed",
                &id.to_string(),
                &reason,
                entropy,
            )
        };
        Ok(Entry {
            id,
            tenant: self.admin.tenant,
            at: self.draws.now,
            act,
            actor: Actor::Member(self.admin.member),
            session: Some(self.session.id),
            contract: Some(self.contract.id),
            detail,
            sealed: reason.map(seal_reason).transpose()?,
        })
    }
}
