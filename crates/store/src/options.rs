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

/// Who else may have the data folder open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Nodes {
    /// Nobody: a second process is refused.
    #[default]
    One,
    /// Others that say the same. The rows are safe then, since every guard is in the database; what a
    /// process remembers of them is not told to the others, so that no server is run like this: it is
    /// how tests hold two nodes against each other.
    Several,
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
    /// Who else may have the data folder open.
    pub nodes: Nodes,
}

impl Default for StoreOptions {
    fn default() -> StoreOptions {
        StoreOptions {
            readers: 2,
            queue: 4096,
            durability: Durability::SyncEveryCommit,
            nodes: Nodes::One,
        }
    }
}
