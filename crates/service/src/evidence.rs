//! The journal's chain: entries get their places in it, heads their timestamps. It is judged in `store`, from the
//! rows alone, and its timestamps in [`time`].
//! And what is proved by it: the commitments in signatures, the bundle that is judged anywhere, and what
//! the public page says of a sealed file or of the code that is printed on it.

mod bundle;
mod chain;
mod commitment;
mod public;
mod renew;
mod stamp;
mod time;

pub use bundle::{
    Bundle, BundleProblem, BundleRefusal, BundleVerdict, Check, CommitmentPart, CommitmentsPart,
    CompanyPart, ContractPart, DocumentPart, EntryPart, HeadPart, JournalPart, NotABundle,
    RenewalPart, SealsPart, SignerPart, SignerSide, evidence_bundle, is_zip, judge_bundle,
};
pub use chain::{Chainer, Waiting, find_waiting};
pub use commitment::{Opening, Statement};
pub use public::{
    CodeFacts, FileVerdict, Genuine, PublicSignature, Signatory, Standing, check_code, check_file,
};
pub use renew::renew_head_timestamps;
pub use stamp::stamp_heads;
pub use time::{HeadTime, JournalVerdict, Renewals, judge_journal};

pub(crate) use commitment::Confirmed;
