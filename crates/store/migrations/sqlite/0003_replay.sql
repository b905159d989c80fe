-- Calls that were sent with an Idempotency-Key. key_hash is a keyed hash of caller, route and key,
-- body_hash one of the body; sealed is what the answer is made of, empty only within the
-- transaction that acts.
CREATE TABLE replay (
    tenant_id INTEGER NOT NULL REFERENCES tenant (id),
    key_hash BLOB NOT NULL,
    body_hash BLOB NOT NULL,
    sealed BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, key_hash)
) STRICT, WITHOUT ROWID;

CREATE INDEX replay_by_time ON replay (tenant_id, created_at);
