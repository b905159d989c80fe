//! What is looked at in a bundle, what can be wrong with it, and the verdict.

use mithaq_pades::{Outcome, Unreadable, Verdict};

use crate::evidence::{Statement, time::HeadTime};

/// What is looked at, in its order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Check {
    /// The seals of the PDF.
    Seal,
    /// That the PDF is the one that the contract's facts name, and begins with the reviewed file.
    Document,
    /// That each journal entry is below the head.
    Journal,
    /// That an outside timestamp over the head, where there is one, is of this head and sound.
    Time,
    /// That the journal tells of this contract, its confirmations and this sealed file.
    Story,
    /// That the signatures committed themselves to the statements.
    Commitments,
    /// That the certificate of completion is there where the contract is completed, and belongs to it.
    Completion,
    /// That the certificates can be read.
    Certificates,
}

impl Check {
    /// Every check.
    pub const ALL: [Self; 8] = [
        Self::Seal,
        Self::Document,
        Self::Journal,
        Self::Time,
        Self::Story,
        Self::Commitments,
        Self::Completion,
        Self::Certificates,
    ];

    /// A stable word for machines, and the end of the key of its sentence.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Seal => "seal",
            Self::Document => "document",
            Self::Journal => "journal",
            Self::Time => "time",
            Self::Story => "story",
            Self::Commitments => "commitments",
            Self::Completion => "completion",
            Self::Certificates => "certificates",
        }
    }
}

macro_rules! problems {
    ($($(#[$doc:meta])* $variant:ident => $check:ident, $code:literal;)*) => {
        /// What is wrong with a bundle.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum BundleProblem { $($(#[$doc])* $variant,)* }

        impl BundleProblem {
            /// A stable word for machines, and the end of the key of its sentence.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }

            /// The check that found it.
            pub const fn check(self) -> Check {
                match self { $(Self::$variant => Check::$check,)* }
            }
        }
    };
}

problems! {
    /// A seal of the PDF is not valid, or it has none.
    SealInvalid => Seal, "seal-invalid";
    /// The PDF is not the one that the facts name.
    OtherDocument => Document, "other-document";
    /// The PDF does not begin with the reviewed file.
    NotTheReviewed => Document, "not-the-reviewed";
    /// A signer's field is not signed in the PDF, or a signature is nobody's.
    OtherSigners => Document, "other-signers";
    /// A signature of the company's seal is by a certificate that is not the company's.
    OtherSeal => Document, "other-seal";
    /// A signature is not of the kind that the facts say.
    OtherKind => Document, "other-kind";
    /// There are no entries, too many, or they are out of order.
    EntriesOutOfOrder => Journal, "entries-out-of-order";
    /// The link before an entry is not that of the entry that stands there.
    BrokenLink => Journal, "broken-link";
    /// An entry is not below the head.
    NotProved => Journal, "not-proved";
    /// The timestamp is over another head.
    TimestampOfOther => Time, "timestamp-of-other";
    /// The timestamp is not sound: its form, its signature or its certificates.
    TimestampInvalid => Time, "timestamp-invalid";
    /// The timestamp states a time before that of an entry below the head.
    TimestampBeforeEntries => Time, "timestamp-before-entries";
    /// A renewal of the timestamp is of another one, or altered.
    RenewalInvalid => Time, "renewal-invalid";
    /// An entry is of another contract or session.
    OtherContract => Story, "other-contract";
    /// No entry tells that this file was sealed.
    SealingNotTold => Story, "sealing-not-told";
    /// No entry tells of a signer's confirmation as the facts have it.
    ConfirmationNotTold => Story, "confirmation-not-told";
    /// The journal tells another type, version, number of pages or time than the facts have.
    FactsNotTold => Story, "facts-not-told";
    /// A statement is not what the signature committed itself to.
    OtherCommitment => Commitments, "other-commitment";
    /// A statement speaks of something else than the facts.
    OtherStatement => Commitments, "other-statement";
    /// The contract is completed and has no certificate of that, or has one and is not completed.
    CompletionMissing => Completion, "completion-missing";
    /// The certificate of completion is not sealed, or not whole.
    CompletionInvalid => Completion, "completion-invalid";
    /// It is the certificate of another contract, or not the one that the journal tells of.
    OtherCompletion => Completion, "other-completion";
    /// The certificates cannot be read.
    CertificatesMalformed => Certificates, "certificates-malformed";
}

/// What was found of a bundle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BundleVerdict {
    /// The verdict on the PDF.
    pub seal: Result<Verdict, Unreadable>,
    /// How many entries were proved.
    pub proved: usize,
    /// The statements that signatures committed themselves to.
    pub statements: Vec<Statement>,
    /// What was found of the outside timestamp over the head, where it bears one.
    pub time: Option<HeadTime>,
    /// Everything that is wrong.
    pub problems: Vec<BundleProblem>,
}

impl BundleVerdict {
    /// The verdict in one word.
    pub fn outcome(&self) -> Outcome {
        let is_known = self.time.as_ref().is_none_or(|time| time.token.is_trusted);
        match &self.seal {
            Ok(verdict) if self.problems.is_empty() => match verdict.outcome() {
                // Timestamps count as signatures do.
                Outcome::Intact if !is_known => Outcome::UnknownIssuer,
                outcome => outcome,
            },
            _ => Outcome::Invalid,
        }
    }

    /// 0 whole and the issuer trusted, 1 altered or invalid, 3 whole but the issuer unknown.
    pub fn exit_code(&self) -> u8 {
        match self.outcome() {
            Outcome::Intact => 0,
            Outcome::Invalid => 1,
            Outcome::UnknownIssuer => 3,
        }
    }
}
