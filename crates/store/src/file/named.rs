//! Which files rows name. A column that names a file ends in `_file` and stands here: a test reads
//! the schema, since what is forgotten here would be swept out as an orphan.

use super::FileId;
use crate::{EveryoneTx, StoreError};

statements! {
    IS_NAMED = "SELECT CAST(1 AS BIGINT) WHERE
        EXISTS (SELECT 1 FROM contract_document WHERE reviewed_file = $1)
        OR EXISTS (SELECT 1 FROM contract_document WHERE sealed_file = $1)
        OR EXISTS (SELECT 1 FROM contract_attachment WHERE content_file = $1)
        OR EXISTS (SELECT 1 FROM agent_request WHERE prepared_file = $1)
        OR EXISTS (SELECT 1 FROM completion WHERE certificate_file = $1)
        OR EXISTS (SELECT 1 FROM identity_capture WHERE picture_file = $1)";
}

impl EveryoneTx<'_> {
    /// Whether a row of any tenant names a file.
    pub fn is_file_named(&mut self, id: &FileId) -> Result<bool, StoreError> {
        Ok(self.query_one(IS_NAMED, params![id.as_str()])?.is_some())
    }
}
