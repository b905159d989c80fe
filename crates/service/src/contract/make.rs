//! `Create`: a registered person makes a contract. It gets a session of its own, bound to the
//! person, so that the key of its values, its link, its document and its seal are those of every
//! contract. Of two at once one is made, since the other then finds it pending.

mod beside;

use std::sync::Arc;

use mithaq_domain::{
    access::User,
    contract::{Status, request_number},
    eligibility::NotEligible,
    evidence::{Act, Entry},
    form::Given,
    id::{ContractId, ContractTypeId, EntryId, SessionId},
    place,
    session::{Contact, InvitationRefusal, Named, NewContract, Origin, Permissions, make},
    text::Language,
    time::Instant,
};
use mithaq_store::{TenantTx, contract::ContractRow, form::FormVersion, vault::PersonKey};
use serde::{Deserialize, Serialize};

use self::beside::{Draw, contact_of};
use super::{
    Circumstances,
    attachment::{Written, new_files, write_files},
    own::standing,
};
use crate::{
    App, Failure, Held, Once,
    app::{TenantContext, refused},
    error::Answer,
    person::Person,
    session::{Invitee, NewSession, new_key, seal_given},
};

/// What a person asks for.
#[derive(Clone)]
pub struct MakeContract {
    /// Of which type.
    pub form: ContractTypeId,
    /// Values by key.
    pub values: Vec<(String, Given)>,
    /// Who signs beside the person.
    pub signers: Vec<Named>,
    /// How many in all must sign, as asked.
    pub least: Option<i64>,
    /// The language of screens and messages.
    pub language: Option<Language>,
    /// Where and when, as the device says.
    pub circumstances: Circumstances,
    /// Whether a call that was sent before answers as it did then.
    pub once: Once,
    /// What is let go with the files among the values.
    pub held: Held,
}

/// Why no contract is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MakeRefusal {
    /// The person was erased.
    NoSuchPerson,
    /// The tenant has no such active type.
    NoSuchForm,
    /// The rule of eligibility refuses.
    NotEligible(NotEligible),
    /// Values are wrong or missing, by their keys.
    Fields(Vec<(String, InvitationRefusal)>),
    /// Who else signs, or how many must.
    Signers(Vec<(MakePart, InvitationRefusal)>),
    /// The person named too many signers today.
    TooManyNamed,
}

/// The part that is wrong of who signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MakePart {
    /// The n-th who is named.
    Signer(usize),
    /// How many must sign.
    Least,
}

/// A contract that was made.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Made {
    /// Its id.
    pub id: ContractId,
    /// Its first status.
    pub status: Status,
    /// When.
    #[serde(with = "millis")]
    pub at: Instant,
}

