//! Creating a session: everything that can be wrong with an invitation is found here, all at
//! once, each with its place, before anything is stored.

mod contact;
mod signers;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use crate::{
    form::{Approval, Form, Given, Value, ValueRefusal, Values},
    id::ContractTypeId,
    message::MessageRefusal,
    place::Country,
    tenant::Settings,
    text::Language,
    time::{Instant, Span},
};

use super::{LONGEST_LIFE, Origin, Permissions, SHORTEST_LIFE};
use crate::contract::Status;

pub use contact::Contact;
pub use signers::{AskedSigner, NEXT_SIGNER_LIMIT, NextSigner, SignerPart, least};

/// Values as given, by contract type and field key, both still texts.
pub type GivenValues = Vec<(String, Vec<(String, Given)>)>;

/// What a caller asks for.
#[derive(Clone, Debug)]
pub struct Invite {
    /// Whether an administrator invites or a client program authenticates.
    pub origin: Origin,
    /// The phone, as given.
    pub phone: Option<String>,
    /// The mailbox, as given.
    pub email: Option<String>,
    /// What the session shall allow.
    pub permissions: Permissions,
    /// Pre-filled values.
    pub values: GivenValues,
    /// Language of screens and messages.
    pub language: Option<Language>,
    /// Life in seconds, if other than the default.
    pub expires_in_seconds: Option<i64>,
    /// The caller's own name for the session.
    pub external_id: Option<String>,
    /// Who signs beside the person.
    pub signers: Vec<AskedSigner>,
    /// How many in all must sign, as asked; all of them where it is absent or 0.
    pub least: Option<i64>,
}

/// A session that may be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// What made it.
    pub origin: Origin,
    /// Where the person can be reached.
    pub contact: Contact,
    /// What it allows.
    pub permissions: Permissions,
    /// The contracts that exist from now on.
    pub contracts: Vec<NewContract>,
    /// Language of screens and messages.
    pub language: Option<Language>,
    /// The caller's own name for it.
    pub external_id: Option<String>,
    /// Who signs beside the person.
    pub signers: Vec<NextSigner>,
    /// How many in all must sign; all of them where it is absent.
    pub least: Option<i64>,
    /// When it ends by itself.
    pub expires_at: Instant,
}

/// A contract to be made from pre-filled values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewContract {
    /// Its type.
    pub form: ContractTypeId,
    /// Its pre-filled values, canonical, and the defaults of what was not pre-filled.
    pub values: Values,
    /// The keys among them that the person may still change.
    pub open: BTreeSet<String>,
    /// Its first state.
    pub status: Status,
}

/// The part of an invitation that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// The phone number.
    Phone,
    /// The e-mail address.
    Email,
    /// Neither phone nor e-mail was given.
    Contact,
    /// `DigitalIdentityOnly`.
    IdentityOnly,
    /// The n-th of the allowed types.
    Allowed(usize),
    /// A contract type among the values.
    Form(String),
    /// A field among the values: contract type and key as given.
    Field(String, String),
    /// The life.
    ExpiresInSeconds,
    /// The caller's own name.
    ExternalId,
    /// The key under which the token is handed over.
    UserPublicKey,
    /// Those who sign beside the person, as a whole.
    Signers,
    /// The n-th of them, or one of its parts.
    Signer(usize, SignerPart),
    /// How many in all must sign.
    Least,
}

/// One thing wrong with an invitation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Where.
    pub part: Part,
    /// Why.
    pub why: InvitationRefusal,
}

/// Why a part of an invitation is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvitationRefusal {
    /// It is no phone number of its country.
    NotAPhone,
    /// It is no e-mail address.
    NotAnEmail,
    /// Phone or e-mail is required.
    NoContact,
    /// The tenant has no such contract type.
    UnknownForm,
    /// The type is not among the allowed ones.
    FormNotAllowed,
    /// The type has no such field.
    UnknownField,
    /// One field is named twice, in different letter cases.
    DuplicateField,
    /// The field's type does not take the value.
    Value(ValueRefusal),
    /// Another value rules the field out.
    NotAsked,
    /// A value is missing, and later nobody could give it.
    Required,
    /// Only the company fills the field in, and a person gives it.
    NotPersons,
    /// A session for identity only signs nothing.
    IdentityOnlyWithContracts,
    /// The life is too short or too long.
    Life,
    /// The text is longer than this many characters.
    TooLong(usize),
    /// The same person is named twice.
    SamePerson,
    /// Nobody of this user id is registered.
    NoSuchPerson,
    /// The number is too small or too large.
    OutOfRange,
    /// The company's rules for messages let no link be sent there.
    Message(MessageRefusal),
    /// Several sign one contract that is filled in and reviewed on one screen, and nothing else.
    NotOneContract,
    /// It is no RSA key of 2048 bits or more.
    MalformedPublicKey,
}

/// Checks an invitation against the tenant's active forms.
pub fn invite(
    ask: Invite,
    forms: &[&Form],
    settings: &Settings,
    now: Instant,
) -> Result<Invitation, Vec<Refused>> {
    let mut refused = Vec::new();
    let contact = contact_of(&ask, &mut refused);
    check_allowed(&ask.permissions, forms, &mut refused);
    if ask.permissions.identity_only && !ask.values.is_empty() {
        refused.push(Refused {
            part: Part::IdentityOnly,
            why: InvitationRefusal::IdentityOnlyWithContracts,
        });
    }
    let contracts: Vec<NewContract> = ask
        .values
        .iter()
        .filter_map(|asked| contract(asked, &ask, (forms, settings), &mut refused))
        .collect();
    refuse_twice(&ask, &contracts, &mut refused);
    let signers = signers::read(&ask, (&contact, &settings.messages), &mut refused);
    let least = least(ask.least, ask.signers.len());
    if let Err(why) = least {
        refused.push(Refused {
            part: Part::Least,
            why,
        });
    }
    let expires_at = now.plus(life(&ask, &mut refused));
    if ask
        .external_id
        .as_ref()
        .is_some_and(|text| text.chars().count() > 256)
    {
        refused.push(Refused {
            part: Part::ExternalId,
            why: InvitationRefusal::TooLong(256),
        });
    }
    if !refused.is_empty() {
        return Err(refused);
    }
    Ok(Invitation {
        origin: ask.origin,
        contact,
        permissions: ask.permissions,
        contracts,
        language: ask.language,
        external_id: ask.external_id,
        signers,
        least: least.unwrap_or_default(),
        expires_at,
    })
}

