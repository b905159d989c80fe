-- Pictures by which people prove who they are. A transaction has a key of its own, wrapped under its
-- person's key, or under the tenant's while it is nobody's: so that it goes with the person. Clients may
-- choose its id, so that it is one of the tenant's. verdict is what was read off the card, or why it was
-- refused; both columns of bytes lie under the transaction's key.

CREATE TABLE identity_transaction (
    tenant_id INTEGER NOT NULL REFERENCES tenant (id),
    id BLOB NOT NULL,
    person_id INTEGER,
    purpose TEXT NOT NULL,
    provider TEXT NOT NULL,
    state TEXT NOT NULL,
    wrapped_key BLOB NOT NULL,
    sealed BLOB NOT NULL,
    verdict BLOB,
    decided_by INTEGER,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX identity_transaction_by_person ON identity_transaction (tenant_id, person_id, created_at);

CREATE INDEX identity_transaction_by_state ON identity_transaction (tenant_id, state, changed_at);

CREATE TABLE identity_capture (
    tenant_id INTEGER NOT NULL,
    transaction_id BLOB NOT NULL,
    name TEXT NOT NULL,
    picture_file TEXT NOT NULL,
    picture_hash BLOB NOT NULL,
    sealed BLOB,
    captured_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, transaction_id, name),
    FOREIGN KEY (tenant_id, transaction_id) REFERENCES identity_transaction (tenant_id, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX identity_capture_by_picture_file ON identity_capture (picture_file);

-- The blind index of the ID number by which a person is verified: no two persons of a company share one.
ALTER TABLE person ADD COLUMN id_number_index BLOB;

CREATE UNIQUE INDEX person_by_id_number ON person (tenant_id, id_number_index);
