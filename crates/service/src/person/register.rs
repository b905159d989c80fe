//! `Register`: who proved a phone becomes a registered person and is logged in. Somebody who came
//! through a session before is the same person; who registered already is refused.

use std::sync::Arc;

use mithaq_domain::{
    access::{ApiClient, Holder},
    evidence::Act,
    id::{CodeId, EntryId, PersonId, ProofId},
    otp::{PROOF_LIFE, Purpose, Refusal},
    person::{Location, Profile},
    place::phone::Phone,
    text::Email,
    time::Instant,
};
use mithaq_store::{TenantTx, person::PersonRow};

use super::{
    LoggedIn, Person, PersonShown, email_index,
    look_up::{Asker, TooManyLookUps},
    phone_index,
};
use crate::{
    App, Failure,
    access::{NewFamily, RecipientKey, hash_password},
    app::{TenantContext, refused},
    error::Answer,
    otp::{CodeRefusal, Destination, Judged, ShownCode, judge_code, target},
};

/// Who registers, with what.
#[derive(Clone)]
pub struct RegisterPerson {
    /// The client program.
    pub client: ApiClient,
    /// The network address that the call comes from.
    pub address: String,
    /// The phone.
    pub phone: Phone,
    /// The code that proves it.
    pub phone_code: ShownCode,
    /// The mailbox, if any.
    pub email: Option<Email>,
    /// The code that proves it, if it was proved.
    pub email_code: Option<ShownCode>,
    /// The proof of an identity provider, if it was proved so.
    pub email_proof: Option<ProofId>,
    /// The password, if any.
    pub password: Option<String>,
    /// Where the person is.
    pub location: Option<Location>,
    /// The device's name for itself.
    pub device: Option<String>,
    /// A key under which the access token is handed over as well.
    pub user_public_key: Option<String>,
}

/// Why nobody is registered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RegisterRefusal {
    /// The code of the phone is refused.
    PhoneCode(CodeRefusal),
    /// The code of the mailbox is refused.
    EmailCode(CodeRefusal),
    /// The provider's proof is unknown, used, too old, or of another mailbox.
    EmailProof,
    /// Somebody registered with this phone.
    PhoneTaken,
    /// Somebody registered with this mailbox.
    EmailTaken,
    /// Too many questions from this network address: a refusal tells who is registered.
    LookUps(TooManyLookUps),
    /// The public key is malformed.
    PublicKey,
}

/// Everything that the unit needs and that is drawn or computed before it.
#[derive(Clone)]
struct Unit {
    app: App,
    context: Arc<TenantContext>,
    ask: RegisterPerson,
    now: Instant,
    record: [u8; 16],
    entries: [EntryId; 5],
    family: NewFamily,
    password_hash: Option<String>,
}

/// Registers a person.
pub async fn register_person(app: &App, ask: RegisterPerson) -> Answer<LoggedIn, RegisterRefusal> {
    let recipient = ask.user_public_key.as_deref().map(RecipientKey::parse);
    let Ok(recipient) = recipient.transpose() else {
        return refused(RegisterRefusal::PublicKey);
    };
    let (now, tenant) = (app.now(), ask.client.tenant);
    let mut unit = Unit {
        app: app.clone(),
        context: app.tenant(tenant)?,
        now,
        record: app.random(),
        entries: [(); 5].map(|()| EntryId::new(now, &app.random())),
        family: NewFamily::draw(app, now),
        password_hash: None,
        ask,
    };
    if let Some(password) = unit.ask.password.clone() {
        // A stranger without a code must not keep the slow pool busy: the codes are judged first,
        // and once more in the unit that uses them up.
        let judge = unit.clone();
        let judged = app
            .store()
            .write(move |tx| {
                judge
                    .codes(&mut tx.tenant(tenant))
                    .map(|code| code.map(|_| ()))
            })
            .await?;
        if let Err(refusal) = judged {
            return refused(refusal);
        }
        let hash = app.pool().run(move || hash_password(&password)).await?;
        unit.password_hash = Some(hash);
    }
    let family = unit.family.clone();
    let answer = app
        .store()
        .write(move |tx| unit.run(&mut tx.tenant(tenant)))
        .await?;
    let person = match answer {
        Ok(person) => person,
        Err(refusal) => return refused(refusal),
    };
    let tokens = family.pair(app, tenant, Holder::Person(person.id))?;
    let encrypted = recipient.map(|key| key.encrypt_token(app, &tokens.access_token));
    Ok(Ok(LoggedIn {
        encrypted: encrypted.transpose()?,
        person,
        tokens,
    }))
}

impl Unit {
    /// Judges the codes of phone and mailbox, without using them up; their ids.
    fn codes(&self, tx: &mut TenantTx<'_>) -> Answer<Vec<CodeId>, RegisterRefusal> {
        let [first, second, third, fourth, _] = self.entries;
        let phone = Destination::Phone(self.ask.phone.clone());
        let judged = self.judged((&phone, &self.ask.phone_code), [first, second]);
        let mut codes = Vec::new();
        match judge_code(&self.app, tx, &judged)? {
            Ok(code) => codes.push(code.id),
            Err(refusal) => return Ok(Err(RegisterRefusal::PhoneCode(refusal))),
        }
        if let (Some(email), Some(shown)) = (&self.ask.email, &self.ask.email_code) {
            let email = Destination::Email(email.clone());
            let judged = self.judged((&email, shown), [third, fourth]);
            match judge_code(&self.app, tx, &judged)? {
                Ok(code) => codes.push(code.id),
                Err(refusal) => return Ok(Err(RegisterRefusal::EmailCode(refusal))),
            }
        }
        Ok(Ok(codes))
    }

