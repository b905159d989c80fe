//! Verification codes by their keyed hash, and what happened lately to a destination.

use mithaq_domain::{
    id::{CodeId, ContractId, PersonId, SessionId},
    otp::{History, LIFE, LastCode, Purpose, TRIES, WINDOW},
    time::{Instant, Span},
};

use crate::{Row, StoreError, TenantTx};

statements! {
    INSERT = "INSERT INTO code (tenant_id, id, purpose, destination_index, address_index, session_id, person_id,
            contract_id, document_sha256, code_hash, tries, wrong, sent_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, $12, $13)";
    HISTORY = "SELECT COUNT(*), COALESCE(CAST(SUM(wrong) AS BIGINT), 0) FROM code
        WHERE tenant_id = $1 AND destination_index = $2 AND purpose = $3 AND sent_at > $4";
    HISTORY_IN_SESSION = "SELECT COUNT(*),
            COALESCE(CAST(SUM(CASE WHEN session_id = $5 THEN wrong ELSE 0 END) AS BIGINT), 0) FROM code
        WHERE tenant_id = $1 AND destination_index = $2 AND purpose = $3 AND sent_at > $4";
    LAST_IN_SESSION = "SELECT id, session_id, person_id, contract_id, document_sha256, code_hash, tries, wrong, sent_at,
            expires_at, proved_at, used_at
        FROM code WHERE tenant_id = $1 AND destination_index = $2 AND purpose = $3 AND session_id = $4
        ORDER BY sent_at DESC, id DESC LIMIT 1";
    LAST = "SELECT id, session_id, person_id, contract_id, document_sha256, code_hash, tries, wrong, sent_at, expires_at,
            proved_at, used_at
        FROM code WHERE tenant_id = $1 AND destination_index = $2 AND purpose = $3 ORDER BY sent_at DESC, id DESC LIMIT 1";
    COUNT_BY_ADDRESS = "SELECT COUNT(*) FROM code WHERE tenant_id = $1 AND address_index = $2 AND sent_at > $3";
    COUNT_WRONG = "UPDATE code SET wrong = wrong + 1 WHERE tenant_id = $1 AND id = $2";
    PROVE = "UPDATE code SET proved_at = $3 WHERE tenant_id = $1 AND id = $2 AND proved_at IS NULL AND used_at IS NULL";
    FIND_DESTINATION = "SELECT destination_index FROM code WHERE tenant_id = $1 AND id = $2 AND purpose = $3";
    USE_PROVED = "UPDATE code SET used_at = $6 WHERE tenant_id = $1 AND id = $2 AND purpose = $3 AND person_id = $4
        AND proved_at > $5 AND used_at IS NULL";
    USE = "UPDATE code SET used_at = $3 WHERE tenant_id = $1 AND id = $2 AND used_at IS NULL";
}

/// What a code is for: one live code per purpose and destination.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// What it proves.
    pub purpose: Purpose,
    /// Blind index of the phone or mailbox.
    pub destination_index: [u8; 32],
    /// Where each session has a live code and wrong tries of its own, and only what is sent is
    /// counted across all: the session.
    pub session: Option<SessionId>,
}

/// A code that is about to be sent.
#[derive(Clone, Debug)]
pub struct NewCode {
    /// Its id.
    pub id: CodeId,
    /// What it is for.
    pub target: Target,
    /// Blind index of the network address that asked for it.
    pub address_index: [u8; 32],
    /// What it is valid for besides.
    pub bound: Bound,
    /// The document it is valid for.
    pub document_sha256: Option<[u8; 32]>,
    /// Keyed hash of the digits.
    pub code_hash: [u8; 32],
    /// How long it may be shown.
    pub life: Span,
    /// Wrong tries that it allows.
    pub tries: i64,
}

/// What a code is valid for besides its purpose and destination.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bound {
    /// The session that it was sent for.
    pub session: Option<SessionId>,
    /// The registered person that it was sent for.
    pub person: Option<PersonId>,
    /// The contract that it signs.
    pub contract: Option<ContractId>,
}

impl Bound {
    /// To a session, and to nothing else yet.
    #[must_use]
    pub fn to_session(session: SessionId) -> Self {
        Self {
            session: Some(session),
            ..Self::default()
        }
    }
}

impl NewCode {
    /// A code as most are: five minutes, five tries, bound to nothing yet.
    #[must_use]
    pub fn ordinary(
        id: CodeId,
        target: Target,
        address_index: [u8; 32],
        code_hash: [u8; 32],
    ) -> Self {
        Self {
            id,
            target,
            address_index,
            bound: Bound::default(),
            document_sha256: None,
            code_hash,
            life: LIFE,
            tries: TRIES,
        }
    }
}

/// The newest code of a target.
#[derive(Clone, Debug)]
pub struct CodeRow {
    /// Its id.
    pub id: CodeId,
    /// What it is valid for besides.
    pub bound: Bound,
    /// The document it is valid for.
    pub document_sha256: Option<Vec<u8>>,
    /// Keyed hash of the digits.
    pub code_hash: Vec<u8>,
}

