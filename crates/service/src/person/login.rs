//! `Login` of a registered person. A known device replaces the code only together with the right
//! password; no token is ever issued on phone number and device alone. Whoever tries a phone that
//! is not registered is answered as if it were: a code is stored that never leaves.

use std::sync::Arc;

use mithaq_domain::{
    access::{ApiClient, Holder, LoginFailures},
    evidence::Act,
    id::EntryId,
    otp::{Purpose, Refusal},
    person::Location,
    place::phone::Phone,
    time::{Instant, Span},
};
use mithaq_store::{StoreError, TenantTx, access::LoginName};

use super::{LoggedIn, Person, PersonShown, phone_index};
use crate::{
    App, Failure,
    access::{NOBODY, NewFamily, RecipientKey, count_try, is_password},
    app::{TenantContext, refused},
    error::Answer,
    otp::{
        CodeRefusal, Destination, Judged, Origin, SendDraws, SentCode, ShownCode, Wanted,
        judge_code, network, send_code, target,
    },
};

/// Who logs in, with what.
#[derive(Clone)]
pub struct LoginPerson {
    /// The client program.
    pub client: ApiClient,
    /// Where the call comes from, and in which language to write.
    pub origin: Origin,
    /// The phone.
    pub phone: Phone,
    /// The password, if shown.
    pub password: Option<String>,
    /// The device's name for itself.
    pub device: Option<String>,
    /// Where the person is.
    pub location: Option<Location>,
    /// The code, if one was sent.
    pub code: Option<ShownCode>,
    /// Whether a code is wanted even from a known device.
    pub always_code: bool,
    /// A key under which the access token is handed over as well.
    pub user_public_key: Option<String>,
}

/// Why there is neither a token nor a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoginPersonRefusal {
    /// Unknown phone or wrong password: one answer for both.
    Wrong,
    /// Too many wrong passwords from this address.
    Locked {
        /// How long to wait.
        wait: Span,
    },
    /// The code is not sent or not accepted.
    Code(CodeRefusal),
    /// The public key is malformed.
    PublicKey,
}

/// How far a login has come.
pub enum LoginStep {
    /// A code is on its way.
    CodeSent(SentCode),
    /// There are tokens.
    Done(Box<LoggedIn>, bool),
}

struct Unit {
    app: App,
    context: Arc<TenantContext>,
    ask: LoginPerson,
    /// Whether a password was shown, and was right.
    password: bool,
    name: LoginName,
    now: Instant,
    entries: [EntryId; 3],
    draws: SendDraws,
    family: NewFamily,
}

enum Outcome {
    CodeSent(SentCode),
    Person(Box<PersonShown>, bool),
}

/// Logs a person in, or sends the code that is still missing.
pub async fn login_person(app: &App, ask: LoginPerson) -> Answer<LoginStep, LoginPersonRefusal> {
    let recipient = ask.user_public_key.as_deref().map(RecipientKey::parse);
    let Ok(recipient) = recipient.transpose() else {
        return refused(LoginPersonRefusal::PublicKey);
    };
    let (now, tenant) = (app.now(), ask.client.tenant);
    let context = app.tenant(tenant)?;
    let index = phone_index(&context.key, &ask.phone);
    let name = LoginName {
        user_name_index: index,
        email_index: index,
        address_index: (context.key).blind_index("address", &network(&ask.origin.address)),
    };
    let _turn = app.turns().wait(&name).await;
    let password = match check_password(app, &ask, name, now).await? {
        Ok(password) => password,
        Err(refusal) => return refused(refusal),
    };
    let unit = Unit {
        app: app.clone(),
        context,
        password,
        name,
        now,
        entries: [(); 3].map(|()| EntryId::new(now, &app.random())),
        draws: SendDraws::new(app, now),
        family: NewFamily::draw(app, now),
        ask,
    };
    let family = unit.family.clone();
    let answer = app
        .store()
        .write(move |tx| unit.run(&mut tx.tenant(tenant)))
        .await?;
    app.wake_worker();
    let (person, pending) = match answer {
        Ok(Outcome::Person(person, pending)) => (*person, pending),
        Ok(Outcome::CodeSent(code)) => return Ok(Ok(LoginStep::CodeSent(code))),
        Err(refusal) => return refused(refusal),
    };
    let tokens = family.pair(app, tenant, Holder::Person(person.id))?;
    let encrypted = recipient.map(|key| key.encrypt_token(app, &tokens.access_token));
    let done = LoggedIn {
        encrypted: encrypted.transpose()?,
        person,
        tokens,
    };
    Ok(Ok(LoginStep::Done(Box::new(done), pending)))
}

