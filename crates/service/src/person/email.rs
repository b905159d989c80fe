//! A registered person's mailbox: `VerifyEmail` proves the one that was given at registration,
//! `UpdateEmailRequest` proves another one, which takes its place.

use std::sync::Arc;

use mithaq_domain::{
    access::{ApiClient, User},
    evidence::Act,
    id::{ApiKeyId, EntryId, JobId, PersonId, TenantId},
    otp::{Purpose, Refusal},
    text::Email,
    time::Instant,
};
use mithaq_store::{TenantTx, person::PersonRow};

use super::{
    Person, email_index,
    look_up::{Asker, TooManyLookUps},
};
use crate::{
    App, Failure,
    app::TenantContext,
    error::Answer,
    notice::{Warning, warn},
    otp::{
        CodeRefusal, Destination, Judged, Origin, SendDraws, SentCode, ShownCode, Wanted,
        judge_code, send_code, target,
    },
};

/// Who proves a mailbox.
#[derive(Clone, Copy, Debug)]
pub enum Prover {
    /// Whoever gave it at registration; the call has no token.
    Claimant(TenantId),
    /// A person who is logged in, and whose mailbox it becomes; with the key of the program.
    User(User, ApiKeyId),
}

impl Prover {
    /// An app without a user's token.
    pub const fn app(client: &ApiClient) -> Self {
        Self::Claimant(client.tenant)
    }

    const fn tenant(self) -> TenantId {
        match self {
            Self::Claimant(tenant) => tenant,
            Self::User(user, _) => user.tenant,
        }
    }

    const fn purpose(self) -> Purpose {
        match self {
            Self::Claimant(_) => Purpose::ConfirmEmail,
            Self::User(..) => Purpose::ChangeEmail,
        }
    }
}

/// Why a mailbox is not proved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EmailRefusal {
    /// The rules of codes refuse.
    Code(CodeRefusal),
    /// It is another person's.
    Taken,
    /// Too many questions from this network address.
    LookUps(TooManyLookUps),
}

/// How far it has come.
pub enum EmailStep {
    /// A code is on its way.
    CodeSent(SentCode),
    /// The mailbox is proved.
    Confirmed,
}

/// What is asked.
#[derive(Clone)]
pub struct EmailAsk {
    /// Who asks.
    pub prover: Prover,
    /// Where the call comes from, and in which language to write.
    pub origin: Origin,
    /// The mailbox.
    pub email: Email,
    /// The code, if one was sent.
    pub shown: Option<ShownCode>,
}

struct Unit {
    app: App,
    context: Arc<TenantContext>,
    ask: EmailAsk,
    draws: SendDraws,
    entries: [EntryId; 3],
    job: JobId,
    now: Instant,
}

/// Sends the code that proves a mailbox, or checks it and confirms the mailbox.
pub async fn prove_email(app: &App, ask: EmailAsk) -> Answer<EmailStep, EmailRefusal> {
    let (tenant, now) = (ask.prover.tenant(), app.now());
    let unit = Unit {
        context: app.tenant(tenant)?,
        draws: SendDraws::new(app, now),
        entries: [(); 3].map(|()| EntryId::new(now, &app.random())),
        job: JobId::new(now, &app.random()),
        app: app.clone(),
        now,
        ask,
    };
    let answer = app
        .store()
        .write(move |tx| unit.run(&mut tx.tenant(tenant)))
        .await?;
    app.wake_worker();
    Ok(answer)
}

impl Unit {
    fn run(&self, tx: &mut TenantTx<'_>) -> Answer<EmailStep, EmailRefusal> {
        let index = email_index(&self.context.key, &self.ask.email);
        let row = match self.ask.prover {
            Prover::Claimant(_) => tx.find_person_by_claimed_email(&index)?,
            Prover::User(user, _) => tx.find_person(user.person)?,
        };
        let owner = tx.find_person_by_email(&index)?;
        match &self.ask.shown {
            None => self.send(tx, row, owner.map(|owner| owner.id)),
            Some(shown) => self.check(tx, (row, owner.map(|owner| owner.id)), shown),
        }
    }

    /// Without a token the answer is the same whether somebody gave this mailbox or not.
    fn send(
        &self,
        tx: &mut TenantTx<'_>,
        row: Option<PersonRow>,
        owner: Option<PersonId>,
    ) -> Answer<EmailStep, EmailRefusal> {
        let person = row.map(|row| row.id);
        if let (Prover::User(user, key), Some(owner)) = (self.ask.prover, owner) {
            if owner == user.person {
                return Ok(Ok(EmailStep::Confirmed));
            }
            let address = &self.ask.origin.address;
            let asker = Asker::new(&self.app, &self.context.key, key, address);
            return Ok(Err(match asker.count(tx, self.now)? {
                Ok(()) => EmailRefusal::Taken,
                Err(refusal) => EmailRefusal::LookUps(refusal),
            }));
        }
        let destination = Destination::Email(self.ask.email.clone());
        let to = (&destination, &self.ask.origin);
        let wanted = Wanted {
            person,
            deliver: person.is_some() && owner.is_none(),
            ..Wanted::new(&self.context, self.ask.prover.purpose(), to)
        };
        let sent = send_code(&self.app, tx, &wanted, &self.draws)?;
        Ok(sent.map(EmailStep::CodeSent).map_err(EmailRefusal::Code))
    }

    fn check(
        &self,
        tx: &mut TenantTx<'_>,
        (row, owner): (Option<PersonRow>, Option<PersonId>),
        shown: &ShownCode,
    ) -> Answer<EmailStep, EmailRefusal> {
        let destination = Destination::Email(self.ask.email.clone());
        let [first, second, _] = self.entries;
        let judged = Judged {
            context: &self.context,
            target: target(&self.context.key, self.ask.prover.purpose(), &destination),
            person: row.as_ref().map(|row| row.id),
            shown,
            entries: [first, second],
            now: self.now,
        };
        let code = match judge_code(&self.app, tx, &judged)? {
            Ok(code) => code,
            Err(refusal) => return Ok(Err(EmailRefusal::Code(refusal))),
        };
        let exhausted = EmailRefusal::Code(CodeRefusal::Code(Refusal::Exhausted));
        let (true, Some(row)) = (tx.use_code(code.id, self.now)?, row) else {
            return Ok(Err(exhausted));
        };
        if owner.is_some_and(|owner| owner != row.id) {
            return Ok(Err(EmailRefusal::Taken));
        }
        self.confirm(tx, Person::open(&self.context.key, row)?)?;
        Ok(Ok(EmailStep::Confirmed))
    }

    fn confirm(&self, tx: &mut TenantTx<'_>, mut person: Person) -> Result<(), Failure> {
        let before = person.profile.email.clone();
        let proved_before = person.row.email_index.is_some();
        person.own_email((&self.app, tx), &self.context.key, &self.ask.email)?;
        let act = match self.ask.prover {
            Prover::Claimant(_) => Act::EmailConfirmed,
            Prover::User(..) => Act::EmailChanged,
        };
        let [.., entry] = self.entries;
        let entry = (entry, self.now);
        tx.insert_entry(&person.entry(tx.id(), entry, act, "{}".to_owned()))?;
        let changed = before.filter(|before| proved_before && *before != self.ask.email);
        if let Some(before) = changed {
            let warning = Warning {
                context: &self.context,
                key: "message-email-changed",
                purpose: "email-changed",
                language: self.ask.origin.language,
            };
            let to = Destination::Email(before);
            warn(&self.app, tx, &warning, (&to, self.job, self.now))?;
        }
        Ok(())
    }
}
