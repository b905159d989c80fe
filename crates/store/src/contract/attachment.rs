//! The files that were given for fields of a contract: which encrypted file holds which field's.

use mithaq_domain::id::ContractId;

use crate::{Row, StoreError, TenantTx};

statements! {
    PUT = "INSERT INTO contract_attachment (tenant_id, contract_id, field_key, content_file) VALUES ($1, $2, $3, $4)
        ON CONFLICT (tenant_id, contract_id, field_key) DO UPDATE SET content_file = excluded.content_file";
    LIST = "SELECT field_key, content_file FROM contract_attachment WHERE tenant_id = $1 AND contract_id = $2
        ORDER BY field_key";
    DELETE = "DELETE FROM contract_attachment WHERE tenant_id = $1 AND contract_id = $2 AND field_key = $3";
}

/// The file of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttachmentRow {
    /// The field's key.
    pub field: String,
    /// The file, sealed under the key of the contract's session.
    pub file: String,
}

impl TenantTx<'_> {
    /// The files of a contract, by the keys of their fields.
    pub fn list_attachments(
        &mut self,
        contract: ContractId,
    ) -> Result<Vec<AttachmentRow>, StoreError> {
        let tenant = self.id().get();
        let rows = self.query(LIST, params![tenant, contract.as_bytes()])?;
        rows.iter().map(read).collect()
    }

    /// Names the file of a field, in the place of an earlier one.
    pub fn put_attachment(
        &mut self,
        contract: ContractId,
        row: &AttachmentRow,
    ) -> Result<(), StoreError> {
        let tenant = self.id().get();
        let values = params![tenant, contract.as_bytes(), &row.field, &row.file];
        self.execute(PUT, values)?;
        Ok(())
    }

    /// Forgets the file of a field; removing it is the caller's.
    pub fn delete_attachment(
        &mut self,
        contract: ContractId,
        field: &str,
    ) -> Result<(), StoreError> {
        let tenant = self.id().get();
        self.execute(DELETE, params![tenant, contract.as_bytes(), field])?;
        Ok(())
    }
}

fn read(row: &Row) -> Result<AttachmentRow, StoreError> {
    Ok(AttachmentRow {
        field: row.text(0)?.to_owned(),
        file: row.text(1)?.to_owned(),
    })
}
