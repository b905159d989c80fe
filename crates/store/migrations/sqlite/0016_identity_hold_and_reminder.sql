-- Contracts whose customer's proved identity is not what the contract says: the fields that differ (their keys), which identity
-- it was (a keyed hash) and when a member of the company's staff accepted that.
CREATE TABLE identity_hold (
    tenant_id INTEGER NOT NULL,
    contract_id BLOB NOT NULL,
    fields TEXT NOT NULL,
    age_unknown INTEGER NOT NULL,
    identity BLOB NOT NULL,
    held_at INTEGER NOT NULL,
    accepted_at INTEGER,
    PRIMARY KEY (tenant_id, contract_id),
    FOREIGN KEY (tenant_id, contract_id) REFERENCES contract (tenant_id, id)
) STRICT, WITHOUT ROWID;

-- When the person was reminded that the session's time ends soon, or that was found not to be needed.
ALTER TABLE session ADD COLUMN reminded_at INTEGER;
