//! The evidence bundle: everything by which a sealed contract is proved on a machine that has never
//! seen this server. Here are its parts and their form.
//!
//! Map: [`pack`] parts to a file and back · [`make`] from the rows · [`judge`] what it proves.

mod hexadecimal;
mod judge;
mod make;
mod pack;
mod part;
mod renewal;
mod told;
mod verdict;

pub use judge::judge_bundle;
pub use make::{BundleRefusal, evidence_bundle};
pub use pack::{Bundle, NotABundle, is_zip};
pub use part::{
    CommitmentPart, CommitmentsPart, CompanyPart, ContractPart, DocumentPart, EntryPart, HeadPart,
    JournalPart, RenewalPart, SealsPart, SignerPart, SignerSide,
};
pub use verdict::{BundleProblem, BundleVerdict, Check};
