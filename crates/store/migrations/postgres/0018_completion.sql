-- Certificates of completion: sealed files of their own, each naming the sealed contract by its first bytes and their SHA-256.
CREATE TABLE completion (
    tenant_id BIGINT NOT NULL,
    contract_id BYTEA NOT NULL,
    certificate_file TEXT NOT NULL,
    sha256 BYTEA NOT NULL,
    contract_bytes BIGINT NOT NULL,
    contract_sha256 BYTEA NOT NULL,
    certified_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, contract_id),
    FOREIGN KEY (tenant_id, contract_id) REFERENCES contract (tenant_id, id)
);

CREATE INDEX completion_by_file ON completion (certificate_file);
