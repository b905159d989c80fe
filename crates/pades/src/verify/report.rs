//! What a verification says, as closed enums and plain values.
//!
//! What does not live here: sentences for people beyond a plain English line.

/// The file cannot be judged at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unreadable {
    /// Not a well-formed PDF.
    NotReadable,
    /// An encrypted PDF.
    Encrypted,
    /// A PDF without any signature.
    Unsigned,
}

impl Unreadable {
    /// The process exit code for this: 2.
    pub fn exit_code(self) -> u8 {
        2
    }
}

impl std::fmt::Display for Unreadable {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(match self {
            Self::NotReadable => "not a readable PDF",
            Self::Encrypted => "an encrypted PDF",
            Self::Unsigned => "the PDF bears no signature",
        })
    }
}

impl std::error::Error for Unreadable {}

/// The verdict in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Intact, the whole file is covered, every chain ends in a given root.
    Intact,
    /// Altered or invalid.
    Invalid,
    /// Intact, but an issuer is not among the given roots.
    UnknownIssuer,
}

macro_rules! closed_enum {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident => $code:literal, $text:literal;)* }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name { $($(#[$doc])* $variant,)* }

        impl $name {
            /// A stable word for machines and for translations.
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                out.write_str(match self { $(Self::$variant => $text,)* })
            }
        }

        impl std::error::Error for $name {}
    };
}

closed_enum! {
    /// What is wrong with the file as a whole.
    Problem {
        /// The file bears a signature but is not well-formed as written.
        StructureBroken => "structure-broken", "the file was signed but its structure is damaged";
        /// A signature dictionary belongs to no field.
        StraySignature => "stray-signature", "a signature in the file belongs to no field";
        /// Two fields hold the same signature.
        SharedSignature => "shared-signature", "two fields hold the same signature";
        /// Two signatures cover the same bytes.
        SharedRevision => "shared-revision", "two signatures claim the same revision";
        /// Bytes of the file are covered by no signature.
        NotWhollyCovered => "not-wholly-covered", "bytes after the last signature are covered by none";
        /// The certification (DocMDP) is not that of the first signature.
        FalseCertification => "false-certification", "the certification is not that of the first signature";
        /// More signatures than are looked at.
        TooManySignatures => "too-many-signatures", "the file has too many signatures";
    }
}

closed_enum! {
    /// What is wrong with one signature.
    SignatureProblem {
        /// The field's value is not an indirect, uncompressed, plainly written dictionary.
        DictionaryNotPlain => "dictionary-not-plain", "the signature dictionary is not written plainly";
        /// Not `ETSI.CAdES.detached`, or another type or filter.
        KindUnsupported => "kind-unsupported", "not a PAdES signature";
        /// `/ByteRange` is missing or is not exactly the file around `/Contents`.
        ByteRangeNotCanonical => "byte-range", "the byte range is not the file around the signature";
        /// `/Contents` is missing, not lower-case hex, or padded with something.
        ContentsNotCanonical => "contents", "the signature value is not written canonically";
        /// The covered bytes do not end a revision.
        NoRevisionEnd => "no-revision-end", "the covered bytes are not a whole revision";
        /// The CMS is not DER or not of the B-B profile.
        CmsMalformed => "cms-malformed", "the signature message is malformed";
        /// The CMS has not exactly one signer.
        NotOneSigner => "not-one-signer", "the signature message has not exactly one signer";
        /// The CMS has unsigned attributes, which B-B has not.
        UnsignedAttributes => "unsigned-attributes", "the signature message has unsigned attributes";
        /// The signed attributes are incomplete or hold what PAdES forbids.
        AttributesInvalid => "attributes", "the signed attributes are not those of PAdES";
        /// The document's digest is not the signed one: the file was changed.
        DigestMismatch => "digest-mismatch", "the document was changed after it was signed";
        /// signing-certificate-v2 does not name the signer's certificate.
        SigningCertificateMismatch => "signing-certificate", "the signed reference is to another certificate";
        /// No certificate in the CMS is the signer's.
        SignerMissing => "signer-missing", "the signer's certificate is missing";
        /// The signature value does not verify.
        SignatureInvalid => "signature-invalid", "the signature value is wrong";
        /// The certificate's key usage does not allow signatures.
        KeyUsage => "key-usage", "the certificate is not for signing documents";
        /// A certificate was not signed by the issuer that it names.
        ChainBroken => "chain-broken", "the certificate chain is broken";
        /// A certificate of the chain may not do what it does in it.
        ChainRefused => "chain-refused", "the certificate chain is not valid";
        /// The CMS carries certificates that are not of the chain.
        UnrelatedCertificate => "unrelated-certificate", "a certificate is not part of the chain";
        /// The claimed time lies outside a certificate's validity.
        OutsideValidity => "outside-validity", "a certificate was not valid at the claimed time";
        /// `/M` is missing or vague.
        ClaimedTimeMissing => "time-missing", "the signature states no time";
        /// `/M` lies ahead of the verifier's clock.
        ClaimedTimeInFuture => "time-in-future", "the signature claims a time in the future";
        /// Something that signatures may not change was changed after this one.
        ChangedAfterwards => "changed-afterwards", "the document was changed in a way that is not allowed";
    }
}

