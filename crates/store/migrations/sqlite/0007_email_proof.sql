-- Mailboxes that an identity provider proved, for somebody who is about to register.
CREATE TABLE email_proof (
    tenant_id INTEGER NOT NULL REFERENCES tenant (id),
    id BLOB NOT NULL,
    email_index BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    used_at INTEGER,
    PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;
