//! A forgotten password: whoever proves the phone or the confirmed mailbox is given a reset code, and
//! with it sets a new password. Everybody who was logged in is logged out, and every device is a
//! new one again.

use std::sync::Arc;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use mithaq_domain::{
    access::{ApiClient, Holder, LoginFailures},
    evidence::Act,
    id::{CodeId, EntryId, JobId, PersonId, TenantId},
    otp::Purpose,
    time::{Instant, Span},
};
use mithaq_store::{TenantTx, access::LoginName, person::PersonRow};

use super::{Person, email_index, phone_index};
use crate::{
    App, Failure,
    access::hash_password,
    app::{TenantContext, refused},
    error::Answer,
    notice::{Warning, warn},
    otp::{
        CodeRefusal, Destination, Judged, Origin, SendDraws, SentCode, ShownCode, Wanted,
        judge_code, network, send_code, target,
    },
};

/// How long after its code was accepted a new password may be set.
const RESET_LIFE: Span = Span::minutes(15);

/// Who forgot a password, as the caller says.
pub struct RecoverAsk {
    /// The client program.
    pub client: ApiClient,
    /// Where the call comes from, and in which language to write.
    pub origin: Origin,
    /// Where the code is to go.
    pub to: Destination,
    /// The national number, where the app asks for it as well.
    pub id_number: Option<String>,
}

/// Permission to set a new password.
pub struct ResetGrant {
    /// Whose.
    pub person: PersonId,
    /// What proves the permission.
    pub reset_code: String,
}

/// The reset code is worth nothing: unknown, used, too old, or another person's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadResetCode;

/// Sends the code that proves phone or mailbox. The answer is the same where nobody has them: then a
/// code is stored that never leaves.
pub async fn send_recovery_code(app: &App, ask: RecoverAsk) -> Answer<SentCode, CodeRefusal> {
    let (tenant, context, now) = (ask.client.tenant, app.tenant(ask.client.tenant)?, app.now());
    let (draws, inner) = (SendDraws::new(app, now), app.clone());
    let answer = app
        .store()
        .write(move |tx| {
            let mut tx = tx.tenant(tenant);
            let person = find(&mut tx, &context, &ask.to)?;
            let known = person.filter(|person| is_theirs(person, ask.id_number.as_deref()));
            let wanted = Wanted {
                person: known.as_ref().map(|person| person.row.id),
                deliver: known.is_some(),
                ..Wanted::new(&context, Purpose::Password, (&ask.to, &ask.origin))
            };
            send_code(&inner, &mut tx, &wanted, &draws)
        })
        .await?;
    app.wake_worker();
    Ok(answer)
}

/// A national number that differs from the card's is a stranger's; one that we cannot compare says
/// nothing.
fn is_theirs(person: &Person, shown: Option<&str>) -> bool {
    match (&person.profile.card, shown) {
        (Some(card), Some(shown)) => {
            mithaq_store::vault::equal(card.id_number.as_bytes(), shown.trim().as_bytes())
        }
        _ => true,
    }
}

fn find(
    tx: &mut TenantTx<'_>,
    context: &TenantContext,
    to: &Destination,
) -> Result<Option<Person>, Failure> {
    let row: Option<PersonRow> = match to {
        Destination::Phone(phone) => tx.find_person_by_phone(&phone_index(&context.key, phone))?,
        Destination::Email(email) => tx.find_person_by_email(&email_index(&context.key, email))?,
    };
    row.map(|row| Person::open(&context.key, row)).transpose()
}

/// Checks that code and grants a new password.
pub async fn check_recovery_code(
    app: &App,
    client: &ApiClient,
    (to, shown): (Destination, ShownCode),
) -> Answer<ResetGrant, CodeRefusal> {
    let (tenant, context, now) = (client.tenant, app.tenant(client.tenant)?, app.now());
    let (inner, entries) = (
        app.clone(),
        [(); 2].map(|()| EntryId::new(now, &app.random())),
    );
    app.store()
        .write(move |tx| {
            let mut tx = tx.tenant(tenant);
            let person = find(&mut tx, &context, &to)?.map(|person| person.row.id);
            let judged = Judged {
                context: &context,
                target: target(&context.key, Purpose::Password, &to),
                person,
                shown: &shown,
                entries,
                now,
            };
            let code = match judge_code(&inner, &mut tx, &judged)? {
                Ok(code) => code,
                Err(refusal) => return Ok(Err(refusal)),
            };
            // The digits of a code that never left can only be guessed; they grant nothing.
            let Some(person) = person else {
                let guessed = mithaq_domain::otp::Refusal::Exhausted;
                return Ok(Err(CodeRefusal::Code(guessed)));
            };
            tx.prove_code(code.id, now)?;
            Ok(Ok(ResetGrant {
                person,
                reset_code: reset_code(&inner, tenant, code.id),
            }))
        })
        .await
}

