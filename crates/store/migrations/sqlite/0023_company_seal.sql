-- The company's seal may countersign by itself: a place without a member, at most one of a contract, and the key that
-- signed there.
CREATE TABLE contract_countersigner_anew (
    tenant_id INTEGER NOT NULL,
    contract_id BLOB NOT NULL,
    ordinal INTEGER NOT NULL,
    member_id INTEGER,
    document_sha256 BLOB,
    signed_at INTEGER,
    embedded_at INTEGER,
    member_key_id INTEGER,
    sealed BLOB,
    seal_key_id INTEGER,
    PRIMARY KEY (tenant_id, contract_id, ordinal),
    UNIQUE (tenant_id, contract_id, member_id),
    FOREIGN KEY (tenant_id, contract_id) REFERENCES contract (tenant_id, id),
    FOREIGN KEY (tenant_id, member_id) REFERENCES member (tenant_id, id),
    FOREIGN KEY (tenant_id, seal_key_id) REFERENCES seal_key (tenant_id, id)
) STRICT, WITHOUT ROWID;

INSERT INTO contract_countersigner_anew (tenant_id, contract_id, ordinal, member_id, document_sha256, signed_at, embedded_at,
        member_key_id, sealed)
    SELECT tenant_id, contract_id, ordinal, member_id, document_sha256, signed_at, embedded_at, member_key_id, sealed
    FROM contract_countersigner;

DROP TABLE contract_countersigner;

ALTER TABLE contract_countersigner_anew RENAME TO contract_countersigner;

CREATE INDEX contract_countersigner_owed ON contract_countersigner (tenant_id, member_key_id)
    WHERE member_key_id IS NOT NULL AND signed_at IS NOT NULL AND embedded_at IS NULL;

CREATE UNIQUE INDEX contract_countersigner_seal ON contract_countersigner (tenant_id, contract_id)
    WHERE member_id IS NULL;
