//! A person's contracts: those made in sessions of the person, and those of others that the person
//! was invited to sign and was not taken back from. Drafts are left out: only their session lists them.

use mithaq_domain::{
    id::{ContractId, PersonId, SessionId},
    time::Instant,
};

use super::{ContractRow, read};
use crate::{Row, StoreError, TenantTx, session::Page};

/// A person's contracts but drafts.
macro_rules! own {
    () => {
        " FROM contract WHERE contract.tenant_id = $1 AND contract.status <> 0 AND contract.id IN (
            SELECT made.id FROM session JOIN contract AS made
                ON made.tenant_id = session.tenant_id AND made.session_id = session.id
                WHERE session.tenant_id = $1 AND session.person_id = $2
            UNION SELECT contract_signer.contract_id FROM session JOIN contract_signer
                ON contract_signer.session_id = session.id AND contract_signer.ordinal > 0
                WHERE session.tenant_id = $1 AND session.person_id = $2 AND contract_signer.tenant_id = $1
                    AND contract_signer.invited_at IS NOT NULL AND session.phase <> 'revoked')"
    };
}

/// The contracts but drafts that were made in sessions of a person.
macro_rules! made {
    () => {
        " FROM session JOIN contract ON contract.tenant_id = session.tenant_id AND contract.session_id = session.id
        WHERE session.tenant_id = $1 AND session.person_id = $2 AND contract.status <> 0"
    };
}

/// Waiting for something: neither ended nor completed, and its session's time not over where it may
/// still expire.
macro_rules! is_pending {
    () => {
        " AND contract.status NOT IN (3, 8) AND (contract.status NOT IN (1, 2, 6)
            OR session.phase NOT IN ('created', 'opened', 'phoneProved', 'reviewed') OR session.expires_at > $3)"
    };
}

macro_rules! columns {
    () => {
        "SELECT contract.id, contract.session_id, contract.contract_type_id, contract.version, contract.status,
            contract.ending, contract.request_number, contract.sealed, contract.created_at, contract.changed_at,
            contract.required_signers"
    };
}

statements! {
    LIST = concat!(columns!(), own!(), " ORDER BY contract.id DESC LIMIT $3 OFFSET $4");
    LIST_OLDEST = concat!(columns!(), own!(), " ORDER BY contract.id LIMIT $3 OFFSET $4");
    COUNT = concat!("SELECT COUNT(contract.id)", own!());
    NEWEST_PENDING = concat!(columns!(), made!(), is_pending!(), " ORDER BY contract.id DESC LIMIT 1");
    FIND = concat!(columns!(), own!(), " AND contract.id = $3");
    FIND_SESSION = "SELECT contract_signer.session_id FROM contract_signer JOIN session
            ON session.tenant_id = contract_signer.tenant_id AND session.id = contract_signer.session_id
        WHERE contract_signer.tenant_id = $1 AND contract_signer.contract_id = $3 AND session.person_id = $2
        ORDER BY contract_signer.ordinal LIMIT 1";
}

impl TenantTx<'_> {
    /// A slice of a person's contracts but drafts, and how many there are in all.
    pub fn list_person_contracts(
        &mut self,
        person: PersonId,
        page: Page,
    ) -> Result<(Vec<ContractRow>, i64), StoreError> {
        let (tenant, person) = (self.id().get(), person.get());
        let statement = if page.oldest_first { LIST_OLDEST } else { LIST };
        let rows = self.query(statement, params![tenant, person, page.max, page.skip])?;
        let count = self.query_one(COUNT, params![tenant, person])?;
        let total = count.map_or(Ok(0), |row| row.integer(0))?;
        Ok((rows.iter().map(read).collect::<Result<_, _>>()?, total))
    }

    /// The session in which a person signs a contract.
    pub fn find_signing_session(
        &mut self,
        person: PersonId,
        contract: ContractId,
    ) -> Result<Option<SessionId>, StoreError> {
        let values = params![self.id().get(), person.get(), contract.as_bytes()];
        let row = self.query_one(FIND_SESSION, values)?;
        let read = |row: &Row| {
            let id = SessionId::from_slice(row.bytes(0)?);
            id.ok_or_else(|| row.corrupt(0, "a UUID"))
        };
        row.as_ref().map(read).transpose()
    }

    /// The newest contract of a person that waits for something.
    pub fn find_pending_contract(
        &mut self,
        person: PersonId,
        now: Instant,
    ) -> Result<Option<ContractRow>, StoreError> {
        let values = params![self.id().get(), person.get(), now.unix_millis()];
        let row = self.query_one(NEWEST_PENDING, values)?;
        row.as_ref().map(read).transpose()
    }

    /// One contract of a person.
    pub fn find_person_contract(
        &mut self,
        person: PersonId,
        id: ContractId,
    ) -> Result<Option<ContractRow>, StoreError> {
        let tenant = self.id().get();
        let row = self.query_one(FIND, params![tenant, person.get(), id.as_bytes()])?;
        row.as_ref().map(read).transpose()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use mithaq_domain::{contract::Status, session::Phase};

    #[test]
    fn the_condition_knows_what_may_expire_as_the_rules_do() {
        for number in (0..9).filter(|number| ![0, 3, 8].contains(number)) {
            let status = Status::from_row(number, None).unwrap();
            let known = "1, 2, 6".contains(&number.to_string());
            assert_eq!(status.as_of(true) != status, known, "{status:?}");
        }
        for phase in Phase::ALL {
            let quoted = format!("'{}'", phase.name());
            let named = NEWEST_PENDING.sql().contains(&quoted);
            assert_eq!(named, !phase.is_final(), "{phase:?}");
        }
    }
}
