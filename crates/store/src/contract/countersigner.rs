//! Who countersigns a contract for the company, members and its own seal: laid down when its document is frozen,
//! so that no later version of the type changes who signs. Only the place of one who can sign no more
//! is given to another.

use mithaq_domain::{
    contract::{
        Status,
        countersigner::{Countersigner, Place},
    },
    id::{ContractId, MemberId},
    time::Instant,
};

use crate::{StoreError, TenantTx};

statements! {
    INSERT = "INSERT INTO contract_countersigner (tenant_id, contract_id, ordinal, member_id) VALUES ($1, $2, $3, $4)";
    LIST = "SELECT ordinal, member_id, document_sha256, signed_at, embedded_at, member_key_id, sealed, seal_key_id FROM contract_countersigner
        WHERE tenant_id = $1 AND contract_id = $2 ORDER BY ordinal";
    REPLACE = "UPDATE contract_countersigner SET member_id = $5
        WHERE tenant_id = $1 AND contract_id = $2 AND ordinal = $3 AND member_id = $4 AND signed_at IS NULL";
    COUNT_AWAITED = "SELECT COUNT(*) FROM contract_countersigner AS place
        JOIN contract ON contract.tenant_id = place.tenant_id AND contract.id = place.contract_id
        WHERE place.tenant_id = $1 AND place.member_id = $2 AND place.signed_at IS NULL AND contract.status IN ($3, $4)";
    SIGN = "UPDATE contract_countersigner SET document_sha256 = $4, signed_at = $5, member_key_id = $6, sealed = $7
        WHERE tenant_id = $1 AND contract_id = $2 AND member_id = $3 AND signed_at IS NULL";
    SIGN_BY_SEAL = "UPDATE contract_countersigner SET document_sha256 = $3, signed_at = $4, seal_key_id = $5
        WHERE tenant_id = $1 AND contract_id = $2 AND member_id IS NULL AND signed_at IS NULL";
    EMBED = "UPDATE contract_countersigner SET embedded_at = $4
        WHERE tenant_id = $1 AND contract_id = $2 AND ordinal = $3 AND signed_at IS NOT NULL";
}

/// A place of the company's.
#[derive(Clone, Debug)]
pub struct CountersignerRow {
    /// Its number among the company's, from 0.
    pub ordinal: i64,
    /// Who signs there.
    pub by: Countersigner,
    /// The reviewed document that was signed.
    pub document_sha256: Option<Vec<u8>>,
    /// When.
    pub signed_at: Option<Instant>,
    /// When the signature came into the sealed file.
    pub embedded_at: Option<Instant>,
    /// With which key of the member's own, if not with the company's seal.
    pub member_key: Option<i64>,
    /// What the signature says of the member, sealed under the key of the contract's session; none of an older program.
    pub sealed: Option<Vec<u8>>,
    /// With which key of the company's its seal signed by itself.
    pub seal_key: Option<i64>,
}

impl CountersignerRow {
    /// The place, without what was signed there.
    pub const fn place(&self) -> Place {
        Place {
            by: self.by,
            is_signed: self.signed_at.is_some(),
        }
    }
}

/// A countersignature by the company's seal itself.
#[derive(Clone, Copy, Debug)]
pub struct SealCountersignature<'a> {
    /// The reviewed document that is signed.
    pub document_sha256: &'a [u8],
    /// With which key of the company's.
    pub seal_key: i64,
    /// When.
    pub at: Instant,
}

/// A countersignature that is given.
#[derive(Clone, Debug)]
pub struct NewCountersignature {
    /// Whose.
    pub member: MemberId,
    /// The reviewed document that is signed.
    pub document_sha256: Vec<u8>,
    /// With which key of the member's own, if not with the company's seal.
    pub member_key: Option<i64>,
    /// What it says of the member, sealed.
    pub sealed: Vec<u8>,
}

