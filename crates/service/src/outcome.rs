//! What becomes of jobs, as the use cases that do them say.

use mithaq_domain::time::Instant;

/// What becomes of a job that did not fail.
pub(crate) enum Outcome {
    /// There is nothing left of it to do.
    Done,
    /// The same, and it was forgotten with what it did, in one transaction.
    Forgotten,
    /// It is to be run again from this moment on.
    Later(Instant),
}
