//! The parts of a bundle that programs read, as JSON. Hashes are lower-case hexadecimal, times in the
//! journal milliseconds since 1970 as they are hashed, elsewhere ISO 8601 in UTC.

use base64::{Engine, engine::general_purpose::STANDARD};
use mithaq_domain::{
    contract::SignatureLevel,
    evidence::{
        chain::Head,
        merkle::Hash,
        renewal::{Proof, Renewal},
    },
    id::{ContractId, EntryId, SessionId, TenantId},
    time::Instant,
};
use mithaq_store::evidence::renewal::{RenewalRow, Renewed};
use serde::{Deserialize, Serialize};

use super::hexadecimal;

/// The name of the bundle's form, and its version.
pub(super) const FORMAT: &str = "mithaq-evidence-1";

/// The names of the parts, in their order in the file. The manifest is first and names the others.
pub(super) mod name {
    pub(crate) const MANIFEST: &str = "manifest.json";
    pub(crate) const CONTRACT: &str = "contract.pdf";
    pub(crate) const FACTS: &str = "contract.json";
    pub(crate) const JOURNAL: &str = "journal.json";
    pub(crate) const COMMITMENTS: &str = "commitments.json";
    pub(crate) const CERTIFICATES: &str = "certificates.pem";
    pub(crate) const README_AR: &str = "README.ar.txt";
    pub(crate) const README_EN: &str = "README.en.txt";
    /// The certificate of completion, where the contract is completed.
    pub(crate) const COMPLETION: &str = "completion.pdf";
    /// Every other part but the manifest; each must be there.
    pub(crate) const PARTS: [&str; 7] = [
        CONTRACT,
        FACTS,
        JOURNAL,
        COMMITMENTS,
        CERTIFICATES,
        README_AR,
        README_EN,
    ];
}

/// `manifest.json`: what the parts are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ManifestPart {
    pub(super) format: String,
    pub(super) parts: Vec<PartDigest>,
}

/// A part by its name, size and hash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct PartDigest {
    pub(super) name: String,
    pub(super) size: u64,
    #[serde(with = "hexadecimal")]
    pub(super) sha256: Hash,
}

/// `contract.json`: the contract and who signed it, nothing of which the PDF does not show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ContractPart {
    /// Whose contract.
    pub company: CompanyPart,
    /// The contract.
    pub contract: ContractId,
    /// The session that it was made in.
    pub session: SessionId,
    /// The number that people call it by.
    pub request_number: String,
    /// Its type and the version that it keeps.
    pub contract_type: i64,
    /// The version of its type.
    pub version: i64,
    /// Where it stood when the bundle was made.
    pub status: String,
    /// When it was made.
    pub created_at: String,
    /// What a customer's signature of it is.
    pub signature_level: SignatureLevel,
    /// How far the seals of the contract had come; bundles of an older program do not say.
    #[serde(default)]
    pub seals: Option<SealsPart>,
    /// The document.
    pub document: DocumentPart,
    /// Who signed, customers first.
    pub signers: Vec<SignerPart>,
    /// The certificate of completion, where the contract is completed.
    pub completion: Option<CompletionPart>,
}

/// How far seals had come when the bundle was made (EN 319 142-1 6), and plainly what they had not reached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SealsPart {
    /// The level that every seal had reached.
    pub level: String,
    /// The one that the company wants, where they had not reached it.
    pub wanted: Option<String>,
    /// What they waited for: `configuration`, where no timestamp authority is configured, or `answer`.
    pub waits_for: Option<String>,
}

/// What a certificate of completion certifies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CompletionPart {
    /// SHA-256 of the certificate.
    #[serde(with = "hexadecimal")]
    pub certificate_sha256: Hash,
    /// The bytes of the sealed contract at that time, with which it still begins.
    pub contract_bytes: u64,
    /// SHA-256 of these.
    #[serde(with = "hexadecimal")]
    pub contract_sha256: Hash,
    /// When.
    pub certified_at: String,
}

/// The company.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CompanyPart {
    /// Its number in the journal's hashes.
    pub number: i64,
    /// Its unique name.
    pub name: String,
    /// Its name as people read it, in English.
    pub display_en: String,
    /// Its name as people read it, in Arabic.
    pub display_ar: String,
}

/// The document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DocumentPart {
    /// The code that is printed on it.
    pub short_code: String,
    /// Its pages.
    pub pages: i64,
    /// The bytes of the reviewed file, with which the sealed one begins.
    pub reviewed_bytes: u64,
    /// SHA-256 of these.
    #[serde(with = "hexadecimal")]
    pub reviewed_sha256: Hash,
    /// SHA-256 of the sealed file.
    #[serde(with = "hexadecimal")]
    pub sealed_sha256: Hash,
    /// When it was frozen.
    pub frozen_at: String,
}