    fn judged<'a>(
        &'a self,
        (destination, shown): (&'a Destination, &'a ShownCode),
        entries: [EntryId; 2],
    ) -> Judged<'a> {
        Judged {
            context: &self.context,
            target: target(&self.context.key, Purpose::Register, destination),
            person: None,
            shown,
            entries,
            now: self.now,
        }
    }

    fn run(&self, tx: &mut TenantTx<'_>) -> Answer<PersonShown, RegisterRefusal> {
        let codes = match self.codes(tx)? {
            Ok(codes) => codes,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let known = match self.known(tx)? {
            Ok(known) => known,
            // The answer tells as much as a look-up does, so it is counted as one.
            Err(refusal) => return Ok(Err(self.counted(tx, refusal)?)),
        };
        if !self.use_email_proof(tx)? {
            return Ok(Err(RegisterRefusal::EmailProof));
        }
        for code in codes {
            if !tx.use_code(code, self.now)? {
                let used = CodeRefusal::Code(Refusal::Exhausted);
                return Ok(Err(RegisterRefusal::PhoneCode(used)));
            }
        }
        let row = match known {
            Some(row) => row,
            None => self.insert(tx)?,
        };
        let mut person = Person::open(&self.context.key, row)?;
        self.fill(&mut person)?;
        tx.update_person(&person.row)?;
        person.index_words(tx, &self.context.key)?;
        if let Some(device) = &self.ask.device {
            let index = self.context.key.blind_index("device", device);
            tx.remember_device(person.row.id, &index, self.now)?;
        }
        self.family.store(tx, Holder::Person(person.row.id))?;
        let confirmed = person.row.email_index.is_some();
        let detail = format!("{{\"emailConfirmed\":{confirmed}}}");
        let [.., entry] = self.entries;
        let entry = (entry, self.now);
        tx.insert_entry(&person.entry(tx.id(), entry, Act::PersonRegistered, detail))?;
        Ok(Ok(PersonShown::of(&person)?))
    }

    fn counted(
        &self,
        tx: &mut TenantTx<'_>,
        refusal: RegisterRefusal,
    ) -> Result<RegisterRefusal, Failure> {
        let (key, address) = (self.ask.client.key, &self.ask.address);
        let asker = Asker::new(&self.app, &self.context.key, key, address);
        let counted = asker.count(tx, self.now)?;
        Ok(counted.map_or_else(RegisterRefusal::LookUps, |()| refusal))
    }

    /// Whoever came through a session before with this phone or mailbox; a refusal where one of
    /// the two is registered, or where they are two persons.
    fn known(&self, tx: &mut TenantTx<'_>) -> Answer<Option<PersonRow>, RegisterRefusal> {
        let key = &self.context.key;
        let by_phone = tx.find_person_by_phone(&phone_index(key, &self.ask.phone))?;
        let registered = |row: &PersonRow| row.registered_at.is_some();
        if by_phone.as_ref().is_some_and(registered) {
            return Ok(Err(RegisterRefusal::PhoneTaken));
        }
        let by_email = match &self.ask.email {
            Some(email) => tx.find_person_by_email(&email_index(key, email))?,
            None => None,
        };
        let Some(by_email) = by_email else {
            return Ok(Ok(by_phone));
        };
        let same = |id: PersonId| id == by_email.id;
        if by_phone.as_ref().is_some_and(|row| same(row.id)) {
            return Ok(Ok(by_phone));
        }
        let free = by_phone.is_none() && by_email.phone_index.is_none() && !registered(&by_email);
        if free && self.is_email_proved() {
            Ok(Ok(Some(by_email)))
        } else {
            Ok(Err(RegisterRefusal::EmailTaken))
        }
    }

    /// Whether the mailbox was proved, by a code or by a provider.
    fn is_email_proved(&self) -> bool {
        self.ask.email_code.is_some() || self.ask.email_proof.is_some()
    }

    fn use_email_proof(&self, tx: &mut TenantTx<'_>) -> Result<bool, Failure> {
        let Some(proof) = self.ask.email_proof else {
            return Ok(true);
        };
        let Some(email) = &self.ask.email else {
            return Ok(false);
        };
        let index = email_index(&self.context.key, email);
        let since = self.now.minus(PROOF_LIFE);
        Ok(tx.use_proof((proof, &index), since, self.now)?)
    }

    fn insert(&self, tx: &mut TenantTx<'_>) -> Result<PersonRow, Failure> {
        let profile = Profile {
            phone: Some(self.ask.phone.clone()),
            ..Profile::default()
        };
        let new = Person::new_row(&self.app, &self.context.key, (self.record, &profile))?;
        let id = tx.insert_person(&new, self.now)?;
        let row = tx.find_person(id)?;
        row.ok_or(Failure::Inconsistent("a person without a row"))
    }

    fn fill(&self, person: &mut Person) -> Result<(), Failure> {
        let key = &self.context.key;
        person.profile.phone = Some(self.ask.phone.clone());
        person.row.phone_index = Some(phone_index(key, &self.ask.phone).to_vec());
        if let Some(email) = &self.ask.email {
            let index = Some(email_index(key, email).to_vec());
            if self.is_email_proved() {
                person.row.email_index = index;
            } else if person.row.email_index != index {
                (person.row.email_index, person.row.claimed_email_index) = (None, index);
            }
            person.profile.email = Some(email.clone());
        }
        person.row.password_hash.clone_from(&self.password_hash);
        person.row.registered_at = Some(self.now);
        if let Some(location) = self.ask.location {
            person.locate(&self.app, location, self.now)?;
        }
        person.reseal(&self.app)
    }
}
