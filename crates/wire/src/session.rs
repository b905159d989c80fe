//! `IdentityUserSession/…` (`wire.md` 7): reading invitations with every tolerance, and naming the
//! refused part by the path that was sent.

use mithaq_domain::{
    id::ContractTypeId,
    session::{AskedSigner, GivenValues, Invite, Origin, Part, Permissions, Refused, SignerPart},
    text::Language,
};
use serde_json::{Value, json};

use crate::{
    code::{self, of_invitation},
    json::{Json, join},
    read::{FieldError, Reader, given, whole},
};

/// A request for a session, with the paths of its parts as they were sent.
#[derive(Clone, Debug)]
pub struct CreateSession {
    /// The rules' part.
    pub invite: Invite,
    /// The key under which the token is handed over.
    pub user_public_key: Option<String>,
    /// Where its parts stood.
    pub paths: Paths,
}

/// The paths of a request's parts as they were sent.
#[derive(Clone, Debug, Default)]
pub struct Paths {
    phone: String,
    email: String,
    identity_only: String,
    allowed: String,
    values: String,
    expires: String,
    external_id: String,
    user_public_key: String,
    signers: String,
    least: String,
}

impl Paths {
    /// The refused parts as mistakes at the paths that were sent.
    pub fn errors(&self, refused: &[Refused]) -> Vec<FieldError> {
        refused
            .iter()
            .map(|refused| FieldError {
                field: self.path(&refused.part),
                code: of_invitation(refused.why),
            })
            .collect()
    }

    fn path(&self, part: &Part) -> String {
        match part {
            Part::Phone | Part::Contact => self.phone.clone(),
            Part::Email => self.email.clone(),
            Part::IdentityOnly => self.identity_only.clone(),
            Part::Allowed(position) => format!("{}[{position}]", self.allowed),
            Part::Form(form) => join(&self.values, form),
            Part::Field(form, key) => join(&join(&self.values, form), key),
            Part::ExpiresInSeconds => self.expires.clone(),
            Part::ExternalId => self.external_id.clone(),
            Part::UserPublicKey => self.user_public_key.clone(),
            Part::Signers => self.signers.clone(),
            Part::Least => self.least.clone(),
            Part::Signer(position, part) => {
                let signer = format!("{}[{position}]", self.signers);
                match part {
                    SignerPart::Whole => signer,
                    SignerPart::Phone => join(&signer, "phoneNumber"),
                    SignerPart::Email => join(&signer, "email"),
                    SignerPart::Order => join(&signer, "order"),
                }
            }
        }
    }
}

/// Reads `CreateAuthSession`.
pub fn read_auth_session(body: &Json) -> Result<CreateSession, Vec<FieldError>> {
    let mut reader = Reader::new(body);
    let ask = input(&mut reader, Origin::Auth);
    reader.finish(ask)
}

/// Reads `CreateInvitation`: `RequestFieldsValues` may stand inside `SessionInput` or beside it.
pub fn read_invitation(body: &Json) -> Result<CreateSession, Vec<FieldError>> {
    const VALUES: &str = "RequestFieldsValues";
    let mut reader = Reader::new(body);
    if reader.value("SessionInput").is_none() {
        reader.refuse("SessionInput".to_owned(), code::REQUIRED);
    }
    let (mut ask, inner) = reader.within("SessionInput", |reader| {
        let ask = input(reader, Origin::Invitation);
        let inner = values(reader, VALUES);
        (ask, inner.map(|given| (given, reader.path_of(VALUES))))
    });
    let outer = values(&mut reader, VALUES).map(|given| (given, reader.path_of(VALUES)));
    if let (Some((inner, _)), Some((outer, path))) = (&inner, &outer)
        && sorted(inner) != sorted(outer)
    {
        reader.refuse(path.clone(), code::VALUES_DIFFER);
    }
    if let Some((given, path)) = inner.or(outer) {
        ask.invite.values = given;
        ask.paths.values = path;
    }
    let beside = signers(&mut reader);
    let path = reader.path_of(SIGNERS);
    if !beside.is_empty() && !ask.invite.signers.is_empty() {
        reader.refuse(path, code::VALUES_DIFFER);
    } else if !beside.is_empty() {
        ask.invite.signers = beside;
        ask.paths.signers = path;
    }
    if reader.value(LEAST).is_some() {
        let (least, path) = (reader.integer(LEAST), reader.path_of(LEAST));
        if ask.invite.least.is_some() && ask.invite.least != least {
            reader.refuse(path.clone(), code::VALUES_DIFFER);
        }
        ask.invite.least = least;
        ask.paths.least = path;
    }
    reader.finish(ask)
}

