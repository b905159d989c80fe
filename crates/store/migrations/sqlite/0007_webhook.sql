-- What companies are told: events, and their way to webhook endpoints.
-- An event is written with each change of a contract or session that is told, also where nobody
-- has subscribed: it is what is pulled. Its row is small and appended; what is personal in its
-- telling is opened from the session when it is told.

CREATE TABLE event (
    tenant_id INTEGER NOT NULL REFERENCES tenant (id),
    sequence INTEGER NOT NULL,
    at INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    subject_id BLOB NOT NULL,
    status INTEGER,
    ending TEXT,
    PRIMARY KEY (tenant_id, sequence)
) STRICT, WITHOUT ROWID;

CREATE TABLE webhook_subscription (
    tenant_id INTEGER NOT NULL REFERENCES tenant (id),
    id INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    record BLOB NOT NULL,
    sealed BLOB,
    revision INTEGER NOT NULL,
    event_cursor INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    deleted_at INTEGER,
    PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE webhook_delivery (
    tenant_id INTEGER NOT NULL,
    subscription_id INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    subject_id BLOB NOT NULL,
    state TEXT NOT NULL,
    sending INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    failures INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, subscription_id, sequence),
    FOREIGN KEY (tenant_id, subscription_id) REFERENCES webhook_subscription (tenant_id, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX webhook_delivery_by_state ON webhook_delivery (tenant_id, subscription_id, state, due_at);

CREATE INDEX webhook_delivery_by_subject ON webhook_delivery (tenant_id, subscription_id, subject_id);

CREATE TABLE webhook_attempt (
    tenant_id INTEGER NOT NULL,
    subscription_id INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    attempt INTEGER NOT NULL,
    at INTEGER NOT NULL,
    duration INTEGER NOT NULL,
    status INTEGER,
    failure TEXT,
    sealed BLOB,
    PRIMARY KEY (tenant_id, subscription_id, sequence, attempt),
    FOREIGN KEY (tenant_id, subscription_id, sequence)
        REFERENCES webhook_delivery (tenant_id, subscription_id, sequence)
) STRICT, WITHOUT ROWID;
