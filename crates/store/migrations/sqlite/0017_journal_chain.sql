-- The chain over the journal. An entry gets its sequence and link after its own transaction, in batches;
-- a head says where the chain stood after each batch. The Merkle tree is kept in tiles of up to 256
-- hashes, so that neither appending nor proving walks through the journal. A head's token is an outside
-- timestamp over its imprint, where there is one.

CREATE UNIQUE INDEX journal_by_sequence ON journal (tenant_id, sequence) WHERE sequence IS NOT NULL;

CREATE INDEX journal_by_session ON journal (tenant_id, session_id, sequence) WHERE sequence IS NOT NULL;

CREATE INDEX journal_unchained ON journal (tenant_id, id, at) WHERE sequence IS NULL;

CREATE TABLE journal_head (
    tenant_id INTEGER NOT NULL REFERENCES tenant (id),
    size INTEGER NOT NULL,
    at INTEGER NOT NULL,
    link BLOB NOT NULL,
    root BLOB NOT NULL,
    token BLOB,
    PRIMARY KEY (tenant_id, size)
) STRICT, WITHOUT ROWID;

CREATE TABLE journal_tile (
    tenant_id INTEGER NOT NULL REFERENCES tenant (id),
    level INTEGER NOT NULL,
    position INTEGER NOT NULL,
    hashes BLOB NOT NULL,
    PRIMARY KEY (tenant_id, level, position)
) STRICT, WITHOUT ROWID;

-- The public page finds a document by the code that is printed on it, and by the file itself.

CREATE INDEX contract_document_by_code ON contract_document (short_code);

CREATE INDEX contract_document_by_reviewed ON contract_document (reviewed_sha256);
