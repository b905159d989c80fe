//! What a bundle proves, judged from its bytes alone: the seals of the PDF, the journal's proofs, and
//! that all parts speak of one contract.

use std::collections::BTreeSet;

use mithaq_domain::{
    contract::Status,
    evidence::{
        Leaf,
        chain::{BEFORE_FIRST, link, tree_leaf},
        commitment,
        merkle::is_included,
    },
    id::TenantId,
    time::Instant,
};
use mithaq_pades::{Outcome, Unreadable, Verdict, pem_decode_certificates};
use serde_json::Value;

use super::{
    pack::Bundle,
    part::{CommitmentPart, EntryPart, SignerPart},
};
use crate::{access::sha256, contract::binding, evidence::Statement, session::hex};

/// More entries than any contract has.
const MOST_ENTRIES: usize = 20_000;

/// What is looked at, in its order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Check {
    /// The seals of the PDF.
    Seal,
    /// That the PDF is the one that the contract's facts name, and begins with the reviewed file.
    Document,
    /// That each journal entry is below the head.
    Journal,
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
    pub const ALL: [Self; 7] = [
        Self::Seal,
        Self::Document,
        Self::Journal,
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
    /// There are no entries, too many, or they are out of order.
    EntriesOutOfOrder => Journal, "entries-out-of-order";
    /// The link before an entry is not that of the entry that stands there.
    BrokenLink => Journal, "broken-link";
    /// An entry is not below the head.
    NotProved => Journal, "not-proved";
    /// An entry is of another contract or session.
    OtherContract => Story, "other-contract";
    /// No entry tells that this file was sealed.
    SealingNotTold => Story, "sealing-not-told";
    /// No entry tells of a signer's confirmation as the facts have it.
    ConfirmationNotTold => Story, "confirmation-not-told";
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
    /// Whether the head bears an outside timestamp, which is not judged here.
    pub has_timestamp: bool,
    /// Everything that is wrong.
    pub problems: Vec<BundleProblem>,
}

