//! Sessions. What is personal is sealed under a key of the session's own; the columns that stay
//! plain decide what may happen next.

pub mod browser;

use mithaq_domain::{
    event::Happening,
    id::{MemberId, PersonId, SessionId, TenantId},
    session::{Origin, Permissions, Phase},
    text::Language,
    time::Instant,
};

use crate::{
    EveryoneTx, Row, StoreError, TenantTx,
    tenant::{from_json, to_json},
};

statements! {
    INSERT = "INSERT INTO session (id, tenant_id, origin, phase, generation, permissions, language, wrapped_key, sealed,
            phone_index, created_by, created_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    FIND = "SELECT id, origin, phase, reason, generation, permissions, language, wrapped_key, sealed, phone_index,
            person_id, created_by, created_at, expires_at
        FROM session WHERE tenant_id = $1 AND id = $2";
    LIST = "SELECT id, origin, phase, reason, generation, permissions, language, wrapped_key, sealed, phone_index,
            person_id, created_by, created_at, expires_at
        FROM session WHERE tenant_id = $1 ORDER BY id DESC LIMIT $2 OFFSET $3";
    LIST_OLDEST = "SELECT id, origin, phase, reason, generation, permissions, language, wrapped_key, sealed, phone_index,
            person_id, created_by, created_at, expires_at
        FROM session WHERE tenant_id = $1 ORDER BY id LIMIT $2 OFFSET $3";
    COUNT = "SELECT COUNT(*) FROM session WHERE tenant_id = $1 AND id >= $2 AND id < $3";
    FIND_TENANT = "SELECT tenant_id FROM session WHERE id = $1";
    ADVANCE = "UPDATE session SET phase = $4, reason = $5 WHERE tenant_id = $1 AND id = $2 AND phase = $3";
    LIST_ENDS = "SELECT id, tenant_id, CASE WHEN phase IN ('created', 'opened', 'phoneProved', 'reviewed') THEN expires_at END,
            created_at, reminded_at FROM session WHERE id > $1 ORDER BY id LIMIT $2";
    RENEW = "UPDATE session SET origin = $3, generation = $4,
            reminded_at = CASE WHEN expires_at = $5 THEN reminded_at END, expires_at = $5 WHERE tenant_id = $1 AND id = $2";
    SET_REMINDED = "UPDATE session SET reminded_at = $3 WHERE tenant_id = $1 AND id = $2 AND reminded_at IS NULL";
    SET_SEALED = "UPDATE session SET sealed = $3 WHERE tenant_id = $1 AND id = $2 AND wrapped_key IS NOT NULL";
    SET_PERSON = "UPDATE session SET person_id = $3 WHERE tenant_id = $1 AND id = $2";
}

/// A session as stored.
#[derive(Clone, Debug)]
pub struct SessionRow {
    /// Its id.
    pub id: SessionId,
    /// What made it.
    pub origin: Origin,
    /// How far it has come.
    pub phase: Phase,
    /// Why it ended, where the phase alone does not say.
    pub reason: Option<String>,
    /// Raised to void earlier links.
    pub generation: i64,
    /// What it allows.
    pub permissions: Permissions,
    /// Language of screens and messages.
    pub language: Option<Language>,
    /// The key of its personal values, wrapped; gone when the person was erased.
    pub wrapped_key: Option<Vec<u8>>,
    /// Phone, mailbox and the caller's own name for it, sealed.
    pub sealed: Vec<u8>,
    /// Short blind index of the phone.
    pub phone_index: Option<i64>,
    /// Who proved the phone.
    pub person: Option<PersonId>,
    /// Which administrator made it.
    pub created_by: Option<MemberId>,
    /// When.
    pub created_at: Instant,
    /// When it ends by itself.
    pub expires_at: Instant,
}

