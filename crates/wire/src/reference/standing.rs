//! Where contracts may stand and how they end, as documented.

/// Where a contract may stand, the usual one first.
pub const STATUS_NAMES: &[&str] = &[
    "Completed",
    "Draft",
    "Pending Approval",
    "Approved",
    "Rejected",
    "Customer Signed",
    "Service Provider Signed",
    "Customer Partially Signed",
    "Service Provider Partially Signed",
];

/// Why a contract may have ended without being completed.
pub const ENDINGS: &[&str] = &["Declined", "Rejected", "Reported", "Voided", "Expired"];
