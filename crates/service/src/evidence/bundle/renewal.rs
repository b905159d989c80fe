//! The renewals of the timestamp that a bundle's head bears, as far as they go.

use base64::{Engine, engine::general_purpose::STANDARD};
use mithaq_store::{TenantTx, evidence::renewal::Renewed};

use super::part::RenewalPart;
use crate::Failure;

/// The renewal of a timestamp, that of the renewal, and so on.
pub(super) fn renewals(
    tx: &mut TenantTx<'_>,
    mut renewed: Option<Renewed>,
) -> Result<Vec<RenewalPart>, Failure> {
    let mut parts: Vec<RenewalPart> = Vec::new();
    while let Some(Renewed { by, proof }) = renewed {
        let missing = Failure::Inconsistent("a timestamp whose renewal is not there");
        let row = tx.find_renewal(by)?.ok_or(missing)?;
        let is_later = parts.last().is_none_or(|last| last.number < by);
        if !is_later {
            return Err(Failure::Inconsistent("a renewal of a later one"));
        }
        parts.push(RenewalPart {
            number: by,
            size: row.renewal.size,
            root: row.renewal.root,
            place: proof.place,
            path: proof.path,
            timestamp: STANDARD.encode(&row.token),
        });
        renewed = row.renewed;
    }
    Ok(parts)
}