impl BundleVerdict {
    /// The verdict in one word.
    pub fn outcome(&self) -> Outcome {
        match &self.seal {
            Ok(verdict) if self.problems.is_empty() => verdict.outcome(),
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

/// Judges a bundle. `roots` are trusted certificates, DER; those in the bundle are not trusted for being
/// there.
pub fn judge_bundle(bundle: &Bundle, roots: &[Vec<u8>], now_unix_seconds: i64) -> BundleVerdict {
    let seal = mithaq_pades::verify(&bundle.contract, roots, now_unix_seconds);
    let is_sound = |verdict: &Verdict| verdict.outcome() != Outcome::Invalid;
    let mut judge = Judge {
        bundle,
        seal: seal.as_ref().ok(),
        problems: Vec::new(),
    };
    let is_sealed = judge.seal.is_some_and(is_sound);
    judge.expect(is_sealed, BundleProblem::SealInvalid);
    judge.document();
    let proved = judge.journal();
    judge.story();
    let statements = judge.commitments();
    judge.completion(roots, now_unix_seconds);
    let certificates = pem_decode_certificates(&bundle.certificates);
    let readable = certificates.is_ok_and(|found| !found.is_empty());
    judge.expect(readable, BundleProblem::CertificatesMalformed);
    BundleVerdict {
        problems: judge.problems,
        seal,
        proved,
        statements,
        has_timestamp: bundle.journal.head.timestamp.is_some(),
    }
}

struct Judge<'a> {
    bundle: &'a Bundle,
    seal: Option<&'a Verdict>,
    problems: Vec<BundleProblem>,
}

impl Judge<'_> {
    fn expect(&mut self, holds: bool, otherwise: BundleProblem) {
        if !holds && !self.problems.contains(&otherwise) {
            self.problems.push(otherwise);
        }
    }

    fn document(&mut self) {
        let (pdf, facts) = (&self.bundle.contract, &self.bundle.facts);
        let is_it = sha256(pdf) == facts.document.sealed_sha256;
        self.expect(is_it, BundleProblem::OtherDocument);
        let reviewed = usize::try_from(facts.document.reviewed_bytes).ok();
        let reviewed = reviewed.and_then(|end| pdf.get(..end)).map(sha256);
        let begins = reviewed == Some(facts.document.reviewed_sha256);
        self.expect(begins, BundleProblem::NotTheReviewed);
        let signed = self.seal.map(|verdict| {
            let fields = verdict.signatures.iter();
            fields
                .map(|signature| signature.field_name.as_str())
                .collect()
        });
        let signed: BTreeSet<&str> = signed.unwrap_or_default();
        let named: BTreeSet<&str> = facts
            .signers
            .iter()
            .map(|signer| signer.field.as_str())
            .collect();
        let are_they = signed == named && named.len() == facts.signers.len();
        self.expect(are_they, BundleProblem::OtherSigners);
    }

    /// How many entries were proved.
    fn journal(&mut self) -> usize {
        let entries = &self.bundle.journal.entries;
        let in_order = entries
            .array_windows()
            .all(|[entry, next]| entry.sequence < next.sequence);
        let is_sized = !entries.is_empty() && entries.len() <= MOST_ENTRIES;
        self.expect(in_order && is_sized, BundleProblem::EntriesOutOfOrder);
        let (mut proved, mut last) = (0, None);
        for entry in entries.iter().take(MOST_ENTRIES) {
            let own = self.link_of(entry);
            let follows = match last {
                Some((sequence, link)) if sequence + 1 == entry.sequence => link == entry.before,
                _ => entry.sequence != 1 || entry.before == BEFORE_FIRST,
            };
            self.expect(follows, BundleProblem::BrokenLink);
            let is_proved = self.is_proved(entry, &own);
            self.expect(is_proved, BundleProblem::NotProved);
            proved += usize::from(is_proved);
            last = (entry.sequence < i64::MAX).then_some((entry.sequence, own));
        }
        proved
    }

    fn link_of(&self, entry: &EntryPart) -> [u8; 32] {
        let tenant = TenantId::new(self.bundle.facts.company.number);
        let leaf = Leaf {
            id: entry.id.as_bytes(),
            tenant,
            at: Instant::from_unix_millis(entry.at),
            act: &entry.act,
            actor: &entry.actor,
            session: entry.session.as_ref().map(|id| &id.as_bytes()[..]),
            contract: entry.contract.as_ref().map(|id| &id.as_bytes()[..]),
            detail: &entry.detail,
        };
        link(tenant, entry.sequence, &entry.before, &leaf.hash())
    }

    fn is_proved(&self, entry: &EntryPart, own: &[u8; 32]) -> bool {
        let head = &self.bundle.journal.head;
        let index = entry.sequence.checked_sub(1).map(u64::try_from);
        let (Some(Ok(index)), Ok(size)) = (index, u64::try_from(head.size)) else {
            return false;
        };
        is_included((index, size), &tree_leaf(own), &entry.path, &head.root)
    }

    fn story(&mut self) {
        let (facts, entries) = (&self.bundle.facts, &self.bundle.journal.entries);
        let mut sessions = BTreeSet::from([facts.session]);
        sessions.extend(facts.signers.iter().filter_map(|signer| signer.session));
        let belongs = |entry: &EntryPart| match entry.contract {
            Some(contract) => contract == facts.contract,
            None => entry
                .session
                .is_some_and(|session| sessions.contains(&session)),
        };
        let all_belong = entries.iter().all(belongs);
        self.expect(all_belong, BundleProblem::OtherContract);
        let of_it = |act: &'static str| {
            let ours = entries.iter().filter(move |entry| entry.act == act);
            ours.filter(|entry| entry.contract == Some(facts.contract))
        };
        // Sealed, or raised to a higher level since.
        let sealed = hex(&facts.document.sealed_sha256);
        let is_sealing = |entry: &EntryPart| said(entry, "sealedSha256") == Some(sealed.clone());
        let mut sealings = of_it("contract_sealed").chain(of_it("seal_raised"));
        let told = sealings.any(is_sealing);
        self.expect(told, BundleProblem::SealingNotTold);
        let confirmed = facts.signers.iter().all(|signer| {
            let act = match signer.side.as_str() {
                "customer" => "contract_confirmed",
                _ => "contract_countersigned",
            };
            signer.document_sha256 == facts.document.reviewed_sha256
                && of_it(act).any(|entry| tells_of(entry, signer))
        });
        self.expect(confirmed, BundleProblem::ConfirmationNotTold);
    }

