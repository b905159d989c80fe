//! What a seal is to say and where it goes.
//!
//! What does not live here: who seals; that is the identity and its key.

/// What to seal with; texts may be Arabic.
#[derive(Debug, Clone, Default)]
pub struct SealRequest<'a> {
    /// The fully qualified name of an empty signature field in the document.
    pub field_name: &'a str,
    /// A PDF whose first page becomes the field's appearance, fonts and all.
    pub appearance: Option<&'a [u8]>,
    /// Who seals, for readers' signature panels (`/Name`).
    pub name: &'a str,
    /// Why (`/Reason`).
    pub reason: &'a str,
    /// Where (`/Location`).
    pub location: Option<&'a str>,
    /// The claimed time, Unix milliseconds, written to the second (`/M`).
    pub signed_at_unix_ms: i64,
    /// A salted commitment to the evidence, as a signed attribute.
    pub evidence_commitment: Option<[u8; 32]>,
    /// Certify with DocMDP P=2: forms may be filled and signed, nothing else.
    /// Only a document's first signature may.
    pub certify: bool,
    /// Close the fields of the document's form that are no signature fields (FieldMDP, ISO 32000-2 12.8.2.4): all
    /// of them, of a document that is signed already what was filled in since.
    pub lock_form: bool,
    /// Further bytes for a timestamp in the CMS (see [`crate::TIMESTAMP_ROOM`]); 0 where
    /// none is asked for.
    pub timestamp_room: usize,
    /// Bytes reserved for the CMS; `None` for what the signer's key and chain need
    /// at most.
    pub reserved_bytes: Option<usize>,
}
