//! The keys with which members countersign. A key that is retired signs no more; its certificates stay, since what
//! it signed does.

use mithaq_domain::{id::MemberId, time::Instant};

use crate::{
    Row, StoreError, TenantTx,
    seal::{TokenKey, read_token},
};

statements! {
    INSERT = "INSERT INTO member_key (tenant_id, id, member_id, origin, sealed, certificates, root_certificate, created_at, token, token_key)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    LAST = "SELECT id FROM member_key WHERE tenant_id = $1 ORDER BY id DESC LIMIT 1";
    FIND = "SELECT id, member_id, origin, sealed, certificates, root_certificate, retired_at, token, token_key FROM member_key
        WHERE tenant_id = $1 AND id = $2";
    FIND_CURRENT = "SELECT id, member_id, origin, sealed, certificates, root_certificate, retired_at, token, token_key FROM member_key
        WHERE tenant_id = $1 AND member_id = $2 AND retired_at IS NULL ORDER BY id DESC LIMIT 1";
    LIST = "SELECT id, member_id, origin, sealed, certificates, root_certificate, retired_at, token, token_key FROM member_key
        WHERE tenant_id = $1 ORDER BY id";
    RETIRE = "UPDATE member_key SET retired_at = $3, sealed = NULL WHERE tenant_id = $1 AND member_id = $2 AND retired_at IS NULL";
    RETIRE_AND_KEEP = "UPDATE member_key SET retired_at = $3 WHERE tenant_id = $1 AND member_id = $2 AND retired_at IS NULL";
    COUNT_OWED = "SELECT COUNT(*) FROM contract_countersigner
        WHERE tenant_id = $1 AND member_key_id = $2 AND member_key_id IS NOT NULL AND signed_at IS NOT NULL AND embedded_at IS NULL";
}

/// A key with which a member countersigns, or did.
#[derive(Clone, Debug)]
pub struct MemberKeyRow {
    /// Its number within the tenant; part of what the sealed key is bound to.
    pub id: i64,
    /// Whose.
    pub member: MemberId,
    /// `pkcs12`, `pkcs11` for one in a token of this server, or `agent` for one that lies with the member.
    pub origin: String,
    /// The private key, sealed; none where it is not here, or was destroyed.
    pub sealed: Option<Vec<u8>>,
    /// The token of this server that holds it, if one does.
    pub token: Option<TokenKey>,
    /// The certificate and every issuer but the root, each DER preceded by its length.
    pub certificates: Vec<u8>,
    /// The root's certificate, DER.
    pub root_certificate: Vec<u8>,
    /// Since when it signs no more.
    pub retired_at: Option<Instant>,
}

impl TenantTx<'_> {
    /// The number that a new key gets.
    pub fn next_member_key_id(&mut self) -> Result<i64, StoreError> {
        let tenant = self.id().get();
        let row = self.query_one(LAST, params![tenant])?;
        let last = row.map_or(Ok(0), |row| row.integer(0))?;
        Ok(last.saturating_add(1))
    }

    /// Stores a new key; it takes the place of the one before.
    pub fn insert_member_key(
        &mut self,
        key: &MemberKeyRow,
        now: Instant,
    ) -> Result<(), StoreError> {
        let tenant = self.id().get();
        self.execute(
            INSERT,
            params![
                tenant,
                key.id,
                key.member.get(),
                &key.origin,
                key.sealed.as_ref(),
                &key.certificates,
                &key.root_certificate,
                now.unix_millis(),
                key.token.as_ref().map(|token| &token.token),
                key.token.as_ref().map(|token| &token.key)
            ],
        )?;
        Ok(())
    }

    /// A key, whether or not it still signs.
    pub fn find_member_key(&mut self, id: i64) -> Result<Option<MemberKeyRow>, StoreError> {
        let tenant = self.id().get();
        let row = self.query_one(FIND, params![tenant, id])?;
        row.as_ref().map(read).transpose()
    }

    /// The key with which a member signs now.
    pub fn find_key_of_member(
        &mut self,
        member: MemberId,
    ) -> Result<Option<MemberKeyRow>, StoreError> {
        let tenant = self.id().get();
        let row = self.query_one(FIND_CURRENT, params![tenant, member.get()])?;
        row.as_ref().map(read).transpose()
    }

    /// Every key that signs or did, oldest first.
    pub fn list_member_keys(&mut self) -> Result<Vec<MemberKeyRow>, StoreError> {
        let tenant = self.id().get();
        self.query(LIST, params![tenant])?
            .iter()
            .map(read)
            .collect()
    }

    /// Takes a member's key back and destroys its private half, but where signatures that were given with it are not
    /// in their files yet; whether there was one.
    pub fn retire_member_key(
        &mut self,
        member: MemberId,
        now: Instant,
    ) -> Result<bool, StoreError> {
        let tenant = self.id().get();
        let values = params![tenant, member.get(), now.unix_millis()];
        let owed = match self.find_key_of_member(member)? {
            Some(key) => self.count_owed_by_key(key.id)?,
            None => 0,
        };
        let statement = if owed > 0 { RETIRE_AND_KEEP } else { RETIRE };
        Ok(self.execute(statement, values)? > 0)
    }

    /// How many countersignatures were given with a key and are not yet in their files.
    pub fn count_owed_by_key(&mut self, id: i64) -> Result<i64, StoreError> {
        let tenant = self.id().get();
        let row = self.query_one(COUNT_OWED, params![tenant, id])?;
        row.map_or(Ok(0), |row| row.integer(0))
    }
}

fn read(row: &Row) -> Result<MemberKeyRow, StoreError> {
    Ok(MemberKeyRow {
        id: row.integer(0)?,
        member: MemberId::new(row.integer(1)?),
        origin: row.text(2)?.to_owned(),
        sealed: row.optional_bytes(3)?.map(<[u8]>::to_vec),
        token: read_token(row, 7)?,
        certificates: row.bytes(4)?.to_vec(),
        root_certificate: row.bytes(5)?.to_vec(),
        retired_at: row.optional_integer(6)?.map(Instant::from_unix_millis),
    })
}
