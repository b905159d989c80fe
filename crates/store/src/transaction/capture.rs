//! The pictures of a transaction: which are in, and the encrypted files that hold them.

use mithaq_domain::{id::TransactionId, time::Instant, transaction::Capture};

use crate::{Row, StoreError, TenantTx};

statements! {
    LIST = "SELECT name, picture_file, picture_hash, sealed, captured_at FROM identity_capture
        WHERE tenant_id = $1 AND transaction_id = $2 ORDER BY name";
    DELETE = "DELETE FROM identity_capture WHERE tenant_id = $1 AND transaction_id = $2";
    DELETE_UNCLAIMED = "DELETE FROM identity_capture WHERE tenant_id = $1 AND transaction_id = $2
        AND EXISTS (SELECT 1 FROM identity_transaction AS whole
            WHERE whole.tenant_id = $1 AND whole.id = $2 AND whole.person_id IS NULL)";
    PUT = "INSERT INTO identity_capture (tenant_id, transaction_id, name, picture_file, picture_hash, sealed, captured_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (tenant_id, transaction_id, name) DO UPDATE SET picture_file = excluded.picture_file,
            picture_hash = excluded.picture_hash, sealed = excluded.sealed, captured_at = excluded.captured_at";
}

/// A picture of a transaction.
#[derive(Clone, Debug)]
pub struct CaptureRow {
    /// What it shows.
    pub capture: Capture,
    /// The file, sealed under the transaction's key.
    pub file: String,
    /// A keyed hash of its bytes: equal for equal pictures of a transaction.
    pub hash: [u8; 32],
    /// What the provider made of it, sealed under the transaction's key; nothing where a person
    /// must look.
    pub sealed: Option<Vec<u8>>,
    /// When it came in.
    pub captured_at: Instant,
}

impl TenantTx<'_> {
    /// The pictures of a transaction.
    pub fn list_captures(
        &mut self,
        transaction: TransactionId,
    ) -> Result<Vec<CaptureRow>, StoreError> {
        let tenant = self.id().get();
        let rows = self.query(LIST, params![tenant, transaction.as_bytes()])?;
        rows.iter().map(read).collect()
    }

    /// Puts a picture in, in the place of an earlier one of its kind.
    pub fn put_capture(
        &mut self,
        transaction: TransactionId,
        row: &CaptureRow,
    ) -> Result<(), StoreError> {
        let tenant = self.id().get();
        self.execute(
            PUT,
            params![
                tenant,
                transaction.as_bytes(),
                row.capture.name(),
                &row.file,
                &row.hash,
                row.sealed.as_ref(),
                row.captured_at.unix_millis()
            ],
        )?;
        Ok(())
    }

    /// Deletes the pictures of a transaction; their files are the caller's to remove.
    pub fn delete_captures(&mut self, transaction: TransactionId) -> Result<(), StoreError> {
        let tenant = self.id().get();
        self.execute(DELETE, params![tenant, transaction.as_bytes()])?;
        Ok(())
    }

    /// Deletes the pictures of a transaction that is nobody's.
    pub(super) fn delete_unclaimed_captures(
        &mut self,
        transaction: TransactionId,
    ) -> Result<(), StoreError> {
        let tenant = self.id().get();
        self.execute(DELETE_UNCLAIMED, params![tenant, transaction.as_bytes()])?;
        Ok(())
    }
}

fn read(row: &Row) -> Result<CaptureRow, StoreError> {
    let capture = Capture::parse(row.text(0)?);
    let hash = <[u8; 32]>::try_from(row.bytes(2)?);
    Ok(CaptureRow {
        capture: capture.ok_or_else(|| row.corrupt(0, "a picture's name"))?,
        file: row.text(1)?.to_owned(),
        hash: hash.map_err(|_| row.corrupt(2, "32 bytes"))?,
        sealed: row.optional_bytes(3)?.map(<[u8]>::to_vec),
        captured_at: Instant::from_unix_millis(row.integer(4)?),
    })
}
