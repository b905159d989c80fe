-- Outside timestamps over heads are stamped again before the certificate of their authority ends, many by one token:
-- when it ends, which renewal covers it, and where it stands in that one's tree. What was there before is looked at once.

ALTER TABLE journal_timestamp ADD COLUMN expires_at INTEGER;
ALTER TABLE journal_timestamp ADD COLUMN renewed_by INTEGER;
ALTER TABLE journal_timestamp ADD COLUMN place INTEGER;
ALTER TABLE journal_timestamp ADD COLUMN path BLOB;

CREATE INDEX journal_timestamp_by_end ON journal_timestamp (tenant_id, renewed_by, expires_at);

CREATE TABLE journal_renewal (
    tenant_id INTEGER NOT NULL REFERENCES tenant (id),
    number INTEGER NOT NULL,
    size INTEGER NOT NULL,
    root BLOB NOT NULL,
    token BLOB NOT NULL,
    expires_at INTEGER NOT NULL,
    renewed_by INTEGER,
    place INTEGER,
    path BLOB,
    PRIMARY KEY (tenant_id, number)
) STRICT, WITHOUT ROWID;
