//! Codes outside any session: sent to a phone or mailbox for one purpose, shown again with the id
//! of their request. Every question is asked and counted in the unit that acts on the answer, so
//! that of many tries at once no more get through than one after the other would.

use mithaq_domain::{
    evidence::{Act, Actor, Entry},
    id::{CodeId, EntryId, JobId, PersonId, TenantId},
    message::{MessageRefusal, SmsProvider},
    otp::{DAILY_SENDS, DAILY_WRONG, Destination, LIFE, Purpose, Refusal, TRIES},
    text::{Language, ascii_digits},
    time::{Instant, Span},
};
use mithaq_store::{
    TenantTx,
    otp::{Bound, CodeRow, NewCode, Target},
    vault::TenantKey,
};

use crate::{
    App, Failure,
    app::TenantContext,
    error::Answer,
    notice::{self, CodeLetter, Outgoing, Permit},
};

use super::{code_hash, network, random_digits};

/// What a code is for, and where it goes.
pub(crate) fn target(key: &TenantKey, purpose: Purpose, destination: &Destination) -> Target {
    Target {
        purpose,
        destination_index: notice::destination_index(key, destination),
        session: None,
    }
}

/// Why a code is not sent or not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeRefusal {
    /// The rules of codes refuse.
    Code(Refusal),
    /// Too many codes were asked for from this network address.
    TooManyCodes,
    /// The company's rules for messages refuse.
    Message(MessageRefusal),
}

/// A code that is on its way, as its caller knows it.
#[derive(Clone, Debug)]
pub struct SentCode {
    /// The id of the request, to be shown with the digits.
    pub id: CodeId,
    /// How long the code lives.
    pub life: Span,
    /// The digits themselves, in a sandbox only.
    pub digits: Option<String>,
}

/// A code as somebody shows it.
#[derive(Clone, Debug)]
pub struct ShownCode {
    /// The id of the request.
    pub id: CodeId,
    /// The digits, of any script.
    pub digits: String,
}

/// Where the caller is, and in which language the person is to be written to.
#[derive(Clone, Debug)]
pub struct Origin {
    /// The network address.
    pub address: String,
    /// The language that was asked for; else the company's.
    pub language: Option<Language>,
    /// The gateway that was asked for; else the company's order.
    pub gateway: Option<SmsProvider>,
}

/// A code that is to be sent.
pub(crate) struct Wanted<'a> {
    pub(crate) context: &'a TenantContext,
    pub(crate) purpose: Purpose,
    pub(crate) destination: &'a Destination,
    pub(crate) origin: &'a Origin,
    /// The person it is sent for, who must be the same when it is shown.
    pub(crate) person: Option<PersonId>,
    /// Whether it really leaves. One that does not is stored all the same: whoever asks for the code
    /// of a stranger learns nothing from the answer, nor from what later answers say.
    pub(crate) deliver: bool,
    /// What a company's own program says that it is for.
    pub(crate) subject: Option<&'a str>,
    pub(crate) life: Span,
    pub(crate) tries: i64,
}

impl<'a> Wanted<'a> {
    /// A code as most are.
    pub(crate) fn new(
        context: &'a TenantContext,
        purpose: Purpose,
        (destination, origin): (&'a Destination, &'a Origin),
    ) -> Self {
        Self {
            context,
            purpose,
            destination,
            origin,
            person: None,
            deliver: true,
            subject: None,
            life: LIFE,
            tries: TRIES,
        }
    }
}

/// Everything random that sending needs, drawn before the unit.
#[derive(Clone)]
pub(crate) struct SendDraws {
    code: CodeId,
    digits: String,
    job: JobId,
    entries: [EntryId; 2],
    now: Instant,
}

impl SendDraws {
    pub(crate) fn new(app: &App, now: Instant) -> Self {
        Self {
            code: CodeId::new(now, &app.random()),
            digits: random_digits(app),
            job: JobId::new(now, &app.random()),
            entries: [(); 2].map(|()| EntryId::new(now, &app.random())),
            now,
        }
    }
}

