-- Calls that were sent with an Idempotency-Key. key_hash is a keyed hash of caller, route and key,
-- body_hash one of the body; sealed is what the answer is made of, empty only within the
-- transaction that acts.
CREATE TABLE replay (
    tenant_id BIGINT NOT NULL REFERENCES tenant (id),
    key_hash BYTEA NOT NULL,
    body_hash BYTEA NOT NULL,
    sealed BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, key_hash)
);

CREATE INDEX replay_by_time ON replay (tenant_id, created_at);
