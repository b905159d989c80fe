-- Outside timestamps over heads of the journal are rows of their own: the heads that bear one are few.

CREATE TABLE journal_timestamp (
    tenant_id INTEGER NOT NULL,
    size INTEGER NOT NULL,
    token BLOB NOT NULL,
    PRIMARY KEY (tenant_id, size),
    FOREIGN KEY (tenant_id, size) REFERENCES journal_head (tenant_id, size)
) STRICT, WITHOUT ROWID;

ALTER TABLE journal_head DROP COLUMN token;

-- How far a certificate of completion has come (EN 319 142-1 6), whether it is to be raised further, and when
-- somebody has to look at it: those that are there already at once.

ALTER TABLE completion ADD COLUMN seal_level TEXT NOT NULL DEFAULT 'B-B';
ALTER TABLE completion ADD COLUMN upgrade_pending INTEGER NOT NULL DEFAULT 0;
ALTER TABLE completion ADD COLUMN renew_at INTEGER;

UPDATE completion SET upgrade_pending = 1, renew_at = certified_at;

CREATE INDEX completion_by_renew_at ON completion (renew_at) WHERE renew_at IS NOT NULL;
