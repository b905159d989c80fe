//! How a store is opened. What the choices do is in `sqlite` and `engine`.

/// When the disk must have what we say is stored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Durability {
    /// Before every answer: `synchronous=FULL`.
    #[default]
    SyncEveryCommit,
    /// Whenever the system likes. A power failure loses what was acknowledged: only for the test
    /// that must fail with it, and for fixtures.
    SyncNothing,
}

/// How a store is opened.
#[derive(Clone, Debug)]
pub struct StoreOptions {
    /// Threads that read.
    pub readers: usize,
    /// Units, and as many reads, that may wait before more are refused.
    pub queue: usize,
    /// When the disk must have what we say is stored.
    pub durability: Durability,
}

impl Default for StoreOptions {
    fn default() -> StoreOptions {
        StoreOptions {
            readers: 2,
            queue: 4096,
            durability: Durability::SyncEveryCommit,
        }
    }
}
