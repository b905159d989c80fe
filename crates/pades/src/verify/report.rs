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
        /// The security store (DSS) holds something other than validation data.
        StoreNotPlain => "store-not-plain", "the validation data holds something else";
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
        /// `/M` lies behind the time that a timestamp proves.
        ClaimedTimeAfterTimestamp => "time-after-timestamp", "the signature claims a time after its timestamp";
        /// A timestamp token is not DER, or not of RFC 3161 and RFC 5816.
        TokenMalformed => "token-malformed", "the timestamp is malformed";
        /// A timestamp is over other bytes than those it stands for.
        TokenOverOtherBytes => "token-other-bytes", "the timestamp is over other bytes";
        /// A timestamp's signature or its attributes are wrong.
        TokenInvalid => "token-invalid", "the timestamp's signature is wrong";
        /// A timestamp's certificate is not for timestamps alone.
        TokenCertificate => "token-certificate", "the timestamp's certificate is not one for timestamps";
        /// A document timestamp proves an earlier time than one below it.
        TokenOrder => "token-order", "a timestamp is earlier than what it covers";
        /// A certificate had been revoked by then.
        Revoked => "revoked", "a certificate had been revoked";
        /// Something that signatures may not change was changed after this one.
        ChangedAfterwards => "changed-afterwards", "the document was changed in a way that is not allowed";
    }
}

/// How much a signature proves, and for how long (EN 319 142-1 6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// A signature with a claimed time.
    BB,
    /// With a timestamp: it existed by then.
    BT,
    /// With all that is needed to judge its certificates later.
    BLt,
    /// With a timestamp over that, too: it outlives the certificates.
    BLta,
}

impl Level {
    /// As the standard writes it.
    pub fn code(self) -> &'static str {
        match self {
            Self::BB => "B-B",
            Self::BT => "B-T",
            Self::BLt => "B-LT",
            Self::BLta => "B-LTA",
        }
    }
}

/// What is known of one timestamp, in a signature or over the document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TimestampReport {
    /// The field of a document timestamp; none for one in a signature.
    pub field_name: Option<String>,
    /// The authority's distinguished name, RFC 4514; empty when unknown.
    pub authority_subject: String,
    /// The authority's common name.
    pub authority_common_name: Option<String>,
    /// The distinguished name of the authority's issuer.
    pub issuer_subject: String,
    /// Whether the authority or its issuers say that they are a test.
    pub is_test_chain: bool,
    /// Whether the chain ends in a given root.
    pub is_trusted: bool,
    /// The time that it states (`genTime`), Unix seconds.
    pub at_unix_seconds: Option<i64>,
    /// The end of the authority's certificate, Unix seconds.
    pub expires_unix_seconds: Option<i64>,
    /// Whether that end has come without a further timestamp before it: it proves
    /// nothing any more.
    pub is_lapsed: bool,
    /// Bytes that a document timestamp covers; 0 for one in a signature.
    pub covered_bytes: usize,
    /// Which revision a document timestamp closes, counted from 1; 0 when unknown.
    pub revision: usize,
    /// Whether it came with the file that was then sealed, over the document or in a signature of others: whose
    /// authority it is of does not touch what our seals prove.
    pub is_of_upload: bool,
    /// Everything wrong with it; empty for a good one.
    pub problems: Vec<SignatureProblem>,
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
    /// The earliest time that a sound timestamp of a trusted authority proves for it,
    /// its own or one over the document; Unix seconds.
    pub proven_at_unix_seconds: Option<i64>,
    /// The level of the form that it has reached, whoever the issuers are.
    pub level: Level,
    /// The timestamp inside the signature.
    pub timestamp: Option<TimestampReport>,
    /// The end of the signer's certificate, Unix seconds.
    pub certificate_expires_unix_seconds: Option<i64>,
    /// Whether that end has come and no timestamp proves the signature to be from before: whoever has the
    /// key since may have made it and claimed an earlier time.
    pub is_ended_unproven: bool,
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
    /// Whether another program made it: it lacks what our seals bear.
    pub is_others: bool,
    /// Whether others made it before our first seal: it came with the file that was sealed. Whom it is of does not
    /// touch what our seals prove.
    pub is_of_upload: bool,
    /// The fields of the form that were filled in after it and before the next one, as it allows.
    pub filled: Vec<String>,
    /// The certificate that it names, DER; empty where there is none.
    pub certificate: Vec<u8>,
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
            proven_at_unix_seconds: None,
            level: Level::BB,
            timestamp: None,
            certificate_expires_unix_seconds: None,
            is_ended_unproven: false,
            covered_bytes: 0,
            total_bytes,
            covers_whole_file: false,
            revision: 0,
            certification: None,
            is_others: false,
            is_of_upload: false,
            filled: Vec::new(),
            certificate: Vec::new(),
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
    /// Every timestamp over the document, in the order in which they were made.
    pub timestamps: Vec<TimestampReport>,
    /// Everything wrong with the file as a whole.
    pub problems: Vec<Problem>,
}

impl Verdict {
    pub(super) fn broken(total_bytes: usize, problem: Problem) -> Self {
        Self::broken_by(total_bytes, vec![problem])
    }

    pub(super) fn broken_by(total_bytes: usize, problems: Vec<Problem>) -> Self {
        Self {
            total_bytes,
            revision_count: 0,
            signatures: Vec::new(),
            timestamps: Vec::new(),
            problems,
        }
    }

    /// The verdict in one word. Timestamps count as signatures do.
    pub fn outcome(&self) -> Outcome {
        let inner = self
            .signatures
            .iter()
            .filter_map(|signature| signature.timestamp.as_ref());
        let mut timestamps = self.timestamps.iter().chain(inner);
        let sound = self.problems.is_empty()
            && !self.signatures.is_empty()
            && self
                .signatures
                .iter()
                .all(|signature| signature.problems.is_empty())
            && timestamps.clone().all(|stamp| stamp.problems.is_empty());
        if !sound {
            Outcome::Invalid
        } else if self.own().all(|signature| signature.is_trusted)
            && timestamps.all(|stamp| stamp.is_trusted || stamp.is_of_upload)
        {
            Outcome::Intact
        } else {
            Outcome::UnknownIssuer
        }
    }

    /// The signatures that the verdict stands on: all but those that came with a file which was then sealed.
    pub fn own(&self) -> impl Iterator<Item = &SignatureReport> {
        let signatures = self.signatures.iter();
        signatures.filter(|signature| !signature.is_of_upload)
    }

    /// The lowest level that a signature of the file has reached, those of an upload left out.
    pub fn level(&self) -> Option<Level> {
        self.own().map(|signature| signature.level).min()
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
