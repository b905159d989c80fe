//! Agents that sign on members' own computers: the codes that pair them, their secrets (hashed), and what they are
//! asked to sign.

use mithaq_domain::{
    id::{ContractId, MemberId, TenantId},
    time::Instant,
};

use crate::{EveryoneTx, Row, StoreError, TenantTx};

statements! {
    FORGET_PAIRING = "DELETE FROM agent_pairing WHERE tenant_id = $1 AND member_id = $2";
    INSERT_PAIRING = "INSERT INTO agent_pairing (tenant_id, member_id, name, code_hash, attempts, expires_at)
        VALUES ($1, $2, $3, $4, 0, $5)";
    FIND_PAIRING = "SELECT tenant_id, member_id, code_hash, attempts, expires_at FROM agent_pairing WHERE name = $1";
    COUNT_ATTEMPT = "UPDATE agent_pairing SET attempts = attempts + 1 WHERE tenant_id = $1 AND member_id = $2";
    LAST = "SELECT id FROM sign_agent WHERE tenant_id = $1 ORDER BY id DESC LIMIT 1";
    INSERT = "INSERT INTO sign_agent (tenant_id, id, member_id, member_key_id, secret_hash, created_at)
        VALUES ($1, $2, $3, $4, $5, $6)";
    FIND = "SELECT tenant_id, id, member_id, member_key_id FROM sign_agent WHERE secret_hash = $1 AND revoked_at IS NULL";
    REVOKE = "UPDATE sign_agent SET revoked_at = $3 WHERE tenant_id = $1 AND member_id = $2 AND revoked_at IS NULL";
    FORGET_REQUEST = "DELETE FROM agent_request WHERE tenant_id = $1 AND contract_id = $2 AND member_id = $3";
    REFUSE = "DELETE FROM agent_request WHERE tenant_id = $1 AND contract_id = $2 AND member_id = $3 AND value IS NULL";
    FORGET_OPEN_OF_MEMBER = "DELETE FROM agent_request WHERE tenant_id = $1 AND member_id = $2 AND value IS NULL";
    ASK = "INSERT INTO agent_request (tenant_id, contract_id, member_id, member_key_id, asked_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6)";
    FORGET_EXPIRED = "DELETE FROM agent_request WHERE tenant_id = $1 AND member_id = $2 AND value IS NULL AND expires_at <= $3";
    LIST_OPEN = "SELECT contract_id, member_id, member_key_id, expires_at, prepared_file, prepared_at, continues, value
        FROM agent_request WHERE tenant_id = $1 AND member_id = $2 AND value IS NULL AND expires_at > $3
        ORDER BY asked_at LIMIT $4";
    LIST_OF_CONTRACT = "SELECT contract_id, member_id, member_key_id, expires_at, prepared_file, prepared_at, continues, value
        FROM agent_request WHERE tenant_id = $1 AND contract_id = $2 ORDER BY member_id";
    PREPARE = "UPDATE agent_request SET prepared_file = $4, prepared_at = $5, continues = $6
        WHERE tenant_id = $1 AND contract_id = $2 AND member_id = $3 AND value IS NULL";
    GIVE = "UPDATE agent_request SET value = $5
        WHERE tenant_id = $1 AND contract_id = $2 AND member_id = $3 AND prepared_file = $4 AND value IS NULL";
}

/// A code that pairs an agent.
#[derive(Clone, Debug)]
pub struct PairingRow {
    /// Whose company.
    pub tenant: TenantId,
    /// Whose agent it will be.
    pub member: MemberId,
    /// The half that is not its name, under a keyed hash.
    pub code_hash: Vec<u8>,
    /// How often a wrong one was shown.
    pub attempts: i64,
    /// Until when it is good.
    pub expires_at: Instant,
}

/// An agent that is paired.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AgentRow {
    /// Whose company.
    pub tenant: TenantId,
    /// Its number within the tenant.
    pub id: i64,
    /// Whose it is.
    pub member: MemberId,
    /// The key whose certificate it showed.
    pub member_key: i64,
}