/// base64url(code id ‖ HMAC): nothing in the database sets a password, and guessing one is hopeless.
fn reset_code(app: &App, tenant: TenantId, code: CodeId) -> String {
    let tenant = tenant.get().to_be_bytes();
    let proof = app
        .keys()
        .token
        .hash(&[b"password reset", &tenant, code.as_bytes()]);
    URL_SAFE_NO_PAD.encode([code.as_bytes().as_slice(), proof.as_slice()].concat())
}

fn read_reset_code(app: &App, tenant: TenantId, shown: &str) -> Option<CodeId> {
    let bytes = URL_SAFE_NO_PAD.decode(shown.trim()).ok()?;
    let code = CodeId::from_slice(bytes.get(..16)?)?;
    let expected = reset_code(app, tenant, code);
    mithaq_store::vault::equal(expected.as_bytes(), shown.trim().as_bytes()).then_some(code)
}

/// A new password to be set.
#[derive(Clone)]
pub struct ResetAsk {
    /// The client program.
    pub client: ApiClient,
    /// Where the call comes from, and in which language to write.
    pub origin: Origin,
    /// Whose.
    pub person: PersonId,
    /// What was granted.
    pub reset_code: String,
    /// The new password, long enough.
    pub password: String,
}

struct Unit {
    app: App,
    context: Arc<TenantContext>,
    ask: ResetAsk,
    code: CodeId,
    hash: String,
    now: Instant,
    entry: EntryId,
    job: JobId,
}

/// Sets a new password, logs everybody out who was logged in as this person, and tells the person.
pub async fn reset_password(app: &App, ask: ResetAsk) -> Answer<(), BadResetCode> {
    let (tenant, person, now) = (ask.client.tenant, ask.person, app.now());
    let Some(code) = read_reset_code(app, tenant, &ask.reset_code) else {
        return refused(BadResetCode);
    };
    let password = ask.password.clone();
    let unit = Unit {
        context: app.tenant(tenant)?,
        hash: app.pool().run(move || hash_password(&password)).await?,
        app: app.clone(),
        code,
        now,
        entry: EntryId::new(now, &app.random()),
        job: JobId::new(now, &app.random()),
        ask,
    };
    let answer = app
        .store()
        .write(move |tx| unit.run(&mut tx.tenant(tenant)))
        .await?;
    app.tokens().revoke_person(tenant, person);
    app.wake_worker();
    Ok(answer)
}

impl Unit {
    fn run(&self, tx: &mut TenantTx<'_>) -> Answer<(), BadResetCode> {
        let since = self.now.minus(RESET_LIFE);
        let granted = (self.code, Purpose::Password, self.ask.person);
        if !tx.use_proved_code(granted, since, self.now)? {
            return Ok(Err(BadResetCode));
        }
        let Some(row) = tx.find_person(self.ask.person)? else {
            return Ok(Err(BadResetCode));
        };
        let mut person = Person::open(&self.context.key, row)?;
        person.row.password_hash = Some(self.hash.clone());
        person.row.registered_at = person.row.registered_at.or(Some(self.now));
        tx.update_person(&person.row)?;
        tx.forget_devices(person.row.id)?;
        tx.revoke_families(Holder::Person(person.row.id), self.now)?;
        self.unlock(tx, &person)?;
        let entry = (self.entry, self.now);
        tx.insert_entry(&person.entry(tx.id(), entry, Act::PasswordReset, "{}".to_owned()))?;
        let warning = Warning {
            context: &self.context,
            key: "message-password-changed",
            purpose: "password-changed",
            language: self.ask.origin.language,
        };
        if let Some(to) = person.reached_at() {
            warn(&self.app, tx, &warning, (&to, self.job, self.now))?;
        }
        Ok(Ok(()))
    }

    /// Wrong passwords from this address are forgotten: they were tries of the old one.
    fn unlock(&self, tx: &mut TenantTx<'_>, person: &Person) -> Result<(), Failure> {
        let Some(index) = person
            .profile
            .phone
            .as_ref()
            .map(|phone| phone_index(&self.context.key, phone))
        else {
            return Ok(());
        };
        let address = network(&self.ask.origin.address);
        let name = LoginName {
            user_name_index: index,
            email_index: index,
            address_index: self.context.key.blind_index("address", &address),
        };
        Ok(tx.set_login_failures(&name, LoginFailures::default())?)
    }
}
