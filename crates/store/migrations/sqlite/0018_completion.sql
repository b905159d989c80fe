-- Certificates of completion: sealed files of their own, each naming the sealed contract by its first bytes and their SHA-256.
CREATE TABLE completion (
    tenant_id INTEGER NOT NULL,
    contract_id BLOB NOT NULL,
    certificate_file TEXT NOT NULL,
    sha256 BLOB NOT NULL,
    contract_bytes INTEGER NOT NULL,
    contract_sha256 BLOB NOT NULL,
    certified_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, contract_id),
    FOREIGN KEY (tenant_id, contract_id) REFERENCES contract (tenant_id, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX completion_by_file ON completion (certificate_file);
