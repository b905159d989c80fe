//! Proving who one is: people hand in pictures of card and face, the company's identity provider
//! decides, or leaves it to the staff.
//!
//! Map: `capture` pictures come in · `judge` the staff decides · `decide` what follows from a
//! decision · `link` a transaction of nobody becomes somebody's · `look` the staff looks ·
//! `presence` faces alone prove that somebody is there again · `withdraw` what is left when the
//! identity is withdrawn · `sealed` what lies in the rows. Which pictures, states and providers
//! there are is `domain`'s.

mod capture;
mod decide;
mod judge;
mod link;
mod look;
mod presence;
mod sealed;
mod withdraw;

pub use capture::{
    CaptureAsk, CaptureRefused, Captured, Holder, Picture, Refusal, capture, capture_faces,
};
pub use decide::ApproveRefusal;
pub use judge::{JudgeRefusal, Judged, Read, judge_transaction};
pub use link::{forget_unclaimed, link_transaction};
pub use look::{
    NotThere, Step, TransactionShown, find_images, get_transaction, list_transactions, view_picture,
};
pub use presence::{PresenceAsk, PresenceRefusal, prove_presence};
pub use sealed::{Facts, StoredVerdict};

pub(crate) use presence::find_presence;
pub(crate) use withdraw::withdraw_transactions;