impl TenantTx<'_> {
    /// What happened lately with codes of this target, and the newest of them.
    pub fn get_code_history(
        &mut self,
        target: &Target,
        now: Instant,
    ) -> Result<(History, Option<CodeRow>), StoreError> {
        let (tenant, purpose) = (self.id().get(), target.purpose.name());
        let since = now.minus(WINDOW).unix_millis();
        let (index, session) = (&target.destination_index, target.session.as_ref());
        let counts = match session.map(SessionId::as_bytes) {
            None => self.query_one(HISTORY, params![tenant, index, purpose, since]),
            Some(session) => self.query_one(
                HISTORY_IN_SESSION,
                params![tenant, index, purpose, since, session],
            ),
        }?;
        let mut history = History::default();
        if let Some(row) = counts {
            history.sends = row.integer(0)?;
            history.wrong = row.integer(1)?;
        }
        let last = match session.map(SessionId::as_bytes) {
            None => self.query_one(LAST, params![tenant, index, purpose]),
            Some(session) => {
                self.query_one(LAST_IN_SESSION, params![tenant, index, purpose, session])
            }
        }?;
        let Some(row) = last else {
            return Ok((history, None));
        };
        history.last = Some(LastCode {
            tries: row.integer(6)?,
            wrong: row.integer(7)?,
            sent_at: Instant::from_unix_millis(row.integer(8)?),
            expires_at: Instant::from_unix_millis(row.integer(9)?),
            proved_at: row.optional_integer(10)?.map(Instant::from_unix_millis),
            used: row.optional_integer(11)?.is_some(),
        });
        Ok((history, Some(read(&row)?)))
    }

    /// Codes that one network address asked for since a moment.
    pub fn count_codes_by_address(
        &mut self,
        address_index: &[u8; 32],
        since: Instant,
    ) -> Result<i64, StoreError> {
        let tenant = self.id().get();
        let row = self.query_one(
            COUNT_BY_ADDRESS,
            params![tenant, address_index, since.unix_millis()],
        )?;
        row.map_or(Ok(0), |row| row.integer(0))
    }

    /// Stores a code; it is the newest of its target from now on.
    pub fn insert_code(&mut self, new: &NewCode, now: Instant) -> Result<(), StoreError> {
        let tenant = self.id().get();
        self.execute(
            INSERT,
            params![
                tenant,
                new.id.as_bytes(),
                new.target.purpose.name(),
                &new.target.destination_index,
                &new.address_index,
                new.bound.session.as_ref().map(SessionId::as_bytes),
                new.bound.person.map(PersonId::get),
                new.bound.contract.as_ref().map(ContractId::as_bytes),
                new.document_sha256.as_ref(),
                &new.code_hash,
                new.tries,
                now.unix_millis(),
                now.plus(new.life).unix_millis()
            ],
        )?;
        Ok(())
    }

    /// Counts a wrong try.
    pub fn count_wrong_code(&mut self, id: CodeId) -> Result<(), StoreError> {
        let tenant = self.id().get();
        self.execute(COUNT_WRONG, params![tenant, id.as_bytes()])?;
        Ok(())
    }

    /// Notes that a code was accepted; it is used up later, by what it was for.
    pub fn prove_code(&mut self, id: CodeId, now: Instant) -> Result<(), StoreError> {
        let tenant = self.id().get();
        self.execute(PROVE, params![tenant, id.as_bytes(), now.unix_millis()])?;
        Ok(())
    }

    /// Where a code of a purpose went, as a blind index.
    pub fn find_code_destination(
        &mut self,
        id: CodeId,
        purpose: Purpose,
    ) -> Result<Option<[u8; 32]>, StoreError> {
        let tenant = self.id().get();
        let values = params![tenant, id.as_bytes(), purpose.name()];
        let row = self.query_one(FIND_DESTINATION, values)?;
        row.map(|row| <[u8; 32]>::try_from(row.bytes(0)?).map_err(|_| row.corrupt(0, "32 bytes")))
            .transpose()
    }

    /// Uses up what a person's accepted code granted since a moment; false where it grants nothing.
    pub fn use_proved_code(
        &mut self,
        (id, purpose, person): (CodeId, Purpose, PersonId),
        since: Instant,
        now: Instant,
    ) -> Result<bool, StoreError> {
        let values = params![
            self.id().get(),
            id.as_bytes(),
            purpose.name(),
            person.get(),
            since.unix_millis(),
            now.unix_millis()
        ];
        Ok(self.execute(USE_PROVED, values)? == 1)
    }

    /// Uses a code up; false when another did first.
    pub fn use_code(&mut self, id: CodeId, now: Instant) -> Result<bool, StoreError> {
        let tenant = self.id().get();
        Ok(self.execute(USE, params![tenant, id.as_bytes(), now.unix_millis()])? == 1)
    }
}

fn read(row: &Row) -> Result<CodeRow, StoreError> {
    let session = row.optional_bytes(1)?;
    let contract = row.optional_bytes(3)?;
    Ok(CodeRow {
        id: CodeId::from_slice(row.bytes(0)?).ok_or_else(|| row.corrupt(0, "a UUID"))?,
        bound: Bound {
            session: session
                .map(|bytes| SessionId::from_slice(bytes).ok_or_else(|| row.corrupt(1, "a UUID")))
                .transpose()?,
            person: row.optional_integer(2)?.map(PersonId::new),
            contract: contract
                .map(|bytes| ContractId::from_slice(bytes).ok_or_else(|| row.corrupt(3, "a UUID")))
                .transpose()?,
        },
        document_sha256: row.optional_bytes(4)?.map(<[u8]>::to_vec),
        code_hash: row.bytes(5)?.to_vec(),
    })
}