/// A change of phase, guarded by the phase that it was decided on.
#[derive(Clone, Copy, Debug)]
pub struct PhaseChange<'a> {
    /// The phase that the decision saw.
    pub from: Phase,
    /// The next phase.
    pub to: Phase,
    /// Why it ended, if it did.
    pub reason: Option<&'a str>,
    /// When.
    pub at: Instant,
}

/// A slice of a listing.
#[derive(Clone, Copy, Debug)]
pub struct Page {
    /// At most this many.
    pub max: i64,
    /// After leaving out this many.
    pub skip: i64,
    /// Oldest first instead of newest first.
    pub oldest_first: bool,
}

/// When a session will end by itself.
#[derive(Clone, Copy, Debug)]
pub struct SessionEnd {
    /// The session.
    pub id: SessionId,
    /// Whose.
    pub tenant: TenantId,
    /// The moment; `None` when it has ended already.
    pub at: Option<Instant>,
    /// When it was made.
    pub created_at: Instant,
    /// When its person was reminded of its end, or that was found not to be needed.
    pub reminded_at: Option<Instant>,
}

impl EveryoneTx<'_> {
    /// The ends of up to `most` sessions after one, in the order of their ids, which is that of
    /// their making. It reads rows, not an index: for a slow scan that nobody waits for.
    pub fn list_session_ends(
        &mut self,
        after: &[u8; 16],
        most: i64,
    ) -> Result<Vec<SessionEnd>, StoreError> {
        let rows = self.query(LIST_ENDS, params![after, most])?;
        rows.iter()
            .map(|row| {
                Ok(SessionEnd {
                    id: SessionId::from_slice(row.bytes(0)?)
                        .ok_or_else(|| row.corrupt(0, "a UUID"))?,
                    tenant: TenantId::new(row.integer(1)?),
                    at: row.optional_integer(2)?.map(Instant::from_unix_millis),
                    created_at: Instant::from_unix_millis(row.integer(3)?),
                    reminded_at: row.optional_integer(4)?.map(Instant::from_unix_millis),
                })
            })
            .collect()
    }

    /// Whose session this is.
    pub fn find_session_tenant(&mut self, id: SessionId) -> Result<Option<TenantId>, StoreError> {
        let row = self.query_one(FIND_TENANT, params![id.as_bytes()])?;
        row.map(|row| row.integer(0).map(TenantId::new)).transpose()
    }
}

