//! What somebody with the database at hand could change. The entries handed in stand at 401 and 403.

use mithaq_domain::evidence::{Entry, chain::Broken};

/// Tampering, and the break that must be named.
pub type Tampering = (&'static str, fn(&Entry, &Entry) -> Broken);

pub const TAMPERINGS: &[Tampering] = &[
    (
        "UPDATE journal SET detail = '{\"number\":2}' WHERE tenant_id = 1 AND sequence = 401",
        |it, _| Broken::Edited {
            sequence: 401,
            entry: it.id,
        },
    ),
    (
        "UPDATE journal SET at = at + 1 WHERE tenant_id = 1 AND sequence = 401",
        |it, _| Broken::Edited {
            sequence: 401,
            entry: it.id,
        },
    ),
    (
        "UPDATE journal SET actor = 'server' WHERE tenant_id = 1 AND sequence = 401",
        |it, _| Broken::Edited {
            sequence: 401,
            entry: it.id,
        },
    ),
    (
        "UPDATE journal SET act = 'code_sent' WHERE tenant_id = 1 AND sequence = 401",
        |it, _| Broken::Edited {
            sequence: 401,
            entry: it.id,
        },
    ),
    (
        "UPDATE journal SET session_id = NULL WHERE tenant_id = 1 AND sequence = 401",
        |it, _| Broken::Edited {
            sequence: 401,
            entry: it.id,
        },
    ),
    (
        "UPDATE journal SET contract_id = session_id WHERE tenant_id = 1 AND sequence = 401",
        |it, _| Broken::Edited {
            sequence: 401,
            entry: it.id,
        },
    ),
    (
        "UPDATE journal SET leaf = link WHERE tenant_id = 1 AND sequence = 401",
        |it, _| Broken::Edited {
            sequence: 401,
            entry: it.id,
        },
    ),
    (
        "UPDATE journal SET link = leaf WHERE tenant_id = 1 AND sequence = 401",
        |it, _| Broken::Unlinked {
            sequence: 401,
            entry: it.id,
        },
    ),
    (
        "UPDATE journal SET link = x'00' WHERE tenant_id = 1 AND sequence = 401",
        |_, _| Broken::Unreadable { sequence: 401 },
    ),
    (
        "DELETE FROM journal WHERE tenant_id = 1 AND sequence = 401",
        |_, _| Broken::Missing { sequence: 401 },
    ),
    (
        "UPDATE journal SET tenant_id = 2, sequence = NULL WHERE tenant_id = 1 AND sequence = 401",
        |_, _| Broken::Missing { sequence: 401 },
    ),
    (
        "UPDATE journal SET sequence = NULL, link = NULL WHERE tenant_id = 1 AND sequence = 401",
        |_, _| Broken::Missing { sequence: 401 },
    ),
    (
        "DELETE FROM journal WHERE tenant_id = 1 AND sequence >= 401",
        |_, _| Broken::Missing { sequence: 401 },
    ),
    (
        "UPDATE journal SET sequence = -1 WHERE tenant_id = 1 AND sequence = 401;
         UPDATE journal SET sequence = 401 WHERE tenant_id = 1 AND sequence = 403;
         UPDATE journal SET sequence = 403 WHERE tenant_id = 1 AND sequence = -1",
        |_, other| Broken::Moved {
            sequence: 401,
            entry: other.id,
            now_at: 403,
        },
    ),
    (
        "UPDATE journal_head SET root = link WHERE tenant_id = 1 AND size = 600",
        |_, _| Broken::Head { size: 600 },
    ),
    (
        "UPDATE journal_head SET link = root WHERE tenant_id = 1 AND size = 300",
        |_, _| Broken::Head { size: 300 },
    ),
    (
        "UPDATE journal_head SET size = 601 WHERE tenant_id = 1 AND size = 600",
        |_, _| Broken::Head { size: 601 },
    ),
    (
        "UPDATE journal_head SET size = 0 WHERE tenant_id = 1 AND size = 600",
        |_, _| Broken::Head { size: 0 },
    ),
    (
        "DELETE FROM journal_head WHERE tenant_id = 1 AND size = 700",
        |_, _| Broken::Headless { sequence: 601 },
    ),
    ("DELETE FROM journal_head WHERE tenant_id = 1", |_, _| {
        Broken::Headless { sequence: 1 }
    }),
    (
        "INSERT INTO journal_head SELECT tenant_id, 800, at, link, root FROM journal_head WHERE tenant_id = 1 AND size = 700",
        |_, _| Broken::Missing { sequence: 701 },
    ),
    (
        "UPDATE journal SET sequence = 701, link = leaf WHERE tenant_id = 1 AND sequence IS NULL AND detail = '{\"number\":700}'",
        |_, _| Broken::Headless { sequence: 701 },
    ),
    (
        "DELETE FROM journal_tile WHERE tenant_id = 1 AND level = 0 AND position = 1",
        |_, _| Broken::Tree { sequence: 257 },
    ),
    (
        "UPDATE journal_tile SET hashes = x'00' WHERE tenant_id = 1 AND level = 1",
        |_, _| Broken::Tree { sequence: 1 },
    ),
    // Timestamps over heads that were removed.
    (
        "PRAGMA foreign_keys = OFF; INSERT INTO journal_timestamp (tenant_id, size, token) VALUES (1, 299, x'00')",
        |_, _| Broken::Head { size: 299 },
    ),
    (
        "PRAGMA foreign_keys = OFF; INSERT INTO journal_timestamp (tenant_id, size, token) VALUES (1, 701, x'00')",
        |_, _| Broken::Head { size: 701 },
    ),
];