    /// The statements whose commitments were opened.
    fn commitments(&mut self) -> Vec<Statement> {
        let (bundle, mut opened, mut statements) = (self.bundle, BTreeSet::new(), Vec::new());
        for part in &bundle.commitments.commitments {
            let signatures = self
                .seal
                .into_iter()
                .flat_map(|verdict| &verdict.signatures);
            let mut signatures = signatures.filter(|found| found.field_name == part.field);
            let stated = signatures
                .next()
                .and_then(|found| found.evidence_commitment);
            let hash = commitment(&part.salt, part.statement.as_bytes());
            let is_it = stated == Some(hash) && opened.insert(part.field.as_str());
            self.expect(is_it, BundleProblem::OtherCommitment);
            let statement = serde_json::from_str::<Statement>(&part.statement).ok();
            let statement = statement.filter(|statement| self.speaks_of_it(part, statement));
            self.expect(statement.is_some(), BundleProblem::OtherStatement);
            statements.extend(statement.filter(|_| is_it));
        }
        statements
    }

    /// The certificate of completion: sealed, of this contract, and told of in the journal.
    fn completion(&mut self, roots: &[Vec<u8>], now_unix_seconds: i64) {
        let (facts, bundle) = (&self.bundle.facts, self.bundle);
        let is_completed = facts.status == Status::Completed.name();
        let (Some(part), Some(certificate)) = (&facts.completion, &bundle.completion) else {
            let is_none = facts.completion.is_none() && bundle.completion.is_none();
            self.expect(is_none && !is_completed, BundleProblem::CompletionMissing);
            return;
        };
        self.expect(is_completed, BundleProblem::CompletionMissing);
        let verdict = mithaq_pades::verify(certificate, roots, now_unix_seconds).ok();
        let outcome = verdict.as_ref().map(Verdict::outcome);
        // A certificate by an issuer whom nobody vouches for adds nothing to a contract that is trusted.
        let is_like = outcome == self.seal.map(Verdict::outcome);
        let is_sound = outcome.is_some_and(|outcome| outcome != Outcome::Invalid);
        self.expect(is_sound && is_like, BundleProblem::CompletionInvalid);
        let stated = verdict.and_then(|verdict| match verdict.signatures.as_slice() {
            [only] => only.evidence_commitment,
            _ => None,
        });
        let bound = binding(facts.contract, part.contract_bytes, &part.contract_sha256);
        let end = usize::try_from(part.contract_bytes).ok();
        let begins = end.and_then(|end| bundle.contract.get(..end)).map(sha256);
        let hash = hex(&part.certificate_sha256);
        let is_told = bundle.journal.entries.iter().any(|entry| {
            entry.act == "completion_certified"
                && entry.contract == Some(facts.contract)
                && said(entry, "certificateSha256").as_ref() == Some(&hash)
        });
        let is_it = sha256(certificate) == part.certificate_sha256
            && begins == Some(part.contract_sha256)
            && stated == Some(bound)
            && is_told;
        self.expect(is_it, BundleProblem::OtherCompletion);
    }

    fn speaks_of_it(&self, part: &CommitmentPart, statement: &Statement) -> bool {
        let facts = &self.bundle.facts;
        let signer = facts
            .signers
            .iter()
            .find(|signer| signer.field == part.field);
        signer.is_some_and(|signer| {
            statement.contract == facts.contract
                && statement.field == signer.field
                && statement.session == signer.session.unwrap_or(facts.session)
                && statement.document_sha256 == hex(&signer.document_sha256)
                && statement.confirmed_at == signer.signed_at
                && statement.request_number == facts.request_number
                && (statement.member.is_some()
                    || statement.name == signer.name && statement.contact == signer.contact)
        })
    }
}

/// What an entry says under a key, where that is a text.
fn said(entry: &EntryPart, key: &str) -> Option<String> {
    let detail: Value = serde_json::from_str(&entry.detail).ok()?;
    detail.get(key)?.as_str().map(str::to_owned)
}

fn tells_of(entry: &EntryPart, signer: &SignerPart) -> bool {
    let at = Instant::from_unix_millis(entry.at).to_iso();
    let is_his = signer.session.is_none() || entry.session == signer.session;
    is_his
        && at == signer.signed_at
        && said(entry, "documentSha256") == Some(hex(&signer.document_sha256))
}