/// What is known of one signature, in the order of signing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignatureReport {
    /// The field's fully qualified name.
    pub field_name: String,
    /// The signer's distinguished name, RFC 4514; empty when unknown.
    pub signer_subject: String,
    /// The signer's common name.
    pub signer_common_name: Option<String>,
    /// The signer's organisation.
    pub signer_organization: Option<String>,
    /// The distinguished name of the signer's issuer.
    pub issuer_subject: String,
    /// Whether the signer or its issuers say that they are a test.
    pub is_test_chain: bool,
    /// Whether the chain ends in a given root.
    pub is_trusted: bool,
    /// The claimed time (`/M`), Unix seconds.
    pub claimed_at_unix_seconds: Option<i64>,
    /// The end of the signer's certificate, Unix seconds.
    pub certificate_expires_unix_seconds: Option<i64>,
    /// Bytes that the signature covers.
    pub covered_bytes: usize,
    /// Bytes of the whole file.
    pub total_bytes: usize,
    /// Whether it covers all but its own value.
    pub covers_whole_file: bool,
    /// Which revision it closes, counted from 1; 0 when unknown.
    pub revision: usize,
    /// The DocMDP permission that this signature certifies with, if it does.
    pub certification: Option<i64>,
    /// The commitment to the evidence among the signed attributes.
    pub evidence_commitment: Option<[u8; 32]>,
    /// Everything wrong with it; empty for a good signature.
    pub problems: Vec<SignatureProblem>,
}

impl SignatureReport {
    pub(super) fn empty(field_name: &str, total_bytes: usize) -> Self {
        Self {
            field_name: field_name.to_owned(),
            signer_subject: String::new(),
            signer_common_name: None,
            signer_organization: None,
            issuer_subject: String::new(),
            is_test_chain: false,
            is_trusted: false,
            claimed_at_unix_seconds: None,
            certificate_expires_unix_seconds: None,
            covered_bytes: 0,
            total_bytes,
            covers_whole_file: false,
            revision: 0,
            certification: None,
            evidence_commitment: None,
            problems: Vec::new(),
        }
    }
}

/// The verdict on a file that bears signatures, or did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Bytes of the file.
    pub total_bytes: usize,
    /// Revisions (cross-reference sections) of the file; 0 when unreadable.
    pub revision_count: usize,
    /// Every signature, in the order of signing.
    pub signatures: Vec<SignatureReport>,
    /// Everything wrong with the file as a whole.
    pub problems: Vec<Problem>,
}

impl Verdict {
    pub(super) fn broken(total_bytes: usize, problem: Problem) -> Self {
        Self {
            total_bytes,
            revision_count: 0,
            signatures: Vec::new(),
            problems: vec![problem],
        }
    }

    /// The verdict in one word.
    pub fn outcome(&self) -> Outcome {
        let sound = self.problems.is_empty()
            && !self.signatures.is_empty()
            && self
                .signatures
                .iter()
                .all(|signature| signature.problems.is_empty());
        if !sound {
            Outcome::Invalid
        } else if self.signatures.iter().all(|signature| signature.is_trusted) {
            Outcome::Intact
        } else {
            Outcome::UnknownIssuer
        }
    }

    /// 0 intact and trusted, 1 altered or invalid, 3 intact but issuer unknown.
    pub fn exit_code(&self) -> u8 {
        match self.outcome() {
            Outcome::Intact => 0,
            Outcome::Invalid => 1,
            Outcome::UnknownIssuer => 3,
        }
    }
}