/// A countersignature that a member's agent is asked for.
#[derive(Clone, Debug)]
pub struct AgentRequestRow {
    /// Of which contract.
    pub contract: ContractId,
    /// Of which member.
    pub member: MemberId,
    /// By which key.
    pub member_key: i64,
    /// Until when it may be given.
    pub expires_at: Instant,
    /// The file that lacks only the signature, and when it was made, on top of which file's SHA-256.
    pub prepared: Option<PreparedFile>,
    /// The signature, once it is given.
    pub value: Option<Vec<u8>>,
}

/// A file that lacks only the signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreparedFile {
    /// Its name.
    pub file: String,
    /// When it was made: the claimed time of the signature.
    pub at: Instant,
    /// SHA-256 of the file that it continues.
    pub continues: Vec<u8>,
}

impl EveryoneTx<'_> {
    /// The code of a name.
    pub fn find_pairing(&mut self, name: &[u8]) -> Result<Option<PairingRow>, StoreError> {
        let Some(row) = self.query_one(FIND_PAIRING, params![name])? else {
            return Ok(None);
        };
        Ok(Some(PairingRow {
            tenant: TenantId::new(row.integer(0)?),
            member: MemberId::new(row.integer(1)?),
            code_hash: row.bytes(2)?.to_vec(),
            attempts: row.integer(3)?,
            expires_at: Instant::from_unix_millis(row.integer(4)?),
        }))
    }

    /// The agent of a secret's hash that was not revoked.
    pub fn find_agent(&mut self, secret_hash: &[u8; 32]) -> Result<Option<AgentRow>, StoreError> {
        let Some(row) = self.query_one(FIND, params![secret_hash])? else {
            return Ok(None);
        };
        Ok(Some(AgentRow {
            tenant: TenantId::new(row.integer(0)?),
            id: row.integer(1)?,
            member: MemberId::new(row.integer(2)?),
            member_key: row.integer(3)?,
        }))
    }
}

