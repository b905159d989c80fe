-- Outside timestamps over heads are stamped again before the certificate of their authority ends, many by one token:
-- when it ends, which renewal covers it, and where it stands in that one's tree. What was there before is looked at once.

ALTER TABLE journal_timestamp ADD COLUMN expires_at BIGINT;
ALTER TABLE journal_timestamp ADD COLUMN renewed_by BIGINT;
ALTER TABLE journal_timestamp ADD COLUMN place BIGINT;
ALTER TABLE journal_timestamp ADD COLUMN path BYTEA;

CREATE INDEX journal_timestamp_by_end ON journal_timestamp (tenant_id, renewed_by, expires_at);

CREATE TABLE journal_renewal (
    tenant_id BIGINT NOT NULL REFERENCES tenant (id),
    number BIGINT NOT NULL,
    size BIGINT NOT NULL,
    root BYTEA NOT NULL,
    token BYTEA NOT NULL,
    expires_at BIGINT NOT NULL,
    renewed_by BIGINT,
    place BIGINT,
    path BYTEA,
    PRIMARY KEY (tenant_id, number)
);
