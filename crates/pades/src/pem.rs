//! PEM in and out (RFC 7468), for certificates that a person carries around.
//!
//! What does not live here: private keys in PEM; keys stay PKCS#8 DER in memory.

use der::pem::{LineEnding, encode_string};

/// A text that should hold certificates does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PemError {
    /// No `-----BEGIN CERTIFICATE-----` block is in the text.
    NoCertificate,
    /// A block is cut short or its base64 is broken.
    Malformed,
    /// A label that PEM does not allow, or a text too long to encode.
    NotEncodable,
}

impl std::fmt::Display for PemError {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(match self {
            Self::NoCertificate => "no PEM certificate found",
            Self::Malformed => "a PEM block is malformed",
            Self::NotEncodable => "cannot be written as PEM",
        })
    }
}

impl std::error::Error for PemError {}

/// Writes one PEM block, for example with the label `CERTIFICATE`.
pub fn pem_encode(label: &str, der: &[u8]) -> Result<String, PemError> {
    encode_string(label, LineEnding::LF, der).map_err(|_| PemError::NotEncodable)
}

/// The DER of every `CERTIFICATE` block of a text, in order; text between blocks
/// and blocks of other labels are passed over.
pub fn pem_decode_certificates(text: &str) -> Result<Vec<Vec<u8>>, PemError> {
    const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
    const END: &str = "-----END CERTIFICATE-----";
    let mut certificates = Vec::new();
    let mut rest = text;
    while let Some((_, from)) = rest.split_once(BEGIN) {
        let (body, after) = from.split_once(END).ok_or(PemError::Malformed)?;
        // Foreign tools wrap at other widths and end lines otherwise: normalise first.
        let packed: String = body.split_whitespace().collect();
        certificates.push(decode_base64(&packed)?);
        rest = after;
    }
    if certificates.is_empty() {
        return Err(PemError::NoCertificate);
    }
    Ok(certificates)
}

fn decode_base64(packed: &str) -> Result<Vec<u8>, PemError> {
    let mut wrapped = String::from("-----BEGIN CERTIFICATE-----\n");
    for (index, character) in packed.chars().enumerate() {
        if index > 0 && index % 64 == 0 {
            wrapped.push('\n');
        }
        wrapped.push(character);
    }
    wrapped.push_str("\n-----END CERTIFICATE-----\n");
    let (_, der) = der::pem::decode_vec(wrapped.as_bytes()).map_err(|_| PemError::Malformed)?;
    Ok(der)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn certificates_survive_the_round_trip_whatever_the_line_width() {
        for length in [1usize, 47, 48, 49, 500] {
            let der: Vec<u8> = (0..length).map(|n| (n % 251) as u8).collect();
            let text = pem_encode("CERTIFICATE", &der).unwrap();
            assert_eq!(pem_decode_certificates(&text).unwrap(), vec![der.clone()]);
            let one_line = text
                .replace('\n', "")
                .replace("CERTIFICATE-----", "CERTIFICATE-----\r\n")
                .replace("-----END", "\r\n-----END");
            assert_eq!(pem_decode_certificates(&one_line).unwrap(), vec![der]);
        }
    }

    #[test]
    fn a_cut_block_and_an_empty_text_are_refused() {
        assert_eq!(pem_decode_certificates(""), Err(PemError::NoCertificate));
        assert_eq!(
            pem_decode_certificates("-----BEGIN CERTIFICATE-----\nAAAA\n"),
            Err(PemError::Malformed)
        );
        assert_eq!(
            pem_decode_certificates("-----BEGIN CERTIFICATE-----\n!!\n-----END CERTIFICATE-----"),
            Err(PemError::Malformed)
        );
    }
}