impl TenantTx<'_> {
    /// Stores the code that pairs a member's agent, in place of the one before.
    pub fn replace_pairing(
        &mut self,
        member: MemberId,
        (name, code_hash): (&[u8], &[u8; 32]),
        expires_at: Instant,
    ) -> Result<(), StoreError> {
        self.forget_pairing(member)?;
        let tenant = self.id().get();
        let expires_at = expires_at.unix_millis();
        let values = params![tenant, member.get(), name, code_hash, expires_at];
        self.execute(INSERT_PAIRING, values)?;
        Ok(())
    }

    /// Forgets a member's code; whether there was one.
    pub fn forget_pairing(&mut self, member: MemberId) -> Result<bool, StoreError> {
        let tenant = self.id().get();
        Ok(self.execute(FORGET_PAIRING, params![tenant, member.get()])? > 0)
    }

    /// Counts a wrong code.
    pub fn count_pairing_attempt(&mut self, member: MemberId) -> Result<(), StoreError> {
        let tenant = self.id().get();
        self.execute(COUNT_ATTEMPT, params![tenant, member.get()])?;
        Ok(())
    }

    /// Stores an agent; its number.
    pub fn insert_agent(
        &mut self,
        (member, member_key): (MemberId, i64),
        secret_hash: &[u8; 32],
        now: Instant,
    ) -> Result<i64, StoreError> {
        let tenant = self.id().get();
        let last = self.query_one(LAST, params![tenant])?;
        let id = last.map_or(Ok(0), |row| row.integer(0))?.saturating_add(1);
        let now = now.unix_millis();
        let values = params![tenant, id, member.get(), member_key, secret_hash, now];
        self.execute(INSERT, values)?;
        Ok(id)
    }

    /// Revokes a member's agents, with what they were asked and did not give; whether there was one.
    pub fn revoke_agents(&mut self, member: MemberId, now: Instant) -> Result<bool, StoreError> {
        let tenant = self.id().get();
        self.execute(FORGET_OPEN_OF_MEMBER, params![tenant, member.get()])?;
        let values = params![tenant, member.get(), now.unix_millis()];
        Ok(self.execute(REVOKE, values)? > 0)
    }

    /// Asks a member's agent for a countersignature, in place of what it was asked before.
    pub fn ask_agent(
        &mut self,
        contract: ContractId,
        (member, member_key): (MemberId, i64),
        (now, expires_at): (Instant, Instant),
    ) -> Result<(), StoreError> {
        let tenant = self.id().get();
        let values = params![tenant, member.get(), now.unix_millis()];
        self.execute(FORGET_EXPIRED, values)?;
        self.forget_agent_request(contract, member)?;
        self.execute(
            ASK,
            params![
                tenant,
                contract.as_bytes(),
                member.get(),
                member_key,
                now.unix_millis(),
                expires_at.unix_millis()
            ],
        )?;
        Ok(())
    }

    /// Forgets what a member's agent was asked.
    pub fn forget_agent_request(
        &mut self,
        contract: ContractId,
        member: MemberId,
    ) -> Result<(), StoreError> {
        let tenant = self.id().get();
        let values = params![tenant, contract.as_bytes(), member.get()];
        self.execute(FORGET_REQUEST, values)?;
        Ok(())
    }

    /// Forgets what a member's agent was asked and did not give; whether there was anything.
    pub fn refuse_agent_request(
        &mut self,
        contract: ContractId,
        member: MemberId,
    ) -> Result<bool, StoreError> {
        let tenant = self.id().get();
        let values = params![tenant, contract.as_bytes(), member.get()];
        Ok(self.execute(REFUSE, values)? > 0)
    }

    /// What a member's agent is asked now, oldest first.
    pub fn list_open_agent_requests(
        &mut self,
        member: MemberId,
        now: Instant,
        most: i64,
    ) -> Result<Vec<AgentRequestRow>, StoreError> {
        let tenant = self.id().get();
        let values = params![tenant, member.get(), now.unix_millis(), most];
        self.query(LIST_OPEN, values)?.iter().map(read).collect()
    }

    /// What agents are asked, or gave, for a contract.
    pub fn list_agent_requests(
        &mut self,
        contract: ContractId,
    ) -> Result<Vec<AgentRequestRow>, StoreError> {
        let tenant = self.id().get();
        let values = params![tenant, contract.as_bytes()];
        let rows = self.query(LIST_OF_CONTRACT, values)?;
        rows.iter().map(read).collect()
    }

    /// Notes the file that lacks only the signature; false when it was given meanwhile, or is asked no more.
    pub fn prepare_agent_request(
        &mut self,
        contract: ContractId,
        member: MemberId,
        prepared: &PreparedFile,
    ) -> Result<bool, StoreError> {
        let tenant = self.id().get();
        let changed = self.execute(
            PREPARE,
            params![
                tenant,
                contract.as_bytes(),
                member.get(),
                &prepared.file,
                prepared.at.unix_millis(),
                &prepared.continues
            ],
        )?;
        Ok(changed == 1)
    }

    /// Notes a signature over that file; false when it was given meanwhile, or is another file by now.
    pub fn give_agent_signature(
        &mut self,
        contract: ContractId,
        member: MemberId,
        (file, value): (&str, &[u8]),
    ) -> Result<bool, StoreError> {
        let tenant = self.id().get();
        let values = params![tenant, contract.as_bytes(), member.get(), file, value];
        Ok(self.execute(GIVE, values)? == 1)
    }
}

fn read(row: &Row) -> Result<AgentRequestRow, StoreError> {
    let parts = (
        row.optional_text(4)?,
        row.optional_integer(5)?,
        row.optional_bytes(6)?,
    );
    let prepared = match parts {
        (Some(file), Some(at), Some(continues)) => Some(PreparedFile {
            file: file.to_owned(),
            at: Instant::from_unix_millis(at),
            continues: continues.to_vec(),
        }),
        _ => None,
    };
    Ok(AgentRequestRow {
        contract: ContractId::from_slice(row.bytes(0)?).ok_or_else(|| row.corrupt(0, "a UUID"))?,
        member: MemberId::new(row.integer(1)?),
        member_key: row.integer(2)?,
        expires_at: Instant::from_unix_millis(row.integer(3)?),
        prepared,
        value: row.optional_bytes(7)?.map(<[u8]>::to_vec),
    })
}
