-- Contracts whose customer's proved identity is not what the contract says: the fields that differ (their keys), which identity
-- it was (a keyed hash) and when a member of the company's staff accepted that.
CREATE TABLE identity_hold (
    tenant_id BIGINT NOT NULL,
    contract_id BYTEA NOT NULL,
    fields TEXT NOT NULL,
    age_unknown BIGINT NOT NULL,
    identity BYTEA NOT NULL,
    held_at BIGINT NOT NULL,
    accepted_at BIGINT,
    PRIMARY KEY (tenant_id, contract_id),
    FOREIGN KEY (tenant_id, contract_id) REFERENCES contract (tenant_id, id)
);

-- When the person was reminded that the session's time ends soon, or that was found not to be needed.
ALTER TABLE session ADD COLUMN reminded_at BIGINT;
