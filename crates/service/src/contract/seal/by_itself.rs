//! The company's seal countersigns by itself, where the contract's type says so (docs/decisions/0022): whether it is its turn,
//! and what the signature is.

use mithaq_domain::{
    contract::{
        Status,
        countersigner::{Countersigner, Place, is_turn_of_seal},
    },
    time::Instant,
};
use mithaq_store::{
    TenantTx,
    contract::{ContractRow, countersigner::CountersignerRow, document::DocumentRow},
    seal::SealKeyRow,
};

use super::work::{By, Countersigning, Given, SealFacts, file_field, frames_of};
use crate::{
    Failure,
    app::TenantContext,
    contract::{freeze::company_field, keys::certificate_name},
    session::{open_invitee, session_key},
};

/// The place of the company's seal, where it is its turn.
pub(crate) fn place_of_seal(
    status: Status,
    rows: &[CountersignerRow],
) -> Option<&CountersignerRow> {
    let places: Vec<Place> = rows.iter().map(CountersignerRow::place).collect();
    let mut of_seal = rows.iter().filter(|row| row.by == Countersigner::Seal);
    of_seal.next().filter(|_| is_turn_of_seal(status, &places))
}

/// Whether nobody is left who signs, after the seal, where it signs in this run.
pub(super) fn finishes(status: Status, rows: &[CountersignerRow], by_seal: bool) -> bool {
    let is_signed = |row: &CountersignerRow| {
        row.signed_at.is_some() || by_seal && row.by == Countersigner::Seal
    };
    let status = match by_seal {
        true => status.countersigned(true),
        false => Ok(status),
    };
    let sealed = status.and_then(|status| status.sealed(rows.iter().all(is_signed)));
    sealed == Ok(Status::Completed)
}

/// The countersignature of the company's seal: in `signing` its place, what is signed and when; and by which key.
pub(super) fn by_seal(
    tx: &mut TenantTx<'_>,
    context: &TenantContext,
    (contract, document): (&ContractRow, &DocumentRow),
    ((ordinal, document_sha256, at), key): ((i64, Option<Vec<u8>>, Instant), &SealKeyRow),
) -> Result<Given, Failure> {
    let session = tx
        .find_session(contract.session)?
        .ok_or(Failure::Inconsistent("a contract without a session"))?;
    let session_key = session_key(&context.key, &session)?;
    let name = company_field((Countersigner::Seal, ordinal));
    let field = file_field(&frames_of(document)?, name);
    let signing = Countersigning {
        contract,
        field: &field,
        by: Countersigner::Seal,
        document_sha256: document_sha256.as_deref().unwrap_or_default(),
        at,
        name: None,
    };
    Ok(Given {
        ordinal,
        // After the members, whatever two nodes' clocks say.
        turn: 1,
        signed_at: at,
        opening: signing.opening(&open_invitee(&session_key, &session)?.salt),
        by: By::Seal(SealFacts {
            certificate: certificate_name(&key.certificates),
        }),
        member: None,
        member_key: None,
        field,
        remote: None,
        session: None,
        document_sha256,
    })
}