fn input(reader: &mut Reader<'_>, origin: Origin) -> CreateSession {
    let permissions = reader.within("sessionPermissions", |reader| {
        let allowed = allowed(reader);
        let permissions = Permissions {
            allowed,
            minimal: reader.flag("minimalSignatureFlow"),
            identity_only: reader.flag("DigitalIdentityOnly"),
        };
        (
            permissions,
            reader.path_of("DigitalIdentityOnly"),
            reader.path_of("allowedContractTypeIds"),
        )
    });
    let (signers, least) = match origin {
        Origin::Invitation => (signers(reader), reader.integer(LEAST)),
        Origin::Auth | Origin::Api => {
            no_signers(reader);
            (Vec::new(), None)
        }
    };
    let (permissions, identity_only, allowed) = permissions;
    CreateSession {
        invite: Invite {
            origin,
            phone: reader.text("phoneNumber", 64),
            email: reader.text("email", 320),
            permissions,
            values: GivenValues::new(),
            language: language(reader),
            expires_in_seconds: reader.integer("expiresInSeconds"),
            external_id: reader.text("externalId", 256),
            signers,
            least,
        },
        user_public_key: reader.text("userPublicKey", 8_192),
        paths: Paths {
            phone: reader.path_of("phoneNumber"),
            email: reader.path_of("email"),
            identity_only,
            allowed,
            values: String::new(),
            expires: reader.path_of("expiresInSeconds"),
            external_id: reader.path_of("externalId"),
            user_public_key: reader.path_of("userPublicKey"),
            signers: reader.path_of(SIGNERS),
            least: reader.path_of(LEAST),
        },
    }
}

const SIGNERS: &str = "additionalSigners";
const LEAST: &str = "minimumRequiredSignatories";

/// Who signs beside the invited person.
fn signers(reader: &mut Reader<'_>) -> Vec<AskedSigner> {
    reader.each(SIGNERS, |signer| AskedSigner {
        phone: signer.text("phoneNumber", 64),
        email: signer.text("email", 320),
        order: signer.integer("order"),
    })
}

/// An authentication session has no contract that others could sign. A contract must not complete
/// without a signer whom the company named, so that naming one is refused rather than ignored.
fn no_signers(reader: &mut Reader<'_>) {
    match reader.value(SIGNERS) {
        None => {}
        Some(Json::List(signers)) if signers.is_empty() => {}
        Some(_) => reader.refuse(reader.path_of(SIGNERS), code::NOT_SUPPORTED),
    }
}

fn language(reader: &mut Reader<'_>) -> Option<Language> {
    let text = reader.text("language", 35)?;
    let language = Language::parse(&text);
    if language.is_none() {
        reader.refuse(reader.path_of("language"), code::WRONG_TYPE);
    }
    language
}

fn allowed(reader: &mut Reader<'_>) -> Option<Vec<ContractTypeId>> {
    let path = reader.path_of("allowedContractTypeIds");
    let Json::List(items) = reader.value("allowedContractTypeIds")? else {
        reader.refuse(path, code::WRONG_TYPE);
        return None;
    };
    let mut ids = Vec::new();
    for (position, item) in items.iter().enumerate() {
        match whole(item) {
            Some(id) => ids.push(ContractTypeId::new(id)),
            None => reader.refuse(format!("{path}[{position}]"), code::WRONG_TYPE),
        }
    }
    Some(ids)
}

fn values(reader: &mut Reader<'_>, name: &str) -> Option<GivenValues> {
    let path = reader.path_of(name);
    let Json::Object(forms) = reader.value(name)? else {
        reader.refuse(path, code::WRONG_TYPE);
        return None;
    };
    let mut all = GivenValues::new();
    for (form, fields) in forms {
        match fields {
            Json::Object(fields) => {
                let fields = fields
                    .iter()
                    .filter_map(|(key, value)| Some((key.clone(), given(value)?)));
                all.push((form.clone(), fields.collect()));
            }
            Json::Null => all.push((form.clone(), Vec::new())),
            _ => reader.refuse(join(&path, form), code::WRONG_TYPE),
        }
    }
    Some(all)
}

fn sorted(values: &GivenValues) -> GivenValues {
    let mut sorted = values.clone();
    for (_, fields) in &mut sorted {
        fields.sort_by(|one, other| one.0.cmp(&other.0));
    }
    sorted.sort_by(|one, other| one.0.cmp(&other.0));
    sorted
}

/// Reads `{id}`.
pub fn read_id(body: &Json) -> Result<String, Vec<FieldError>> {
    let mut reader = Reader::new(body);
    let id = reader.required_text("id", 64);
    reader.finish(id)
}

