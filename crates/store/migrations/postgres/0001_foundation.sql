-- Everything of part one: tenants and who may call, sessions and contracts, codes, jobs, journal.
-- Ids of rows that people name are integers per tenant; the others are 16 bytes (UUID version 7).
-- Times are milliseconds since 1970 UTC. What is personal stands only in columns named "sealed".

CREATE TABLE house (
    id BIGINT PRIMARY KEY,
    master_fingerprint BYTEA NOT NULL
);

CREATE TABLE tenant (
    id BIGINT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    settings TEXT NOT NULL,
    wrapped_key BYTEA NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE counter (
    tenant_id BIGINT NOT NULL REFERENCES tenant (id),
    name TEXT NOT NULL,
    value BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, name)
);

CREATE TABLE api_key (
    id BYTEA PRIMARY KEY,
    tenant_id BIGINT NOT NULL REFERENCES tenant (id),
    key_hash BYTEA NOT NULL UNIQUE,
    created_at BIGINT NOT NULL,
    revoked_at BIGINT
);

CREATE TABLE member (
    tenant_id BIGINT NOT NULL REFERENCES tenant (id),
    id BIGINT NOT NULL,
    user_name_index BYTEA NOT NULL,
    email_index BYTEA,
    password_hash TEXT NOT NULL,
    role TEXT NOT NULL,
    sealed BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, user_name_index)
);

CREATE INDEX member_by_email ON member (tenant_id, email_index);

CREATE TABLE login_failure (
    tenant_id BIGINT NOT NULL REFERENCES tenant (id),
    user_index BYTEA NOT NULL,
    address_index BYTEA NOT NULL,
    count BIGINT NOT NULL,
    since BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, user_index, address_index)
);

CREATE TABLE token_key (
    id TEXT PRIMARY KEY,
    sealed BYTEA NOT NULL,
    public_key BYTEA NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE token_family (
    id BYTEA PRIMARY KEY,
    tenant_id BIGINT NOT NULL REFERENCES tenant (id),
    member_id BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    revoked_at BIGINT
);

CREATE TABLE refresh_token (
    token_hash BYTEA PRIMARY KEY,
    tenant_id BIGINT NOT NULL REFERENCES tenant (id),
    family_id BYTEA NOT NULL REFERENCES token_family (id),
    expires_at BIGINT NOT NULL,
    used_at BIGINT
);

CREATE TABLE seal_key (
    tenant_id BIGINT NOT NULL REFERENCES tenant (id),
    id BIGINT NOT NULL,
    origin TEXT NOT NULL,
    sealed BYTEA NOT NULL,
    certificates BYTEA NOT NULL,
    root_certificate BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    retired_at BIGINT,
    PRIMARY KEY (tenant_id, id)
);

CREATE TABLE contract_type (
    tenant_id BIGINT NOT NULL REFERENCES tenant (id),
    id BIGINT NOT NULL,
    version BIGINT NOT NULL,
    active BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);

CREATE TABLE contract_type_version (
    tenant_id BIGINT NOT NULL,
    contract_type_id BIGINT NOT NULL,
    version BIGINT NOT NULL,
    form TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, contract_type_id, version),
    FOREIGN KEY (tenant_id, contract_type_id) REFERENCES contract_type (tenant_id, id)
);

CREATE TABLE template_version (
    tenant_id BIGINT NOT NULL,
    contract_type_id BIGINT NOT NULL,
    version BIGINT NOT NULL,
    ordinal BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (tenant_id, contract_type_id, version, ordinal),
    FOREIGN KEY (tenant_id, contract_type_id, version)
        REFERENCES contract_type_version (tenant_id, contract_type_id, version)
);

CREATE TABLE person (
    tenant_id BIGINT NOT NULL REFERENCES tenant (id),
    id BIGINT NOT NULL,
    phone_index BYTEA,
    email_index BYTEA,
    record BYTEA NOT NULL,
    wrapped_key BYTEA,
    sealed BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);

CREATE UNIQUE INDEX person_by_phone ON person (tenant_id, phone_index);

CREATE INDEX person_by_email ON person (tenant_id, email_index);