impl TenantTx<'_> {
    /// Stores a new session.
    pub fn insert_session(&mut self, row: &SessionRow) -> Result<(), StoreError> {
        let tenant = self.id().get();
        let permissions = to_json(&row.permissions)?;
        self.execute(
            INSERT,
            params![
                row.id.as_bytes(),
                tenant,
                row.origin.name(),
                row.phase.name(),
                row.generation,
                permissions,
                row.language.map(Language::tag),
                row.wrapped_key.as_ref(),
                &row.sealed,
                row.phone_index,
                row.created_by.map(MemberId::get),
                row.created_at.unix_millis(),
                row.expires_at.unix_millis()
            ],
        )?;
        Ok(())
    }

    /// One session of this tenant.
    pub fn find_session(&mut self, id: SessionId) -> Result<Option<SessionRow>, StoreError> {
        let tenant = self.id().get();
        let row = self.query_one(FIND, params![tenant, id.as_bytes()])?;
        row.as_ref().map(read).transpose()
    }

    /// A slice of this tenant's sessions.
    pub fn list_sessions(&mut self, page: Page) -> Result<Vec<SessionRow>, StoreError> {
        let tenant = self.id().get();
        let statement = if page.oldest_first { LIST_OLDEST } else { LIST };
        let rows = self.query(statement, params![tenant, page.max, page.skip])?;
        rows.iter().map(read).collect()
    }

    /// How many of this tenant's sessions were made from a moment on and, where there is another,
    /// before that.
    pub fn count_sessions(
        &mut self,
        from: Instant,
        before: Option<Instant>,
    ) -> Result<i64, StoreError> {
        let first = SessionId::new(from, &[0; 10]);
        let end = before.map(|before| SessionId::new(before, &[0; 10]));
        let end = end.as_ref().map_or(&[0xff; 16][..], |end| end.as_bytes());
        let values = params![self.id().get(), first.as_bytes(), end];
        let count = self.query_one(COUNT, values)?;
        count.map_or(Ok(0), |row| row.integer(0))
    }

    /// Moves a session on and notes the event that tells of it; false when another act moved it
    /// first.
    pub fn change_phase(
        &mut self,
        id: SessionId,
        change: PhaseChange<'_>,
    ) -> Result<bool, StoreError> {
        let tenant = self.id().get();
        let changed = self.execute(
            ADVANCE,
            params![
                tenant,
                id.as_bytes(),
                change.from.name(),
                change.to.name(),
                change.reason
            ],
        )?;
        if changed == 1 {
            self.note(Happening::of_session(id, change.to), change.at)?;
        }
        Ok(changed == 1)
    }

    /// Gives a session the origin, generation and end of `row`.
    pub fn renew_session(&mut self, row: &SessionRow) -> Result<(), StoreError> {
        let tenant = self.id().get();
        self.execute(
            RENEW,
            params![
                tenant,
                row.id.as_bytes(),
                row.origin.name(),
                row.generation,
                row.expires_at.unix_millis()
            ],
        )?;
        Ok(())
    }

    /// Notes that the person of a session was reminded of its end, or need not be; false when that was
    /// noted before. A later end may be reminded of again.
    pub fn set_session_reminded(
        &mut self,
        id: SessionId,
        now: Instant,
    ) -> Result<bool, StoreError> {
        let tenant = self.id().get();
        let changed = self.execute(
            SET_REMINDED,
            params![tenant, id.as_bytes(), now.unix_millis()],
        )?;
        Ok(changed == 1)
    }

    /// Writes what lies sealed of whom a session is for; nothing where the person was erased.
    pub fn set_session_sealed(&mut self, id: SessionId, sealed: &[u8]) -> Result<(), StoreError> {
        let tenant = self.id().get();
        self.execute(SET_SEALED, params![tenant, id.as_bytes(), sealed])?;
        Ok(())
    }

    /// Notes who proved the phone.
    pub fn set_session_person(
        &mut self,
        id: SessionId,
        person: PersonId,
    ) -> Result<(), StoreError> {
        let tenant = self.id().get();
        self.execute(SET_PERSON, params![tenant, id.as_bytes(), person.get()])?;
        Ok(())
    }
}

fn read(row: &Row) -> Result<SessionRow, StoreError> {
    let language = row.optional_text(6)?;
    Ok(SessionRow {
        id: SessionId::from_slice(row.bytes(0)?).ok_or_else(|| row.corrupt(0, "a UUID"))?,
        origin: Origin::parse(row.text(1)?).ok_or_else(|| row.corrupt(1, "an origin"))?,
        phase: Phase::parse(row.text(2)?).ok_or_else(|| row.corrupt(2, "a phase"))?,
        reason: row.optional_text(3)?.map(str::to_owned),
        generation: row.integer(4)?,
        permissions: from_json(row, 5)?,
        language: language.and_then(Language::parse),
        wrapped_key: row.optional_bytes(7)?.map(<[u8]>::to_vec),
        sealed: row.bytes(8)?.to_vec(),
        phone_index: row.optional_integer(9)?,
        person: row.optional_integer(10)?.map(PersonId::new),
        created_by: row.optional_integer(11)?.map(MemberId::new),
        created_at: Instant::from_unix_millis(row.integer(12)?),
        expires_at: Instant::from_unix_millis(row.integer(13)?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scan_knows_every_phase_that_may_expire_and_no_other() {
        for phase in Phase::ALL {
            let quoted = format!("'{}'", phase.name());
            assert_eq!(
                LIST_ENDS.sql().contains(&quoted),
                !phase.is_final(),
                "{phase:?}"
            );
        }
    }
}