fn contact_of(ask: &Invite, refused: &mut Vec<Refused>) -> Contact {
    contact::reached_at(&ask.phone, &ask.email, refused)
}

fn check_allowed(permissions: &Permissions, forms: &[&Form], refused: &mut Vec<Refused>) {
    for (position, id) in permissions.allowed.iter().flatten().enumerate() {
        if !forms.iter().any(|form| form.id == *id) {
            refused.push(Refused {
                part: Part::Allowed(position),
                why: InvitationRefusal::UnknownForm,
            });
        }
    }
}

fn contract(
    (name, given): &(String, Vec<(String, Given)>),
    ask: &Invite,
    (forms, settings): (&[&Form], &Settings),
    refused: &mut Vec<Refused>,
) -> Option<NewContract> {
    let mut refuse = |why| {
        refused.push(Refused {
            part: Part::Form(name.to_owned()),
            why,
        });
        None
    };
    let id = name.trim().parse().ok().map(ContractTypeId::new);
    let Some(form) = forms.iter().find(|form| Some(form.id) == id) else {
        return refuse(InvitationRefusal::UnknownForm);
    };
    let allowed = &ask.permissions.allowed;
    if !allowed
        .as_ref()
        .is_none_or(|allowed| allowed.contains(&form.id))
    {
        return refuse(InvitationRefusal::FormNotAllowed);
    }
    let language = ask.language.unwrap_or(settings.language);
    let (filled, wrong) = pre_fill(form, given, language, settings.country);
    let at_field = |(key, why)| Refused {
        part: Part::Field(name.to_owned(), key),
        why,
    };
    refused.extend(wrong.into_iter().map(at_field));
    let (values, open) = filled;
    let status = Status::pre_filled(form.completeness(&values), form.approval);
    Some(NewContract {
        form: form.id,
        values,
        open,
        status,
    })
}

/// Values and the keys that the person may still change; and every key that is wrong.
pub(super) type PreFilled = ((Values, BTreeSet<String>), Vec<(String, InvitationRefusal)>);

/// Takes what the company gives for a form, and the defaults of what it leaves open.
pub(super) fn pre_fill(
    form: &Form,
    given: &[(String, Given)],
    language: Language,
    country: Country,
) -> PreFilled {
    let (mut values, mut wrong) = (Values::new(), Vec::new());
    for (key, given) in given {
        if let Err(why) = fill(form, key, given, country, &mut values) {
            wrong.push((key.clone(), why));
        }
    }
    let ruled_out = |key: &&String| {
        let field = form.field(key);
        field.is_some_and(|field| {
            values.contains_key(&field.key) && form.is_ruled_out(field, &values)
        })
    };
    let ruled_out: Vec<&String> = given.iter().map(|(key, _)| key).filter(ruled_out).collect();
    wrong.extend(
        ruled_out
            .into_iter()
            .map(|key| (key.clone(), InvitationRefusal::NotAsked)),
    );
    let open = form.fill_defaults(&mut values, language, country);
    // Whoever approves can still fill in what is the company's; where nobody does, nobody could.
    if wrong.is_empty() && form.approval == Approval::Automatic {
        let missing = form.missing(&values);
        let lacking = missing.iter().filter(|field| !field.is_persons());
        wrong.extend(lacking.map(|field| (field.key.clone(), InvitationRefusal::Required)));
    }
    ((values, open), wrong)
}

/// Takes one given value into `values`, which must not have one of that field yet.
pub fn fill(
    form: &Form,
    key: &str,
    given: &Given,
    country: Country,
    values: &mut Values,
) -> Result<(), InvitationRefusal> {
    let field = form.field(key).ok_or(InvitationRefusal::UnknownField)?;
    let value: Option<Value> = field
        .take(given, country)
        .map_err(InvitationRefusal::Value)?;
    match value.map(|value| values.insert(field.key.clone(), value)) {
        Some(Some(_)) => Err(InvitationRefusal::DuplicateField),
        _ => Ok(()),
    }
}

/// One type written in two ways (`414` and `0414`) would make two contracts.
fn refuse_twice(ask: &Invite, contracts: &[NewContract], refused: &mut Vec<Refused>) {
    let mut seen = BTreeSet::new();
    let twice = contracts.iter().any(|new| !seen.insert(new.form));
    if let (true, Some((name, _))) = (twice, ask.values.last()) {
        refused.push(Refused {
            part: Part::Form(name.clone()),
            why: InvitationRefusal::DuplicateField,
        });
    }
}

fn life(ask: &Invite, refused: &mut Vec<Refused>) -> Span {
    let Some(seconds) = ask.expires_in_seconds else {
        return ask.origin.default_life();
    };
    let life = Span::seconds(seconds);
    if life < SHORTEST_LIFE || life > LONGEST_LIFE {
        refused.push(Refused {
            part: Part::ExpiresInSeconds,
            why: InvitationRefusal::Life,
        });
    }
    life
}
