-- What companies are told: events, and their way to webhook endpoints.
-- An event is written with each change of a contract or session that is told, also where nobody
-- has subscribed: it is what is pulled. Its row is small and appended; what is personal in its
-- telling is opened from the session when it is told.

CREATE TABLE event (
    tenant_id BIGINT NOT NULL REFERENCES tenant (id),
    sequence BIGINT NOT NULL,
    at BIGINT NOT NULL,
    kind BIGINT NOT NULL,
    subject_id BYTEA NOT NULL,
    status BIGINT,
    ending TEXT,
    PRIMARY KEY (tenant_id, sequence)
);

CREATE TABLE webhook_subscription (
    tenant_id BIGINT NOT NULL REFERENCES tenant (id),
    id BIGINT NOT NULL,
    kind BIGINT NOT NULL,
    record BYTEA NOT NULL,
    sealed BYTEA,
    revision BIGINT NOT NULL,
    event_cursor BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    deleted_at BIGINT,
    PRIMARY KEY (tenant_id, id)
);

CREATE TABLE webhook_delivery (
    tenant_id BIGINT NOT NULL,
    subscription_id BIGINT NOT NULL,
    sequence BIGINT NOT NULL,
    subject_id BYTEA NOT NULL,
    state TEXT NOT NULL,
    sending BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    failures BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, subscription_id, sequence),
    FOREIGN KEY (tenant_id, subscription_id) REFERENCES webhook_subscription (tenant_id, id)
);

CREATE INDEX webhook_delivery_by_state ON webhook_delivery (tenant_id, subscription_id, state, due_at);

CREATE INDEX webhook_delivery_by_subject ON webhook_delivery (tenant_id, subscription_id, subject_id);

CREATE TABLE webhook_attempt (
    tenant_id BIGINT NOT NULL,
    subscription_id BIGINT NOT NULL,
    sequence BIGINT NOT NULL,
    attempt BIGINT NOT NULL,
    at BIGINT NOT NULL,
    duration BIGINT NOT NULL,
    status BIGINT,
    failure TEXT,
    sealed BYTEA,
    PRIMARY KEY (tenant_id, subscription_id, sequence, attempt),
    FOREIGN KEY (tenant_id, subscription_id, sequence)
        REFERENCES webhook_delivery (tenant_id, subscription_id, sequence)
);
