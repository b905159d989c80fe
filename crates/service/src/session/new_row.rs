//! The row of a session that begins: under a key of its own lies who it is for.

use mithaq_domain::{
    id::{MemberId, SessionId},
    session::{Contact, Origin, Permissions, Phase},
    text::Language,
    time::Instant,
};
use mithaq_store::{session::SessionRow, vault::PersonKey};

use super::sealed::{Invitee, seal_invitee};
use crate::{App, Failure, app::TenantContext};

/// Every session begins with this generation of its link.
pub(crate) const FIRST_GENERATION: i64 = 1;

/// What a session begins with.
pub(crate) struct NewSession {
    pub(crate) id: SessionId,
    /// Salt of the hashes that stand for personal values in the journal.
    pub(crate) salt: [u8; 16],
    pub(crate) origin: Origin,
    pub(crate) permissions: Permissions,
    pub(crate) language: Option<Language>,
    pub(crate) contact: Contact,
    pub(crate) external_id: Option<String>,
    pub(crate) created_by: Option<MemberId>,
    pub(crate) created_at: Instant,
    pub(crate) expires_at: Instant,
}

impl NewSession {
    /// The row, its key and what is sealed in it.
    pub(crate) fn row(
        self,
        app: &App,
        context: &TenantContext,
    ) -> Result<(SessionRow, PersonKey, Invitee), Failure> {
        let (key, wrapped_key) = new_key(app, context, self.id)?;
        let (row, invitee) = self.row_under(app, context, (&key, wrapped_key))?;
        Ok((row, key, invitee))
    }

    /// The same under a key that was drawn before, because something lies under it already.
    pub(crate) fn row_under(
        self,
        app: &App,
        context: &TenantContext,
        (key, wrapped_key): (&PersonKey, Vec<u8>),
    ) -> Result<(SessionRow, Invitee), Failure> {
        let invitee = Invitee {
            phone: self.contact.phone,
            email: self.contact.email,
            external_id: self.external_id,
            salt: self.salt,
            typed: None,
        };
        let phone = invitee.phone.as_ref();
        let row = SessionRow {
            id: self.id,
            origin: self.origin,
            phase: Phase::Created,
            reason: None,
            generation: FIRST_GENERATION,
            permissions: self.permissions,
            language: self.language,
            wrapped_key: Some(wrapped_key),
            sealed: seal_invitee(key, self.id, &invitee, app.entropy())?,
            phone_index: phone.map(|phone| context.key.short_blind_index("phone", phone.as_str())),
            person: None,
            created_by: self.created_by,
            created_at: self.created_at,
            expires_at: self.expires_at,
        };
        Ok((row, invitee))
    }
}

/// A key for a session, and the wrapped form for its row.
pub(crate) fn new_key(
    app: &App,
    context: &TenantContext,
    id: SessionId,
) -> Result<(PersonKey, Vec<u8>), Failure> {
    Ok(context.key.new_person_key(&id.to_string(), app.entropy())?)
}
