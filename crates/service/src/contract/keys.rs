//! The key that seals a tenant's documents: how it lies in its row, and how it is taken out.

use mithaq_domain::id::TenantId;
use mithaq_pades::SealKey;
use mithaq_store::{seal::SealKeyRow, vault::Context};

use crate::{App, Failure};

/// What a sealed private key is bound to.
pub(crate) fn seal_context(tenant: TenantId, record: &str) -> Context<'_> {
    Context {
        purpose: "seal key",
        tenant: Some(tenant),
        record,
    }
}

/// Certificates one after the other, each preceded by its length in four bytes.
pub(crate) fn write_certificates(certificates: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for certificate in certificates {
        let length = u32::try_from(certificate.len()).unwrap_or(u32::MAX);
        bytes.extend(length.to_be_bytes());
        bytes.extend(certificate);
    }
    bytes
}

/// Reads [`write_certificates`].
pub(crate) fn read_certificates(mut bytes: &[u8]) -> Option<Vec<Vec<u8>>> {
    let mut certificates = Vec::new();
    while !bytes.is_empty() {
        let (length, rest) = bytes.split_first_chunk::<4>()?;
        let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
        let (certificate, rest) = rest.split_at_checked(length)?;
        certificates.push(certificate.to_vec());
        bytes = rest;
    }
    Some(certificates)
}

/// Unwraps a key for sealing.
pub(super) fn open_seal_key(
    app: &App,
    tenant: TenantId,
    row: &SealKeyRow,
) -> Result<SealKey, Failure> {
    let private = app
        .keys()
        .seal_wrap
        .open(&seal_context(tenant, &row.id.to_string()), &row.sealed)?;
    let broken = Failure::Inconsistent("a seal key without certificates");
    let mut certificates = read_certificates(&row.certificates)
        .ok_or(broken)?
        .into_iter();
    let seal = certificates
        .next()
        .ok_or(Failure::Inconsistent("a seal key without certificates"))?;
    Ok(SealKey::from_pkcs8(
        &private,
        &seal,
        certificates.collect(),
    )?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn certificates_read_back_and_a_cut_list_is_refused() {
        let written = write_certificates(&[vec![1, 2, 3], vec![], vec![4]]);
        assert_eq!(
            read_certificates(&written),
            Some(vec![vec![1, 2, 3], vec![], vec![4]])
        );
        for cut in 1..3 {
            assert_eq!(
                read_certificates(written.get(..cut).unwrap_or_default()),
                None
            );
        }
    }
}