-- wrapped_key is the key of the invited person within this session: destroyed with the person.
-- phone_index is 8 bytes of the blind index, confirmed by opening what was found. Its index is by
-- 1,024 buckets, in each by id: so that an insert goes to one of 1,024 pages and not to any of ten thousand.
CREATE TABLE session (
    id BYTEA PRIMARY KEY,
    tenant_id BIGINT NOT NULL REFERENCES tenant (id),
    origin TEXT NOT NULL,
    phase TEXT NOT NULL,
    reason TEXT,
    generation BIGINT NOT NULL,
    permissions TEXT NOT NULL,
    language TEXT,
    wrapped_key BYTEA,
    sealed BYTEA NOT NULL,
    phone_index BIGINT,
    person_id BIGINT,
    created_by BIGINT,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);

CREATE INDEX session_by_tenant ON session (tenant_id, id);

CREATE INDEX session_by_phone ON session ((phone_index >> 54));

CREATE TABLE browser (
    cookie_hash BYTEA PRIMARY KEY,
    session_id BYTEA NOT NULL REFERENCES session (id),
    tenant_id BIGINT NOT NULL REFERENCES tenant (id),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    proved_at BIGINT
);

CREATE TABLE contract (
    tenant_id BIGINT NOT NULL REFERENCES tenant (id),
    id BYTEA NOT NULL,
    session_id BYTEA NOT NULL REFERENCES session (id),
    contract_type_id BIGINT NOT NULL,
    version BIGINT NOT NULL,
    status BIGINT NOT NULL,
    ending TEXT,
    request_number TEXT NOT NULL,
    sealed BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);

CREATE INDEX contract_by_session ON contract (session_id);

CREATE TABLE contract_signer (
    tenant_id BIGINT NOT NULL,
    contract_id BYTEA NOT NULL,
    ordinal BIGINT NOT NULL,
    session_id BYTEA NOT NULL REFERENCES session (id),
    code_id BYTEA,
    document_sha256 BYTEA,
    signed_at BIGINT,
    sealed BYTEA,
    PRIMARY KEY (tenant_id, contract_id, ordinal),
    FOREIGN KEY (tenant_id, contract_id) REFERENCES contract (tenant_id, id)
);

CREATE TABLE contract_document (
    tenant_id BIGINT NOT NULL,
    contract_id BYTEA NOT NULL,
    ordinal BIGINT NOT NULL,
    page_count BIGINT NOT NULL,
    frames TEXT NOT NULL,
    short_code TEXT NOT NULL,
    reviewed_file TEXT NOT NULL,
    reviewed_sha256 BYTEA NOT NULL,
    frozen_at BIGINT NOT NULL,
    sealed_file TEXT,
    sealed_sha256 BYTEA,
    seal_key_id BIGINT,
    sealed_at BIGINT,
    PRIMARY KEY (tenant_id, contract_id, ordinal),
    FOREIGN KEY (tenant_id, contract_id) REFERENCES contract (tenant_id, id)
);

CREATE UNIQUE INDEX contract_document_by_short_code ON contract_document (short_code);

CREATE TABLE code (
    tenant_id BIGINT NOT NULL REFERENCES tenant (id),
    id BYTEA NOT NULL,
    purpose TEXT NOT NULL,
    destination_index BYTEA NOT NULL,
    address_index BYTEA NOT NULL,
    session_id BYTEA NOT NULL REFERENCES session (id),
    contract_id BYTEA,
    document_sha256 BYTEA,
    code_hash BYTEA NOT NULL,
    wrong BIGINT NOT NULL,
    sent_at BIGINT NOT NULL,
    used_at BIGINT,
    PRIMARY KEY (tenant_id, id)
);

CREATE INDEX code_by_destination ON code (tenant_id, destination_index, purpose, sent_at);

CREATE INDEX code_by_address ON code (tenant_id, address_index, sent_at);

CREATE TABLE job (
    id BYTEA PRIMARY KEY,
    tenant_id BIGINT NOT NULL REFERENCES tenant (id),
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    sealed BYTEA,
    run_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    last_error TEXT,
    created_at BIGINT NOT NULL
);

CREATE INDEX job_by_time ON job (run_at);

-- sequence and link are filled by the chainer, in batches.
CREATE TABLE journal (
    tenant_id BIGINT NOT NULL REFERENCES tenant (id),
    id BYTEA NOT NULL,
    at BIGINT NOT NULL,
    act TEXT NOT NULL,
    actor TEXT NOT NULL,
    session_id BYTEA NOT NULL,
    contract_id BYTEA,
    detail TEXT NOT NULL,
    sealed BYTEA,
    leaf BYTEA NOT NULL,
    sequence BIGINT,
    link BYTEA,
    PRIMARY KEY (tenant_id, id)
);
