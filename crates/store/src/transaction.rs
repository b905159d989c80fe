//! Transactions by which people prove who they are. What is personal lies under the transaction's
//! own key, which lies under its person's, or under the tenant's while it is nobody's. Their
//! pictures are in `capture`. Whoever decides one notes the event that follows.

pub mod capture;

use mithaq_domain::{
    event::Happening,
    id::{MemberId, PersonId, TransactionId},
    time::Instant,
    transaction::{Purpose, State, provider::IdentityProvider},
};

use crate::{Row, StoreError, TenantTx, session::Page};

macro_rules! columns {
    () => {
        "SELECT id, person_id, purpose, provider, state, wrapped_key, sealed, verdict, created_at, changed_at
        FROM identity_transaction WHERE tenant_id = $1 AND "
    };
}

statements! {
    FIND = concat!(columns!(), "id = $2");
    FIND_LATEST = concat!(columns!(), "person_id = $2 AND purpose = $3 AND state = $4 ORDER BY changed_at DESC LIMIT 1");
    LIST_SINCE = concat!(columns!(), "person_id = $2 AND purpose = $3 AND state = $4 AND changed_at > $5
        ORDER BY changed_at DESC");
    SET_SEALED = "UPDATE identity_transaction SET sealed = $3 WHERE tenant_id = $1 AND id = $2";
    LIST = concat!(columns!(), "state = $2 ORDER BY changed_at DESC, id DESC LIMIT $3 OFFSET $4");
    LIST_OLDEST = concat!(columns!(), "state = $2 ORDER BY changed_at, id LIMIT $3 OFFSET $4");
    COUNT = "SELECT COUNT(*) FROM identity_transaction WHERE tenant_id = $1 AND state = $2";
    COUNT_BEGUN = "SELECT COUNT(*) FROM identity_transaction
        WHERE tenant_id = $1 AND person_id = $2 AND created_at > $3";
    INSERT = "INSERT INTO identity_transaction (tenant_id, id, person_id, purpose, provider, state, wrapped_key, sealed,
            created_at, changed_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)";
    MOVE = "UPDATE identity_transaction SET state = $4, changed_at = $5 WHERE tenant_id = $1 AND id = $2 AND state = $3";
    DECIDE = "UPDATE identity_transaction SET state = $4, changed_at = $5, verdict = $6, decided_by = $7
        WHERE tenant_id = $1 AND id = $2 AND state = $3";
    LINK = "UPDATE identity_transaction SET person_id = $3, wrapped_key = $4, changed_at = $5
        WHERE tenant_id = $1 AND id = $2 AND person_id IS NULL";
    LIST_UNCLAIMED = concat!(columns!(), "person_id IS NULL AND created_at < $2 ORDER BY created_at LIMIT $3");
    DELETE_UNCLAIMED = "DELETE FROM identity_transaction WHERE tenant_id = $1 AND id = $2 AND person_id IS NULL";
    EMPTY = "UPDATE identity_transaction SET state = $4, changed_at = $5, wrapped_key = $6, sealed = $7, verdict = $8
        WHERE tenant_id = $1 AND id = $2 AND state = $3";
    LIST_OF_PERSON = concat!(columns!(), "person_id = $2");
}

/// A transaction.
#[derive(Clone, Debug)]
pub struct TransactionRow {
    /// Its id.
    pub id: TransactionId,
    /// Whose it is, once that is known.
    pub person: Option<PersonId>,
    /// What it is for.
    pub purpose: Purpose,
    /// Who decides.
    pub provider: IdentityProvider,
    /// Where it stands.
    pub state: State,
    /// Its key, wrapped.
    pub wrapped_key: Vec<u8>,
    /// What its caller said, sealed under its key.
    pub sealed: Vec<u8>,
    /// What was decided, sealed under its key.
    pub verdict: Option<Vec<u8>>,
    /// When it began.
    pub created_at: Instant,
    /// When it last moved.
    pub changed_at: Instant,
}

/// A decision on its way into a row.
#[derive(Clone, Debug)]
pub struct DecidedRow {
    /// The state that it leads to.
    pub to: State,
    /// What was read or why it was refused, sealed under the transaction's key.
    pub verdict: Vec<u8>,
    /// The member of staff, where one decided.
    pub by: Option<MemberId>,
}

