-- Mailboxes that an identity provider proved, for somebody who is about to register.
CREATE TABLE email_proof (
    tenant_id BIGINT NOT NULL REFERENCES tenant (id),
    id BYTEA NOT NULL,
    email_index BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    used_at BIGINT,
    PRIMARY KEY (tenant_id, id)
);