/// A signature as its block in the document says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SignerPart {
    /// The signature field.
    pub field: String,
    /// For whom it stands.
    pub side: SignerSide,
    /// What the signature is; bundles of an older program do not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature_level: Option<SignatureLevel>,
    /// The name in the block, where it has one.
    pub name: Option<String>,
    /// A customer's phone or mailbox, masked.
    pub contact: Option<String>,
    /// Whose the certificate of the signature is, where a member signed with a key of the member's own or the company's
    /// seal did by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate: Option<String>,
    /// The session in which a customer signed.
    pub session: Option<SessionId>,
    /// When.
    pub signed_at: String,
    /// What was confirmed.
    #[serde(with = "hexadecimal")]
    pub document_sha256: Hash,
}

/// For whom a signature stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum SignerSide {
    /// For a customer.
    Customer,
    /// For the company: a member's, or that of its seal by itself.
    Company,
}

impl SignerPart {
    /// What the signature is, as the part says or as an older program left it to be seen.
    pub fn level(&self) -> SignatureLevel {
        let seen = match self.certificate {
            Some(_) => SignatureLevel::OwnCertificate,
            None => SignatureLevel::SealedConsent,
        };
        self.signature_level.unwrap_or(seen)
    }
}

/// `journal.json`: the entries of this contract and its sessions with their proofs, and the head.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct JournalPart {
    /// The head that the proofs lead to.
    pub head: HeadPart,
    /// The entries, in the order of the chain.
    pub entries: Vec<EntryPart>,
}

/// A head of the chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct HeadPart {
    /// How many entries it counts.
    pub size: i64,
    /// When, in milliseconds.
    pub at: i64,
    /// The link of the last of them.
    #[serde(with = "hexadecimal")]
    pub link: Hash,
    /// The root of the tree over them.
    #[serde(with = "hexadecimal")]
    pub root: Hash,
    /// An outside timestamp over its imprint (RFC 3161 token, Base64), where it has one.
    pub timestamp: Option<String>,
    /// By what the timestamp was stamped again before its authority's certificate ended, and that one in its turn.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub renewals: Vec<RenewalPart>,
}

/// One timestamp over many that are renewed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RenewalPart {
    /// Which of the journal's renewals, counted from 1.
    pub number: i64,
    /// How many timestamps it renews.
    pub size: i64,
    /// The root of the tree over them.
    #[serde(with = "hexadecimal")]
    pub root: Hash,
    /// The place of the timestamp before this one among them, counted from 0.
    pub place: i64,
    /// The path from its leaf to the root (RFC 9162, 2.1.3).
    #[serde(with = "hexadecimal::list")]
    pub path: Vec<Hash>,
    /// The token over the renewal's imprint (RFC 3161, Base64).
    pub timestamp: String,
}

impl RenewalPart {
    /// Where the timestamp before it stands in it.
    pub(crate) fn renewed(&self) -> Renewed {
        let proof = Proof {
            place: self.place,
            path: self.path.clone(),
        };
        Renewed {
            by: self.number,
            proof,
        }
    }
}

impl HeadPart {
    /// The renewals as they stand in the journal's rows; what is not Base64 is no token.
    pub(crate) fn renewals(&self, tenant: TenantId) -> Vec<RenewalRow> {
        let later = self
            .renewals
            .iter()
            .skip(1)
            .map(|part| Some(part.renewed()));
        let parts = self.renewals.iter().zip(later.chain([None]));
        let row = |(part, renewed): (&RenewalPart, Option<Renewed>)| RenewalRow {
            renewal: Renewal {
                tenant,
                number: part.number,
                size: part.size,
                root: part.root,
            },
            token: STANDARD.decode(&part.timestamp).unwrap_or_default(),
            renewed,
        };
        parts.map(row).collect()
    }

    /// The head itself.
    pub const fn head(&self, tenant: TenantId) -> Head {
        Head {
            tenant,
            size: self.size,
            at: Instant::from_unix_millis(self.at),
            link: self.link,
            root: self.root,
        }
    }
}

/// An entry with the proof that it is below the head.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EntryPart {
    /// Its place in the chain.
    pub sequence: i64,
    /// Its id.
    pub id: EntryId,
    /// When, in milliseconds.
    pub at: i64,
    /// What was done.
    pub act: String,
    /// By whom.
    pub actor: String,
    /// In which session.
    pub session: Option<SessionId>,
    /// On which contract.
    pub contract: Option<ContractId>,
    /// The facts, as the text that is hashed.
    pub detail: String,
    /// The link before it.
    #[serde(with = "hexadecimal")]
    pub before: Hash,
    /// The path from its link to the head's root (RFC 9162, 2.1.3).
    #[serde(with = "hexadecimal::list")]
    pub path: Vec<Hash>,
}

/// `commitments.json`: what opens the commitments in the signatures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CommitmentsPart {
    /// One for each signature that has a commitment.
    pub commitments: Vec<CommitmentPart>,
}

/// The opening of one commitment: SHA-256(salt ‖ statement).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CommitmentPart {
    /// The signature field.
    pub field: String,
    /// The salt, 16 bytes in hexadecimal.
    #[serde(with = "hexadecimal::salt")]
    pub salt: [u8; 16],
    /// The statement, as the text that is hashed.
    pub statement: String,
}
