//! Changes to a whole bundle, each with the finding that must come of it.

use mithaq_service::evidence::{Bundle, BundleProblem};

/// What somebody changes, and what is found.
type Forgery = (&'static str, fn(&mut Bundle), BundleProblem);

pub(super) const ALL: &[Forgery] = &[
    (
        "a byte of the PDF",
        |it| it.contract[2000] ^= 1,
        BundleProblem::SealInvalid,
    ),
    (
        "the seal is cut off",
        |it| {
            it.contract
                .truncate(it.facts.document.reviewed_bytes as usize)
        },
        BundleProblem::SealInvalid,
    ),
    (
        "another sealed hash",
        |it| it.facts.document.sealed_sha256[0] ^= 1,
        BundleProblem::OtherDocument,
    ),
    (
        "another reviewed hash",
        |it| it.facts.document.reviewed_sha256[0] ^= 1,
        BundleProblem::NotTheReviewed,
    ),
    (
        "another length",
        |it| it.facts.document.reviewed_bytes = u64::MAX,
        BundleProblem::NotTheReviewed,
    ),
    (
        "another field",
        |it| it.facts.signers[0].field = "Customer2".to_owned(),
        BundleProblem::OtherSigners,
    ),
    (
        "a signer more",
        |it| it.facts.signers.push(it.facts.signers[0].clone()),
        BundleProblem::OtherSigners,
    ),
    (
        "no signer",
        |it| it.facts.signers.clear(),
        BundleProblem::OtherSigners,
    ),
    (
        "another name",
        |it| it.facts.signers[0].name = Some("Somebody Else".to_owned()),
        BundleProblem::OtherStatement,
    ),
    (
        "another contact",
        |it| it.facts.signers[0].contact = None,
        BundleProblem::OtherStatement,
    ),
    (
        "another number",
        |it| it.facts.request_number = "REQ-2026-00002".to_owned(),
        BundleProblem::OtherStatement,
    ),
    (
        "another time",
        |it| it.facts.signers[0].signed_at = "2026-01-01T00:00:00.000Z".to_owned(),
        BundleProblem::ConfirmationNotTold,
    ),
    (
        "another type",
        |it| it.facts.contract_type += 1,
        BundleProblem::FactsNotTold,
    ),
    (
        "another version",
        |it| it.facts.version += 1,
        BundleProblem::FactsNotTold,
    ),
    (
        "a page more",
        |it| it.facts.document.pages += 1,
        BundleProblem::FactsNotTold,
    ),
    (
        "made at another time",
        |it| it.facts.created_at = "2026-01-01T00:00:00.000Z".to_owned(),
        BundleProblem::FactsNotTold,
    ),
    (
        "frozen at another time",
        |it| it.facts.document.frozen_at = "2026-01-01T00:00:00.000Z".to_owned(),
        BundleProblem::FactsNotTold,
    ),
    (
        "certified at another time",
        |it| it.facts.completion.as_mut().unwrap().certified_at = String::new(),
        BundleProblem::FactsNotTold,
    ),
    (
        "an edited entry",
        |it| it.journal.entries[2].detail = "{}".to_owned(),
        BundleProblem::NotProved,
    ),
    (
        "another time of an entry",
        |it| it.journal.entries[2].at += 1,
        BundleProblem::NotProved,
    ),
    (
        "another actor",
        |it| it.journal.entries[2].actor = "server".to_owned(),
        BundleProblem::NotProved,
    ),
    (
        "an altered path",
        |it| it.journal.entries[2].path[0][0] ^= 1,
        BundleProblem::NotProved,
    ),
    (
        "a longer path",
        |it| it.journal.entries[2].path.push([0; 32]),
        BundleProblem::NotProved,
    ),
    (
        "another link before",
        |it| it.journal.entries[2].before[0] ^= 1,
        BundleProblem::BrokenLink,
    ),
    (
        "another company",
        |it| it.facts.company.number += 1,
        BundleProblem::NotProved,
    ),
    (
        "another root",
        |it| it.journal.head.root[0] ^= 1,
        BundleProblem::NotProved,
    ),
    (
        "another size",
        |it| it.journal.head.size = i64::MAX,
        BundleProblem::NotProved,
    ),
    (
        "a negative size",
        |it| it.journal.head.size = -1,
        BundleProblem::NotProved,
    ),
    (
        "an entry out of place",
        |it| it.journal.entries[2].sequence = i64::MIN,
        BundleProblem::EntriesOutOfOrder,
    ),
    (
        "an entry at the end of all",
        |it| it.journal.entries.last_mut().unwrap().sequence = i64::MAX,
        BundleProblem::NotProved,
    ),
    (
        "entries exchanged",
        |it| it.journal.entries.swap(1, 2),
        BundleProblem::EntriesOutOfOrder,
    ),
    (
        "no entries",
        |it| it.journal.entries.clear(),
        BundleProblem::EntriesOutOfOrder,
    ),
    (
        "the confirmation left out",
        |it| {
            it.journal
                .entries
                .retain(|entry| entry.act != "contract_confirmed")
        },
        BundleProblem::ConfirmationNotTold,
    ),
    (
        "the sealing left out",
        |it| {
            it.journal
                .entries
                .retain(|entry| entry.act != "contract_sealed")
        },
        BundleProblem::SealingNotTold,
    ),
    (
        "another salt",
        |it| it.commitments.commitments[0].salt[0] ^= 1,
        BundleProblem::OtherCommitment,
    ),
    (
        "another statement",
        |it| it.commitments.commitments[0].statement.push(' '),
        BundleProblem::OtherCommitment,
    ),
    (
        "a commitment twice",
        |it| {
            it.commitments
                .commitments
                .push(it.commitments.commitments[0].clone())
        },
        BundleProblem::OtherCommitment,
    ),
    (
        "a statement that is none",
        |it| it.commitments.commitments[0].statement = "[".repeat(500),
        BundleProblem::OtherStatement,
    ),
    (
        "no certificate of completion",
        |it| it.completion = None,
        BundleProblem::CompletionMissing,
    ),
    (
        "a contract that is said not to be completed",
        |it| it.facts.status = "Approved".to_owned(),
        BundleProblem::CompletionMissing,
    ),
    (
        "neither a certificate nor a word of it",
        |it| (it.completion, it.facts.completion) = (None, None),
        BundleProblem::CompletionMissing,
    ),
    (
        "a byte of the certificate of completion",
        |it| it.completion.as_mut().unwrap()[2000] ^= 1,
        BundleProblem::CompletionInvalid,
    ),
    (
        "the contract in place of the certificate of completion",
        |it| it.completion = Some(it.contract.clone()),
        BundleProblem::OtherCompletion,
    ),
    (
        "another hash in the certificate of completion",
        |it| it.facts.completion.as_mut().unwrap().contract_sha256[0] ^= 1,
        BundleProblem::OtherCompletion,
    ),
    (
        "the certificate's entry left out",
        |it| {
            it.journal
                .entries
                .retain(|entry| entry.act != "completion_certified")
        },
        BundleProblem::OtherCompletion,
    ),
    (
        "no certificates",
        |it| it.certificates.clear(),
        BundleProblem::CertificatesMalformed,
    ),
];
