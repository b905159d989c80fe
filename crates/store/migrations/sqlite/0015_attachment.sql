-- A file that was given for a field of a contract. What it is called, its kind and its SHA-256 are among
-- the contract's values, sealed as the file itself is under the key of the contract's session.

CREATE TABLE contract_attachment (
    tenant_id INTEGER NOT NULL,
    contract_id BLOB NOT NULL,
    field_key TEXT NOT NULL,
    content_file TEXT NOT NULL,
    PRIMARY KEY (tenant_id, contract_id, field_key),
    FOREIGN KEY (tenant_id, contract_id) REFERENCES contract (tenant_id, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX contract_attachment_by_file ON contract_attachment (content_file);