/// Whether a password was shown; refused where it is wrong. Takes the same time for a phone that
/// nobody registered.
async fn check_password(
    app: &App,
    ask: &LoginPerson,
    name: LoginName,
    now: Instant,
) -> Answer<bool, LoginPersonRefusal> {
    let (tenant, Some(shown)) = (ask.client.tenant, ask.password.clone()) else {
        return Ok(Ok(false));
    };
    if let Some(wait) = count_try(app, tenant, name, now).await? {
        return refused(LoginPersonRefusal::Locked { wait });
    }
    let person = app
        .store()
        .read(move |tx| {
            tx.tenant(tenant)
                .find_person_by_phone(&name.user_name_index)
        })
        .await
        .map_err(|error: StoreError| Failure::from(error))?;
    let hash = person.and_then(|person| person.password_hash);
    let known = hash.is_some();
    let hash = hash.unwrap_or_else(|| NOBODY.to_owned());
    let right = app.pool().run(move || is_password(&shown, &hash)).await?;
    if right && known {
        Ok(Ok(true))
    } else {
        refused(LoginPersonRefusal::Wrong)
    }
}

impl Unit {
    fn run(&self, tx: &mut TenantTx<'_>) -> Answer<Outcome, LoginPersonRefusal> {
        if self.password {
            // The right password forgets the tries, also where a code is still to come.
            tx.set_login_failures(&self.name, LoginFailures::default())?;
        }
        let row = tx.find_person_by_phone(&self.name.user_name_index)?;
        let person = row
            .map(|row| Person::open(&self.context.key, row))
            .transpose()?;
        let Some(shown) = &self.ask.code else {
            return match person {
                Some(person) if self.may_skip_code(tx, &person)? => self.begin(tx, person),
                person => self.send(tx, person.as_ref()),
            };
        };
        let destination = Destination::Phone(self.ask.phone.clone());
        let [first, second, _] = self.entries;
        let judged = Judged {
            context: &self.context,
            target: target(&self.context.key, Purpose::Login, &destination),
            person: person.as_ref().map(|person| person.row.id),
            shown,
            entries: [first, second],
            now: self.now,
        };
        let code = match judge_code(&self.app, tx, &judged)? {
            Ok(code) => code,
            Err(refusal) => return Ok(Err(LoginPersonRefusal::Code(refusal))),
        };
        // The digits of a code that never left can only be guessed; they log nobody in.
        let used = tx.use_code(code.id, self.now)?;
        match person {
            Some(person) if used => self.begin(tx, person),
            _ => {
                let refusal = CodeRefusal::Code(Refusal::Exhausted);
                Ok(Err(LoginPersonRefusal::Code(refusal)))
            }
        }
    }

    fn may_skip_code(&self, tx: &mut TenantTx<'_>, person: &Person) -> Result<bool, StoreError> {
        let (true, false, Some(device)) = (self.password, self.ask.always_code, &self.ask.device)
        else {
            return Ok(false);
        };
        let index = self.context.key.blind_index("device", device);
        tx.is_device_known(person.row.id, &index)
    }

    fn send(
        &self,
        tx: &mut TenantTx<'_>,
        person: Option<&Person>,
    ) -> Answer<Outcome, LoginPersonRefusal> {
        let destination = Destination::Phone(self.ask.phone.clone());
        let wanted = Wanted {
            person: person.map(|person| person.row.id),
            deliver: person.is_some(),
            ..Wanted::new(
                &self.context,
                Purpose::Login,
                (&destination, &self.ask.origin),
            )
        };
        let sent = send_code(&self.app, tx, &wanted, &self.draws)?;
        Ok(sent
            .map(Outcome::CodeSent)
            .map_err(LoginPersonRefusal::Code))
    }

    fn begin(
        &self,
        tx: &mut TenantTx<'_>,
        mut person: Person,
    ) -> Answer<Outcome, LoginPersonRefusal> {
        let id = person.row.id;
        if let Some(location) = self.ask.location {
            person.locate(&self.app, location, self.now)?;
            tx.update_person(&person.row)?;
        }
        if let Some(device) = &self.ask.device {
            let index = self.context.key.blind_index("device", device);
            tx.remember_device(id, &index, self.now)?;
        }
        self.family.store(tx, Holder::Person(id))?;
        let detail = format!("{{\"code\":{}}}", self.ask.code.is_some());
        let [.., entry] = self.entries;
        let entry = (entry, self.now);
        tx.insert_entry(&person.entry(tx.id(), entry, Act::PersonLoggedIn, detail))?;
        let pending = tx.find_pending_contract(id, self.now)?.is_some();
        Ok(Ok(Outcome::Person(
            Box::new(PersonShown::of(&person)?),
            pending,
        )))
    }
}
