//! The signature dictionary, with room for what is not known yet.
//!
//! What lives here: its entries as PAdES wants them (EN 319 142-1 6.3), and the
//! places of byte range and CMS in it. What does not: the rest of the revision.

use super::identity::SealIdentity;
use super::request::SealRequest;
use super::{cms, date};
use crate::pdf::PdfError;
use crate::pdf::serialize::{name, text, write_dictionary};
use lopdf::{Dictionary, Object, ObjectId, StringFormat};
use std::ops::Range;

/// In the signature dictionary: SHA-256 of the CMS's certificate set, hex. A
/// third-class name (ISO 32000-2 Annex E), since it is ours. signing-certificate-v2
/// protects only the signer's certificate; without this the issuing ones could be
/// altered unseen by whoever does not know the root. A private CMS attribute would
/// do as well but trip readers that hold arcs in 32 bits.
pub(crate) const CERTIFICATE_SET_KEY: &str = "XXCertificateSetSHA256";

/// More would be a mistake, not a chain.
const MAX_RESERVED_BYTES: usize = 1024 * 1024;

/// Three offsets of at most ten digits; the unused places become spaces.
const RANGE_ROOM: usize = "[0 2147483647 2147483647 2147483647]".len();

/// The signature dictionary (ISO 32000-2 12.8.1) with its two placeholders.
pub(crate) struct SignatureDictionary {
    pub(crate) bytes: Vec<u8>,
    pub(crate) byte_range: Range<usize>,
    pub(crate) contents: Range<usize>,
}

impl SignatureDictionary {
    pub(super) fn write(
        request: &SealRequest<'_>,
        identity: &SealIdentity,
        closed: Option<&Closed>,
    ) -> Result<Self, PdfError> {
        let largest = || {
            cms::largest(identity, request.evidence_commitment.as_ref())
                .saturating_add(request.timestamp_room)
        };
        let reserved = request.reserved_bytes.unwrap_or_else(largest);
        let mut entries = Self::entries(request, closed)?;
        let digest = cms::sha_256(&cms::certificate_set(identity)).to_vec();
        let digest = Object::String(digest, StringFormat::Hexadecimal);
        entries.set(CERTIFICATE_SET_KEY, digest);
        Self::with_room(&entries, reserved)
    }

    /// The entries, and places for byte range and `reserved` bytes of DER.
    pub(crate) fn with_room(entries: &Dictionary, reserved: usize) -> Result<Self, PdfError> {
        if reserved > MAX_RESERVED_BYTES {
            return Err(PdfError::TooLarge);
        }
        let mut bytes = Vec::with_capacity(reserved.saturating_mul(2).saturating_add(512));
        write_dictionary(entries, &mut bytes);
        bytes.truncate(bytes.len().saturating_sub(2)); // The closing `>>` comes last.
        bytes.extend_from_slice(b"/ByteRange ");
        let byte_range = bytes.len()..bytes.len().saturating_add(RANGE_ROOM);
        bytes.resize(byte_range.end, b' ');
        bytes.extend_from_slice(b"/Contents ");
        let start = bytes.len();
        bytes.push(b'<');
        bytes.resize(bytes.len().saturating_add(reserved.saturating_mul(2)), b'0');
        bytes.push(b'>');
        let contents = start..bytes.len();
        bytes.extend_from_slice(b">>");
        Ok(Self {
            bytes,
            byte_range,
            contents,
        })
    }

    fn entries(request: &SealRequest<'_>, closed: Option<&Closed>) -> Result<Dictionary, PdfError> {
        let mut out = Dictionary::new();
        out.set("Type", name("Sig"));
        out.set("Filter", name("Adobe.PPKLite"));
        out.set("SubFilter", name("ETSI.CAdES.detached"));
        // EN 319 142-1 6.3: the claimed time stands in /M, not in the CMS.
        out.set("M", text(&date::write(request.signed_at_unix_ms)?));
        let texts = [("Name", request.name), ("Reason", request.reason)];
        let location = request.location.map(|location| ("Location", location));
        for (key, value) in texts.into_iter().chain(location) {
            if !value.is_empty() {
                out.set(key, text(value));
            }
        }
        let mut references = Vec::new();
        if request.certify {
            references.push(reference("DocMDP", [("P", Object::Integer(2))]));
        }
        if let Some(closed) = closed {
            let names = closed.fields.iter().map(|name| text(name)).collect();
            let entries = [
                ("Action", name("Include")),
                ("Fields", Object::Array(names)),
            ];
            let mut reference = reference("FieldMDP", entries);
            // Table 256: required with FieldMDP.
            reference.set("Data", Object::Reference(closed.catalog));
            references.push(reference);
        }
        if !references.is_empty() {
            let references = references.into_iter().map(Object::Dictionary);
            out.set("Reference", references.collect::<Vec<_>>());
        }
        Ok(out)
    }
}

/// The fields that a signature closes.
pub(super) struct Closed {
    pub(super) fields: Vec<String>,
    pub(super) catalog: ObjectId,
}

/// A signature reference (ISO 32000-2 12.8.1, table 256).
fn reference<const N: usize>(method: &str, entries: [(&str, Object); N]) -> Dictionary {
    let mut parameters = Dictionary::new();
    parameters.set("Type", name("TransformParams"));
    for (key, value) in entries {
        parameters.set(key, value);
    }
    parameters.set("V", name("1.2"));
    let mut reference = Dictionary::new();
    reference.set("Type", name("SigRef"));
    reference.set("TransformMethod", name(method));
    reference.set("TransformParams", parameters);
    reference
}
