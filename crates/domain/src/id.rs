//! Typed identifiers. How they are drawn is decided elsewhere.

/// The number of a tenant: the company whose rows these are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TenantId(i64);

impl TenantId {
    /// Wraps a number that came from the store.
    #[must_use]
    pub const fn new(number: i64) -> TenantId {
        TenantId(number)
    }

    /// The bare number, for a column.
    #[must_use]
    pub const fn get(self) -> i64 {
        self.0
    }
}
