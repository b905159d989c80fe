//! What a bundle proves, judged from its bytes alone: the seals of the PDF, the journal's proofs, and
//! that all parts speak of one contract.

use std::collections::BTreeSet;

use base64::{Engine, engine::general_purpose::STANDARD};
use mithaq_domain::{
    contract::{SignatureLevel, Status},
    evidence::{
        Act, Leaf,
        chain::{BEFORE_FIRST, link, tree_leaf},
        commitment,
        merkle::is_included,
    },
    id::TenantId,
    seal::SealLevel,
    time::Instant,
};
use mithaq_pades::{Level, Outcome, SignatureProblem, Verdict, pem_decode_certificates};

use super::{
    pack::Bundle,
    part::{CommitmentPart, EntryPart, RenewalPart, SealsPart, SignerPart, SignerSide},
    told::{
        are_facts_told, is_by_companys_seal, is_by_its_own, is_of_its_kind, said, tells_of,
        tells_of_seal,
    },
    verdict::{BundleProblem, BundleVerdict},
};
use crate::{
    access::sha256,
    contract::binding,
    evidence::{
        Statement,
        time::{HeadTime, Renewals},
    },
    session::hex,
};

/// More entries than any contract has.
const MOST_ENTRIES: usize = 20_000;

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
    let time = judge.time(roots, now_unix_seconds);
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
        time,
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
        // The facts claim no more than the seals have; a level that nobody knows is more than any.
        let reached = self.seal.and_then(Verdict::level).map(Level::code);
        let reached = reached.and_then(SealLevel::parse).unwrap_or_default();
        let claims_more = |seals: &SealsPart| {
            SealLevel::parse(&seals.level).is_none_or(|claimed| claimed > reached)
        };
        let is_more = facts.seals.as_ref().is_some_and(claims_more);
        self.expect(!is_more, BundleProblem::OtherDocument);
        let signed = self.seal.map(|verdict| {
            verdict
                .own()
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
        let by_their_own = facts
            .signers
            .iter()
            .all(|signer| is_by_its_own(self.seal, signer));
        self.expect(by_their_own, BundleProblem::OtherSigners);
        let mut signers = facts.signers.iter();
        let by_seal = signers.all(|signer| is_by_companys_seal(self.seal, facts, signer));
        self.expect(by_seal, BundleProblem::OtherSeal);
        let of_kind = facts.signature_level == SignatureLevel::SealedConsent
            && facts.signers.iter().all(is_of_its_kind);
        self.expect(of_kind, BundleProblem::OtherKind);
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
        let tenant = self.tenant();
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

    /// What the outside timestamp over the head is worth, where there is one.
    fn time(&mut self, roots: &[Vec<u8>], now_unix_seconds: i64) -> Option<HeadTime> {
        let journal = &self.bundle.journal;
        let text = journal.head.timestamp.as_ref()?;
        // What is not Base64 is no token either.
        let token = STANDARD.decode(text).unwrap_or_default();
        let head = journal.head.head(self.tenant());
        let newest = journal.entries.iter().map(|entry| entry.at).max();
        let newest = Instant::from_unix_millis(newest.unwrap_or_default());
        let renewals = Renewals::judge(journal.head.renewals(head.tenant), roots, now_unix_seconds);
        let renewed = journal.head.renewals.first().map(RenewalPart::renewed);
        let time = HeadTime::judge((&head, newest), (&token, renewed.as_ref()), &renewals);
        let is_renewed = renewals.are_sound() && !time.is_renewal_of_other;
        self.expect(is_renewed, BundleProblem::RenewalInvalid);
        let other = SignatureProblem::TokenOverOtherBytes;
        let of_other = time.token.problems.contains(&other);
        let is_sound = time.token.problems.iter().all(|problem| *problem == other);
        self.expect(!of_other, BundleProblem::TimestampOfOther);
        self.expect(is_sound, BundleProblem::TimestampInvalid);
        self.expect(
            !time.is_before_entries,
            BundleProblem::TimestampBeforeEntries,
        );
        Some(time)
    }

    fn tenant(&self) -> TenantId {
        TenantId::new(self.bundle.facts.company.number)
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
            let is_seals = signer.level() == SignatureLevel::CompanySeal;
            let act = match signer.side {
                SignerSide::Customer => Act::ContractConfirmed,
                SignerSide::Company if is_seals => Act::ContractSealCountersigned,
                SignerSide::Company => Act::ContractCountersigned,
            };
            signer.document_sha256 == facts.document.reviewed_sha256
                && of_it(act.name()).any(|entry| {
                    let is_its = !is_seals || tells_of_seal(self.seal, entry, signer);
                    is_its && tells_of(entry, signer)
                })
        });
        self.expect(confirmed, BundleProblem::ConfirmationNotTold);
        let facts_told = are_facts_told(entries, facts);
        self.expect(facts_told, BundleProblem::FactsNotTold);
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
            ["completion_certified", "completion_raised"].contains(&entry.act.as_str())
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
                && statement.signature_level == seals(signer)
                // Countersignatures of an older program are bound to the member's number alone.
                && (statement.member.is_some() && statement.name.is_none()
                    || statement.name == signer.name && statement.contact == signer.contact)
        })
    }
}

/// What a statement says of its signature: that it is by the company's seal itself, or nothing.
fn seals(signer: &SignerPart) -> Option<SignatureLevel> {
    Some(signer.level()).filter(|level| *level == SignatureLevel::CompanySeal)
}