/// Sends a code, within the limits of its destination, of the network address and of the tenant.
pub(crate) fn send_code(
    app: &App,
    tx: &mut TenantTx<'_>,
    wanted: &Wanted<'_>,
    draws: &SendDraws,
) -> Answer<SentCode, CodeRefusal> {
    let (now, key) = (draws.now, &wanted.context.key);
    let target = target(key, wanted.purpose, wanted.destination);
    let (history, _) = tx.get_code_history(&target, now)?;
    if let Err(refusal) = history.may_send(now) {
        return Ok(Err(CodeRefusal::Code(refusal)));
    }
    let address_index = key.blind_index("address", &network(&wanted.origin.address));
    let since = now.minus(Span::hours(1));
    let hour = format!("codes in hour {}", now.unix_seconds() / 3_600);
    if tx.count_codes_by_address(&address_index, since)? >= app.codes_per_address()
        || tx.count_up(&hour)? > wanted.context.tenant.settings.messages.codes_per_hour
    {
        return Ok(Err(CodeRefusal::TooManyCodes));
    }
    // Asked also where nothing is delivered: the answer must not tell.
    let permit = match notice::permit(tx, wanted.context, wanted.destination, true, now)? {
        Ok(permit) => permit,
        Err(refusal) => return Ok(Err(CodeRefusal::Message(refusal))),
    };
    let hash = code_hash(app, draws.code, &draws.digits);
    let mut new = NewCode::ordinary(draws.code, target, address_index, hash);
    new.bound.person = wanted.person;
    (new.life, new.tries) = (wanted.life, wanted.tries);
    tx.insert_code(&new, now)?;
    if wanted.deliver {
        deliver(app, tx, wanted, (draws, permit))?;
        let subject = (wanted.context.tenant.id, wanted.purpose, wanted.person);
        let last = history.sends.saturating_add(1) >= DAILY_SENDS;
        let acts = [Some(Act::CodeSent), last.then_some(Act::CodesLocked)];
        for (act, id) in acts.into_iter().zip(draws.entries) {
            if let Some(act) = act {
                tx.insert_entry(&entry(subject, act, (id, now)))?;
            }
        }
        if last {
            let [_, id] = draws.entries;
            let masked = wanted.destination.masked();
            notice::tell_locked(app, tx, wanted.context, &masked, (id, now))?;
        }
    }
    let sandbox = wanted.context.tenant.settings.sandbox;
    Ok(Ok(SentCode {
        id: draws.code,
        life: wanted.life,
        digits: sandbox.then(|| draws.digits.clone()),
    }))
}

fn deliver(
    app: &App,
    tx: &mut TenantTx<'_>,
    wanted: &Wanted<'_>,
    (draws, permit): (&SendDraws, Permit),
) -> Result<(), Failure> {
    let settings = &wanted.context.tenant.settings;
    let language = wanted.origin.language.unwrap_or(settings.language);
    let letter = CodeLetter {
        destination: wanted.destination,
        purpose: wanted.purpose,
        company: settings.display.in_language(language),
        digits: &draws.digits,
        subject: wanted.subject,
        life: wanted.life,
        language,
    };
    let letter = letter.write(draws.now);
    let outgoing = Outgoing {
        id: draws.job,
        permit,
        session: None,
        until: Some(draws.now.plus(wanted.life)),
        gateway: wanted.origin.gateway,
        letter: &letter,
    };
    notice::queue_message(app, tx, wanted.context, &outgoing, draws.now)
}

/// Whose journal, which purpose, and the registered person where there is one.
type Subject = (TenantId, Purpose, Option<PersonId>);

fn entry((tenant, purpose, person): Subject, act: Act, (id, at): (EntryId, Instant)) -> Entry {
    Entry {
        id,
        tenant,
        at,
        act,
        actor: person.map_or(Actor::Client, Actor::Person),
        session: None,
        contract: None,
        detail: format!("{{\"purpose\":\"{}\"}}", purpose.name()),
        sealed: None,
    }
}

/// A code that is to be judged.
pub(crate) struct Judged<'a> {
    pub(crate) context: &'a TenantContext,
    pub(crate) target: Target,
    pub(crate) person: Option<PersonId>,
    pub(crate) shown: &'a ShownCode,
    /// Two ids for the journal, drawn before the unit.
    pub(crate) entries: [EntryId; 2],
    pub(crate) now: Instant,
}

/// Judges a code. A wrong one is counted, and the count survives the refusal; a right one is not
/// used up yet: that is done by what it was for, in the same unit.
pub(crate) fn judge_code(
    app: &App,
    tx: &mut TenantTx<'_>,
    judged: &Judged<'_>,
) -> Answer<CodeRow, CodeRefusal> {
    let (history, code) = tx.get_code_history(&judged.target, judged.now)?;
    let bound = Bound {
        person: judged.person,
        ..Bound::default()
    };
    // A code of another request, purpose, destination, person or session is none.
    let ours = |code: &CodeRow| code.id == judged.shown.id && code.bound == bound;
    let Some(code) = code.filter(ours) else {
        return Ok(Err(CodeRefusal::Code(Refusal::NoneSent)));
    };
    let digits: String = ascii_digits(&judged.shown.digits)
        .split_whitespace()
        .collect();
    let matches = mithaq_store::vault::equal(&code_hash(app, code.id, &digits), &code.code_hash);
    let Err(refusal) = history.check(judged.now, matches) else {
        return Ok(Ok(code));
    };
    if matches!(refusal, Refusal::Wrong { .. }) {
        tx.count_wrong_code(code.id)?;
        let subject = (
            judged.context.tenant.id,
            judged.target.purpose,
            judged.person,
        );
        let last = history.wrong.saturating_add(1) == DAILY_WRONG;
        let acts = [Some(Act::CodeRefused), last.then_some(Act::CodesLocked)];
        for (act, id) in acts.into_iter().zip(judged.entries) {
            if let Some(act) = act {
                tx.insert_entry(&entry(subject, act, (id, judged.now)))?;
            }
        }
        if last {
            let [_, id] = judged.entries;
            // Only the index of the destination is known here.
            notice::tell_locked(app, tx, judged.context, "—", (id, judged.now))?;
        }
    }
    Ok(Err(CodeRefusal::Code(refusal)))
}