/// A session as `Get` and `List` show it.
pub struct SessionShown<'a> {
    /// Its id.
    pub id: String,
    /// What made it.
    pub origin: Origin,
    /// Its state.
    pub state: &'a str,
    /// Why it ended, where the state does not say.
    pub reason: Option<&'a str>,
    /// Its contracts.
    pub contracts: Vec<Value>,
    /// The company's own name for it.
    pub external_id: Option<&'a str>,
    /// When it was made.
    pub creation_time: String,
    /// When it ends by itself.
    pub expires_at: String,
}

impl SessionShown<'_> {
    /// Its JSON.
    pub fn json(&self) -> Value {
        json!({
            "id": self.id,
            "origin": self.origin.name(),
            "state": self.state,
            "stateReason": self.reason,
            "contracts": self.contracts,
            "externalId": self.external_id,
            "creationTime": self.creation_time,
            "expiresAt": self.expires_at,
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use mithaq_domain::form::Given;

    const SAMPLE: &str = include_str!("../golden/create-invitation.json");
    const AUTH_SAMPLE: &str = include_str!("../golden/create-auth-session.json");

    fn read(text: &str) -> Result<CreateSession, Vec<FieldError>> {
        read_invitation(&Json::parse(text.as_bytes()).unwrap())
    }

    #[test]
    fn the_reference_samples_work_as_they_stand() {
        let ask = read(SAMPLE).unwrap();
        assert_eq!(ask.invite.phone.as_deref(), Some("+201234567890"));
        assert_eq!(
            ask.invite.permissions.allowed,
            Some(vec![ContractTypeId::new(414)])
        );
        assert!(ask.invite.permissions.minimal && !ask.invite.permissions.identity_only);
        let (form, fields) = ask.invite.values.first().unwrap();
        assert_eq!((form.as_str(), fields.len()), ("414", 2));
        let auth = read_auth_session(&Json::parse(AUTH_SAMPLE.as_bytes()).unwrap()).unwrap();
        assert_eq!(auth.invite.origin, Origin::Auth);
    }

    #[test]
    fn values_may_stand_beside_the_input_in_any_letter_case() {
        let ask = read(r#"{"sessioninput": {"PHONENUMBER": "+201234567890"}, "requestfieldsvalues": {"414": {"monthlyIncome": 5000}}}"#).unwrap();
        assert_eq!(
            ask.invite.values,
            [(
                "414".to_owned(),
                vec![("monthlyIncome".to_owned(), Given::Text("5000".to_owned()))]
            )]
        );
        let refused = Refused {
            part: Part::Field("414".to_owned(), "x".to_owned()),
            why: mithaq_domain::session::InvitationRefusal::UnknownField,
        };
        assert_eq!(
            ask.paths
                .errors(&[refused])
                .first()
                .map(|error| error.field.as_str()),
            Some("requestfieldsvalues.414.x")
        );
    }

    #[test]
    fn values_given_twice_must_agree_and_named_signers_are_not_ignored() {
        let both = |inner: &str, outer: &str| {
            read(&format!(
                r#"{{"SessionInput": {{"RequestFieldsValues": {{"414": {inner}}}}}, "RequestFieldsValues": {{"414": {outer}}}}}"#
            ))
        };
        assert!(both(r#"{"a": "1", "b": "2"}"#, r#"{"b": "2", "a": "1"}"#).is_ok());
        let errors = both(r#"{"a": "1"}"#, r#"{"a": "2"}"#).unwrap_err();
        assert_eq!(
            errors,
            [FieldError {
                field: "RequestFieldsValues".to_owned(),
                code: code::VALUES_DIFFER
            }]
        );
        let errors = read(
            r#"{"SessionInput": {"phoneNumber": "+201234567890", "additionalSigners": [{}]}}"#,
        )
        .unwrap();
        assert_eq!(errors.invite.signers, [AskedSigner::default()]);
        let auth = r#"{"phoneNumber": "+201234567890", "additionalSigners": [{}]}"#;
        let errors = read_auth_session(&Json::parse(auth.as_bytes()).unwrap()).unwrap_err();
        assert_eq!(
            errors
                .first()
                .map(|error| (error.field.as_str(), error.code)),
            Some(("additionalSigners", code::NOT_SUPPORTED))
        );
    }

    #[test]
    fn every_mistake_is_named_at_its_path_as_sent() {
        let errors = read(r#"{"SessionInput": {"phoneNumber": {}, "sessionPermissions": {"allowedContractTypeIds": ["x", 1], "minimalSignatureFlow": 3}, "language": "fr"}}"#).unwrap_err();
        let fields: Vec<&str> = errors.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(
            fields,
            [
                "SessionInput.sessionPermissions.allowedContractTypeIds[0]",
                "SessionInput.sessionPermissions.minimalSignatureFlow",
                "SessionInput.phoneNumber",
                "SessionInput.language",
            ]
        );
    }
}