mod millis {
    use mithaq_domain::time::Instant;
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(at: &Instant, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(at.unix_millis())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Instant, D::Error> {
        i64::deserialize(deserializer).map(Instant::from_unix_millis)
    }
}

struct Unit {
    app: App,
    context: Arc<TenantContext>,
    user: User,
    ask: MakeContract,
    form: Arc<FormVersion>,
    new: NewContract,
    session: SessionId,
    /// The key of the session, and its wrapped form: files lie under it already.
    key: (PersonKey, Vec<u8>),
    written: Written,
    contract: ContractId,
    entry: EntryId,
    salt: [u8; 16],
    /// One for each who is named.
    draws: Vec<Draw>,
    /// Randomness of the messages to them.
    jobs: [u8; 10],
    now: Instant,
}

/// Makes a contract, or says everything that is wrong with it.
pub async fn make_contract(app: &App, user: User, ask: MakeContract) -> Answer<Made, MakeRefusal> {
    let once = ask.once.clone();
    if let Some(done) = app.find_done(user.tenant, &once).await? {
        return Ok(Ok(done));
    }
    let (now, context) = (app.now(), app.tenant(user.tenant)?);
    let Some(form) = context.forms.find(ask.form).cloned() else {
        return refused(MakeRefusal::NoSuchForm);
    };
    let settings = &context.tenant.settings;
    let language = ask.language.unwrap_or(settings.language);
    let new = match make(&form.form, &ask.values, language, settings.country) {
        Ok(new) => new,
        Err(wrong) => return refused(MakeRefusal::Fields(wrong)),
    };
    let draws = ask.signers.iter().map(|_| Draw::new(app, now)).collect();
    let session = SessionId::new(now, &app.random());
    let contract = ContractId::new(now, &app.random());
    let (key, wrapped_key) = new_key(app, &context, session)?;
    let files = new_files(contract, &new.values).collect();
    let (key, written) = write_files(app, key, files, ask.held.clone()).await?;
    let unit = Unit {
        app: app.clone(),
        user,
        draws,
        jobs: app.random(),
        ask,
        form,
        new,
        session,
        key: (key, wrapped_key),
        written: written.clone(),
        contract,
        entry: EntryId::new(now, &app.random()),
        salt: app.random(),
        now,
        context,
    };
    let unit = move |tx: &mut TenantTx<'_>| unit.run(tx);
    let made = app.write_once(user.tenant, &once, unit).await;
    let is_named = |made: &Result<Made, _>| made.as_ref().is_ok_and(|made| made.id == contract);
    let superfluous = made.as_ref().map(|made| is_named(made).then_some(&[][..]));
    written.tidy(app, superfluous).await;
    app.wake_worker();
    made
}

impl Unit {
    fn run(&self, tx: &mut TenantTx<'_>) -> Answer<Made, MakeRefusal> {
        let Some(row) = tx.find_person(self.user.person)? else {
            return Ok(Err(MakeRefusal::NoSuchPerson));
        };
        let policy = self.form.form.identity_policy;
        let standing = standing(tx, &self.context, &row, self.now)?;
        if let Err(refusal) = standing.may_make(policy) {
            return Ok(Err(MakeRefusal::NotEligible(refusal)));
        }
        let person = Person::open(&self.context.key, row)?;
        let (others, least) = match self.others(tx, &person)? {
            Ok(others) => others,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let invitee = self.insert_session(tx, &person)?;
        self.insert_contract(tx, least)?;
        let customers = (others.len(), least);
        tx.insert_entry(&self.entry(&person, &invitee, customers)?)?;
        self.insert_others(tx, others)?;
        Ok(Ok(Made {
            id: self.contract,
            status: self.new.status,
            at: self.now,
        }))
    }

    fn insert_session(&self, tx: &mut TenantTx<'_>, person: &Person) -> Result<Invitee, Failure> {
        let new = self.session((self.session, self.salt), contact_of(person));
        let (key, wrapped_key) = &self.key;
        let under = (key, wrapped_key.clone());
        let (row, invitee) = new.row_under(&self.app, &self.context, under)?;
        tx.insert_session(&row)?;
        tx.set_session_person(row.id, person.row.id)?;
        Ok(invitee)
    }

    /// A session in which the contract is signed.
    fn session(&self, (id, salt): (SessionId, [u8; 16]), contact: Contact) -> NewSession {
        NewSession {
            id,
            salt,
            origin: Origin::Api,
            permissions: Permissions {
                allowed: Some(vec![self.new.form]),
                minimal: true,
                identity_only: false,
            },
            language: self.ask.language,
            contact,
            external_id: None,
            created_by: None,
            created_at: self.now,
            expires_at: self.now.plus(Origin::Api.default_life()),
        }
    }

    fn insert_contract(&self, tx: &mut TenantTx<'_>, required: Option<i64>) -> Result<(), Failure> {
        let year = place::local_year(self.now, &self.context.tenant.settings.time_zone);
        let number = tx.count_up(&format!("contract {year}"))?;
        let (id, new) = (self.contract, &self.new);
        tx.insert_contract(&ContractRow {
            id,
            session: self.session,
            form: new.form,
            version: self.form.version,
            status: new.status,
            request_number: request_number(&year, number),
            sealed: seal_given(
                &self.key.0,
                id,
                (&new.values, &new.open),
                self.app.entropy(),
            )?,
            created_at: self.now,
            changed_at: self.now,
            required,
        })?;
        self.written.name(tx, id)?;
        Ok(())
    }

    fn entry(
        &self,
        person: &Person,
        invitee: &Invitee,
        (others, least): (usize, Option<i64>),
    ) -> Result<Entry, Failure> {
        let said = &self.ask.circumstances;
        let customers = others.saturating_add(1);
        let required = least.map_or_else(|| customers.to_string(), |least| least.to_string());
        let detail = format!(
            "{{\"contractType\":{},\"customers\":{customers},\"required\":{required},\"values\":\"{}\",{}}}",
            self.new.form,
            invitee.values_commitment(&self.new.values),
            said.detail(invitee, self.now)
        );
        let id = (self.entry, self.now);
        let under = (&self.context.tenant.settings, &self.key.0);
        Ok(Entry {
            session: Some(self.session),
            contract: Some(self.contract),
            sealed: Some(said.seal(&self.app, under, (self.entry, None))?),
            ..person.entry(self.user.tenant, id, Act::ContractMade, detail)
        })
    }
}