impl TenantTx<'_> {
    /// One transaction.
    pub fn find_transaction(
        &mut self,
        id: TransactionId,
    ) -> Result<Option<TransactionRow>, StoreError> {
        let tenant = self.id().get();
        let row = self.query_one(FIND, params![tenant, id.as_bytes()])?;
        row.as_ref().map(read).transpose()
    }

    /// The transaction of a person that came last into a state.
    pub fn find_latest_transaction(
        &mut self,
        person: PersonId,
        purpose: Purpose,
        state: State,
    ) -> Result<Option<TransactionRow>, StoreError> {
        let tenant = self.id().get();
        let values = params![tenant, person.get(), purpose.name(), state.name()];
        let row = self.query_one(FIND_LATEST, values)?;
        row.as_ref().map(read).transpose()
    }

    /// The transactions of a person that came into a state after a moment, the last one first.
    pub fn list_transactions_since(
        &mut self,
        person: PersonId,
        (purpose, state): (Purpose, State),
        since: Instant,
    ) -> Result<Vec<TransactionRow>, StoreError> {
        let tenant = self.id().get();
        let values = params![
            tenant,
            person.get(),
            purpose.name(),
            state.name(),
            since.unix_millis()
        ];
        let rows = self.query(LIST_SINCE, values)?;
        rows.iter().map(read).collect()
    }

    /// Writes what the caller of a transaction said.
    pub fn set_transaction_sealed(
        &mut self,
        id: TransactionId,
        sealed: &[u8],
    ) -> Result<(), StoreError> {
        let tenant = self.id().get();
        self.execute(SET_SEALED, params![tenant, id.as_bytes(), sealed])?;
        Ok(())
    }

    /// A slice of the transactions in a state, and how many there are in all.
    pub fn list_transactions(
        &mut self,
        state: State,
        page: Page,
    ) -> Result<(Vec<TransactionRow>, i64), StoreError> {
        let tenant = self.id().get();
        let statement = if page.oldest_first { LIST_OLDEST } else { LIST };
        let values = params![tenant, state.name(), page.max, page.skip];
        let rows = self.query(statement, values)?;
        let count = self.query_one(COUNT, params![tenant, state.name()])?;
        let total = count.map_or(Ok(0), |row| row.integer(0))?;
        Ok((rows.iter().map(read).collect::<Result<_, _>>()?, total))
    }

    /// How many transactions a person began since a moment.
    pub fn count_begun_transactions(
        &mut self,
        person: PersonId,
        since: Instant,
    ) -> Result<i64, StoreError> {
        let tenant = self.id().get();
        let values = params![tenant, person.get(), since.unix_millis()];
        let row = self.query_one(COUNT_BEGUN, values)?;
        row.map_or(Ok(0), |row| row.integer(0))
    }

    /// Stores a transaction that begins.
    pub fn insert_transaction(&mut self, row: &TransactionRow) -> Result<(), StoreError> {
        let tenant = self.id().get();
        self.execute(
            INSERT,
            params![
                tenant,
                row.id.as_bytes(),
                row.person.map(PersonId::get),
                row.purpose.name(),
                row.provider.name(),
                row.state.name(),
                &row.wrapped_key,
                &row.sealed,
                row.created_at.unix_millis()
            ],
        )?;
        Ok(())
    }

    /// Moves a transaction that is collecting; false when it moved meanwhile.
    pub fn move_transaction(
        &mut self,
        id: TransactionId,
        (from, to): (State, State),
        now: Instant,
    ) -> Result<bool, StoreError> {
        let tenant = self.id().get();
        let values = params![
            tenant,
            id.as_bytes(),
            from.name(),
            to.name(),
            now.unix_millis()
        ];
        Ok(self.execute(MOVE, values)? == 1)
    }

    /// Writes a decision; false when the transaction is not in the state that was decided on.
    pub fn decide_transaction(
        &mut self,
        (row, from): (&TransactionRow, State),
        decided: &DecidedRow,
        now: Instant,
    ) -> Result<bool, StoreError> {
        let tenant = self.id().get();
        let values = params![
            tenant,
            row.id.as_bytes(),
            from.name(),
            decided.to.name(),
            now.unix_millis(),
            &decided.verdict,
            decided.by.map(MemberId::get)
        ];
        let changed = self.execute(DECIDE, values)? == 1;
        if changed {
            let whose = row.person.is_some();
            let happening = Happening::of_transaction(row.id, row.purpose, decided.to);
            self.note(happening.filter(|_| whose), now)?;
        }
        Ok(changed)
    }

    /// Makes a transaction of nobody a person's, its key wrapped under the person's; false when it is
    /// somebody's already. One that was approved before verifies the person now.
    pub fn link_transaction(
        &mut self,
        row: &TransactionRow,
        (person, wrapped_key): (PersonId, &[u8]),
        now: Instant,
    ) -> Result<bool, StoreError> {
        let tenant = self.id().get();
        let values = params![
            tenant,
            row.id.as_bytes(),
            person.get(),
            wrapped_key,
            now.unix_millis()
        ];
        let changed = self.execute(LINK, values)? == 1;
        if changed {
            self.note(
                Happening::of_transaction(row.id, row.purpose, row.state),
                now,
            )?;
        }
        Ok(changed)
    }

    /// Up to `most` transactions that began before a moment and are nobody's still, oldest first.
    pub fn list_unclaimed_transactions(
        &mut self,
        before: Instant,
        most: i64,
    ) -> Result<Vec<TransactionId>, StoreError> {
        let tenant = self.id().get();
        let rows = self.query(LIST_UNCLAIMED, params![tenant, before.unix_millis(), most])?;
        rows.iter().map(|row| Ok(read(row)?.id)).collect()
    }

    /// Deletes a transaction that is nobody's, its key with it; false when it is somebody's by now.
    /// Its files, which no row names any more, are left to the sweep of files.
    pub fn delete_unclaimed_transaction(&mut self, id: TransactionId) -> Result<bool, StoreError> {
        let tenant = self.id().get();
        self.delete_unclaimed_captures(id)?;
        Ok(self.execute(DELETE_UNCLAIMED, params![tenant, id.as_bytes()])? == 1)
    }

    /// The transactions of a person.
    pub fn list_transactions_of_person(
        &mut self,
        person: PersonId,
    ) -> Result<Vec<TransactionRow>, StoreError> {
        let tenant = self.id().get();
        let rows = self.query(LIST_OF_PERSON, params![tenant, person.get()])?;
        rows.iter().map(read).collect()
    }

    /// Writes a transaction that holds nothing any more, its state and its new key; false when it is
    /// not in the state that it is to leave. Its pictures are
    /// [`delete_captures`](Self::delete_captures)'s.
    pub fn empty_transaction(
        &mut self,
        row: &TransactionRow,
        from: State,
    ) -> Result<bool, StoreError> {
        let tenant = self.id().get();
        let values = params![
            tenant,
            row.id.as_bytes(),
            from.name(),
            row.state.name(),
            row.changed_at.unix_millis(),
            &row.wrapped_key,
            &row.sealed,
            row.verdict.as_ref()
        ];
        Ok(self.execute(EMPTY, values)? == 1)
    }
}

fn read(row: &Row) -> Result<TransactionRow, StoreError> {
    let id = TransactionId::from_slice(row.bytes(0)?);
    let purpose = Purpose::parse(row.text(2)?);
    let provider = IdentityProvider::parse(row.text(3)?);
    let state = State::parse(row.text(4)?);
    Ok(TransactionRow {
        id: id.ok_or_else(|| row.corrupt(0, "a UUID"))?,
        person: row.optional_integer(1)?.map(PersonId::new),
        purpose: purpose.ok_or_else(|| row.corrupt(2, "a purpose"))?,
        provider: provider.ok_or_else(|| row.corrupt(3, "an identity provider"))?,
        state: state.ok_or_else(|| row.corrupt(4, "a state"))?,
        wrapped_key: row.bytes(5)?.to_vec(),
        sealed: row.bytes(6)?.to_vec(),
        verdict: row.optional_bytes(7)?.map(<[u8]>::to_vec),
        created_at: Instant::from_unix_millis(row.integer(8)?),
        changed_at: Instant::from_unix_millis(row.integer(9)?),
    })
}
