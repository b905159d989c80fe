//! Proving who one is: people hand in pictures of card and face, the company's identity provider
//! decides, or leaves it to the staff.
//!
//! Map: `capture` pictures come in · `decide` what follows from a decision · `sealed` what lies in
//! the rows. Which pictures, states and providers there are is `domain`'s.

mod capture;
mod decide;
mod sealed;

pub use capture::{
    CaptureAsk, CaptureRefused, Captured, Holder, Picture, Refusal, capture, capture_faces,
};