impl TenantTx<'_> {
    /// Lays down who countersigns a contract, in order.
    pub fn insert_countersigners(
        &mut self,
        contract: ContractId,
        places: &[Countersigner],
    ) -> Result<(), StoreError> {
        let tenant = self.id().get();
        for (ordinal, by) in (0_i64..).zip(places) {
            self.execute(
                INSERT,
                params![
                    tenant,
                    contract.as_bytes(),
                    ordinal,
                    by.member().map(MemberId::get)
                ],
            )?;
        }
        Ok(())
    }

    /// Who countersigns a contract, in order; nobody before its document is frozen.
    pub fn list_countersigners(
        &mut self,
        contract: ContractId,
    ) -> Result<Vec<CountersignerRow>, StoreError> {
        let tenant = self.id().get();
        let rows = self.query(LIST, params![tenant, contract.as_bytes()])?;
        rows.iter()
            .map(|row| {
                Ok(CountersignerRow {
                    ordinal: row.integer(0)?,
                    by: by(row.optional_integer(1)?),
                    document_sha256: row.optional_bytes(2)?.map(<[u8]>::to_vec),
                    signed_at: row.optional_integer(3)?.map(Instant::from_unix_millis),
                    embedded_at: row.optional_integer(4)?.map(Instant::from_unix_millis),
                    member_key: row.optional_integer(5)?,
                    sealed: row.optional_bytes(6)?.map(<[u8]>::to_vec),
                    seal_key: row.optional_integer(7)?,
                })
            })
            .collect()
    }

    /// Gives an unsigned place of a member to another one; false when it was signed or given away meanwhile, or is none.
    pub fn replace_countersigner(
        &mut self,
        contract: ContractId,
        place: &CountersignerRow,
        member: MemberId,
    ) -> Result<bool, StoreError> {
        let Some(before) = place.by.member() else {
            return Ok(false);
        };
        let tenant = self.id().get();
        let changed = self.execute(
            REPLACE,
            params![
                tenant,
                contract.as_bytes(),
                place.ordinal,
                before.get(),
                member.get()
            ],
        )?;
        Ok(changed == 1)
    }

    /// How many contracts wait for a member's countersignature: every customer has signed them.
    pub fn count_awaited_countersignatures(&mut self, member: MemberId) -> Result<i64, StoreError> {
        let tenant = self.id().get();
        let [customers, some] = [
            Status::CustomerSigned,
            Status::ServiceProviderPartiallySigned,
        ]
        .map(Status::number);
        let values = params![tenant, member.get(), customers, some];
        let row = self.query_one(COUNT_AWAITED, values)?;
        row.map_or(Ok(0), |row| row.integer(0))
    }

    /// Notes a countersignature; false when that member is none or has signed already.
    pub fn countersign_contract(
        &mut self,
        contract: ContractId,
        given: &NewCountersignature,
        at: Instant,
    ) -> Result<bool, StoreError> {
        let tenant = self.id().get();
        let changed = self.execute(
            SIGN,
            params![
                tenant,
                contract.as_bytes(),
                given.member.get(),
                &given.document_sha256,
                at.unix_millis(),
                given.member_key,
                &given.sealed
            ],
        )?;
        Ok(changed == 1)
    }

    /// Notes that the company's seal countersigned; false when it is not to, or has.
    pub fn countersign_by_seal(
        &mut self,
        contract: ContractId,
        given: &SealCountersignature<'_>,
    ) -> Result<bool, StoreError> {
        let tenant = self.id().get();
        let changed = self.execute(
            SIGN_BY_SEAL,
            params![
                tenant,
                contract.as_bytes(),
                given.document_sha256,
                given.at.unix_millis(),
                given.seal_key
            ],
        )?;
        Ok(changed == 1)
    }

    /// Notes that a countersignature is in the sealed file.
    pub fn embed_countersignature(
        &mut self,
        contract: ContractId,
        ordinal: i64,
        now: Instant,
    ) -> Result<(), StoreError> {
        let tenant = self.id().get();
        self.execute(
            EMBED,
            params![tenant, contract.as_bytes(), ordinal, now.unix_millis()],
        )?;
        Ok(())
    }
}

/// A place without a member is the seal's.
fn by(member: Option<i64>) -> Countersigner {
    member.map_or(Countersigner::Seal, |member| {
        Countersigner::Member(MemberId::new(member))
    })
}
