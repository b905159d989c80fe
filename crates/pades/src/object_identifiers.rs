//! The object identifiers of the profile, as the content bytes of their DER.
//!
//! What does not live here: parsing dotted text. Arcs under 2.25 hold a whole
//! UUID and do not fit the 32-bit arcs of the usual types.

/// RFC 5652 4: `id-data`.
pub(crate) const DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01];
/// RFC 5652 5.1: `id-signedData`.
pub(crate) const SIGNED_DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02];
/// RFC 5652 11.1: `id-contentType`.
pub(crate) const CONTENT_TYPE: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x03];
/// RFC 5652 11.2: `id-messageDigest`.
pub(crate) const MESSAGE_DIGEST: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x04];
/// RFC 5652 11.3: `id-signingTime`, which PAdES forbids (EN 319 142-1 6.3).
pub(crate) const SIGNING_TIME: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x05];
/// RFC 5035 3: `id-aa-signingCertificateV2`.
pub(crate) const SIGNING_CERTIFICATE_V2: &[u8] = &[
    0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x02, 0x2f,
];
/// FIPS 180-4: `id-sha256`.
pub(crate) const SHA_256: &[u8] = &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01];
/// RFC 5758 3.2: `ecdsa-with-SHA256`.
pub(crate) const ECDSA_WITH_SHA_256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02];
/// RFC 5758 3.2: `ecdsa-with-SHA384`.
pub(crate) const ECDSA_WITH_SHA_384: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x03];
/// RFC 8017 A.2.4: `sha256WithRSAEncryption`.
pub(crate) const SHA_256_WITH_RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b];
/// RFC 8017 A.2.4: `sha384WithRSAEncryption`.
pub(crate) const SHA_384_WITH_RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0c];
/// RFC 8017 A.2.4: `sha512WithRSAEncryption`.
pub(crate) const SHA_512_WITH_RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0d];
/// RFC 5480 2.1.1: `id-ecPublicKey`.
pub(crate) const EC_PUBLIC_KEY: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
/// RFC 5480 2.1.1.1: `secp256r1`.
pub(crate) const CURVE_P_256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];
/// RFC 5480 2.1.1.1: `secp384r1`.
pub(crate) const CURVE_P_384: &[u8] = &[0x2b, 0x81, 0x04, 0x00, 0x22];
/// RFC 8017 A.1: `rsaEncryption`.
pub(crate) const RSA_ENCRYPTION: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];

/// FIPS 180-4: `id-sha384`.
pub(crate) const SHA_384: &[u8] = &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x02];
/// FIPS 180-4: `id-sha512`.
pub(crate) const SHA_512: &[u8] = &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x03];
/// FIPS 180-4: `id-sha1`, which names issuers in OCSP (RFC 6960 4.3) and proves nothing.
pub(crate) const SHA_1: &[u8] = &[0x2b, 0x0e, 0x03, 0x02, 0x1a];
/// RFC 5758 3.2: `ecdsa-with-SHA512`.
pub(crate) const ECDSA_WITH_SHA_512: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x04];
/// RFC 3161 2.4.2: `id-ct-TSTInfo`.
pub(crate) const TIMESTAMP_INFO: &[u8] = &[
    0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x01, 0x04,
];
/// RFC 3161 A: `id-aa-timeStampToken`, an unsigned attribute.
pub(crate) const TIMESTAMP_TOKEN: &[u8] = &[
    0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x02, 0x0e,
];
/// RFC 5280 4.2.1.12: `id-kp-timeStamping`.
pub(crate) const KEY_PURPOSE_TIMESTAMPING: &[u8] =
    &[0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x08];
/// RFC 6960 4.2.1: `id-pkix-ocsp-basic`.
pub(crate) const OCSP_BASIC: &[u8] = &[0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30, 0x01, 0x01];

/// 2.25.204911191740117512368840362429675112175 (X.667: an arc that is a UUID),
/// our own signed attribute: an OCTET STRING of 32 bytes, a salted commitment to
/// the evidence.
pub(crate) const EVIDENCE_COMMITMENT: &[u8] = &[
    0x69, 0x82, 0xb4, 0xa8, 0xba, 0xf0, 0xe9, 0xbe, 0x8a, 0xbc, 0x95, 0xa7, 0xea, 0xd4, 0xde, 0x83,
    0xe0, 0xfa, 0x8d, 0x6f,
];

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing, clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_commitment_identifier_is_a_whole_uuid_in_its_shortest_form() {
        // X.690 8.19: 2.25 is 2 × 40 + 25, then groups of seven bits.
        assert_eq!(EVIDENCE_COMMITMENT[0], 105);
        let groups = &EVIDENCE_COMMITMENT[1..];
        assert_ne!(groups[0], 0x80, "a leading empty group is not DER");
        let (last, more) = groups.split_last().unwrap();
        assert!(last & 0x80 == 0 && more.iter().all(|group| group & 0x80 != 0));
        let arc = groups.iter().fold(0u128, |value, group| {
            (value << 7) | u128::from(group & 0x7f)
        });
        assert_eq!(arc, 0x9a28_75c3_4be1_4f0a_a7d5_52f0_3c1e_86ef);
    }
}
