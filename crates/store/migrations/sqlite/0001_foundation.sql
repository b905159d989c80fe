-- Everything of part one: tenants and who may call, sessions and contracts, codes, jobs, journal.
-- Ids of rows that people name are integers per tenant; the others are 16 bytes (UUID version 7).
-- Times are milliseconds since 1970 UTC. What is personal stands only in columns named "sealed".

CREATE TABLE house (
    id INTEGER PRIMARY KEY,
    master_fingerprint BLOB NOT NULL
) STRICT;

CREATE TABLE tenant (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    settings TEXT NOT NULL,
    wrapped_key BLOB NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE counter (
    tenant_id INTEGER NOT NULL REFERENCES tenant (id),
    name TEXT NOT NULL,
    value INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE api_key (
    id BLOB PRIMARY KEY,
    tenant_id INTEGER NOT NULL REFERENCES tenant (id),
    key_hash BLOB NOT NULL UNIQUE,
    created_at INTEGER NOT NULL,
    revoked_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE member (
    tenant_id INTEGER NOT NULL REFERENCES tenant (id),
    id INTEGER NOT NULL,
    user_name_index BLOB NOT NULL,
    email_index BLOB,
    password_hash TEXT NOT NULL,
    role TEXT NOT NULL,
    sealed BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, user_name_index)
) STRICT, WITHOUT ROWID;

CREATE INDEX member_by_email ON member (tenant_id, email_index);

CREATE TABLE login_failure (
    tenant_id INTEGER NOT NULL REFERENCES tenant (id),
    user_index BLOB NOT NULL,
    address_index BLOB NOT NULL,
    count INTEGER NOT NULL,
    since INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, user_index, address_index)
) STRICT, WITHOUT ROWID;

CREATE TABLE token_key (
    id TEXT PRIMARY KEY,
    sealed BLOB NOT NULL,
    public_key BLOB NOT NULL,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE token_family (
    id BLOB PRIMARY KEY,
    tenant_id INTEGER NOT NULL REFERENCES tenant (id),
    member_id INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    revoked_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE refresh_token (
    token_hash BLOB PRIMARY KEY,
    tenant_id INTEGER NOT NULL REFERENCES tenant (id),
    family_id BLOB NOT NULL REFERENCES token_family (id),
    expires_at INTEGER NOT NULL,
    used_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE seal_key (
    tenant_id INTEGER NOT NULL REFERENCES tenant (id),
    id INTEGER NOT NULL,
    origin TEXT NOT NULL,
    sealed BLOB NOT NULL,
    certificates BLOB NOT NULL,
    root_certificate BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    retired_at INTEGER,
    PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE contract_type (
    tenant_id INTEGER NOT NULL REFERENCES tenant (id),
    id INTEGER NOT NULL,
    version INTEGER NOT NULL,
    active INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE contract_type_version (
    tenant_id INTEGER NOT NULL,
    contract_type_id INTEGER NOT NULL,
    version INTEGER NOT NULL,
    form TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, contract_type_id, version),
    FOREIGN KEY (tenant_id, contract_type_id) REFERENCES contract_type (tenant_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE template_version (
    tenant_id INTEGER NOT NULL,
    contract_type_id INTEGER NOT NULL,
    version INTEGER NOT NULL,
    ordinal INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (tenant_id, contract_type_id, version, ordinal),
    FOREIGN KEY (tenant_id, contract_type_id, version)
        REFERENCES contract_type_version (tenant_id, contract_type_id, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE person (
    tenant_id INTEGER NOT NULL REFERENCES tenant (id),
    id INTEGER NOT NULL,
    phone_index BLOB,
    email_index BLOB,
    record BLOB NOT NULL,
    wrapped_key BLOB,
    sealed BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX person_by_phone ON person (tenant_id, phone_index);

CREATE INDEX person_by_email ON person (tenant_id, email_index);

-- wrapped_key is the key of the invited person within this session: destroyed with the person.
-- phone_index is 8 bytes of the blind index, confirmed by opening what was found. Its index is by
-- 1,024 buckets, in each by id: so that an insert goes to one of 1,024 pages and not to any of ten thousand.
CREATE TABLE session (
    id BLOB PRIMARY KEY,
    tenant_id INTEGER NOT NULL REFERENCES tenant (id),
    origin TEXT NOT NULL,
    phase TEXT NOT NULL,
    reason TEXT,
    generation INTEGER NOT NULL,
    permissions TEXT NOT NULL,
    language TEXT,
    wrapped_key BLOB,
    sealed BLOB NOT NULL,
    phone_index INTEGER,
    person_id INTEGER,
    created_by INTEGER,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX session_by_tenant ON session (tenant_id, id);

CREATE INDEX session_by_phone ON session ((phone_index >> 54));

CREATE TABLE browser (
    cookie_hash BLOB PRIMARY KEY,
    session_id BLOB NOT NULL REFERENCES session (id),
    tenant_id INTEGER NOT NULL REFERENCES tenant (id),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    proved_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE contract (
    tenant_id INTEGER NOT NULL REFERENCES tenant (id),
    id BLOB NOT NULL,
    session_id BLOB NOT NULL REFERENCES session (id),
    contract_type_id INTEGER NOT NULL,
    version INTEGER NOT NULL,
    status INTEGER NOT NULL,
    ending TEXT,
    request_number TEXT NOT NULL,
    sealed BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX contract_by_session ON contract (session_id);

CREATE TABLE contract_signer (
    tenant_id INTEGER NOT NULL,
    contract_id BLOB NOT NULL,
    ordinal INTEGER NOT NULL,
    session_id BLOB NOT NULL REFERENCES session (id),
    code_id BLOB,
    document_sha256 BLOB,
    signed_at INTEGER,
    sealed BLOB,
    PRIMARY KEY (tenant_id, contract_id, ordinal),
    FOREIGN KEY (tenant_id, contract_id) REFERENCES contract (tenant_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE contract_document (
    tenant_id INTEGER NOT NULL,
    contract_id BLOB NOT NULL,
    ordinal INTEGER NOT NULL,
    page_count INTEGER NOT NULL,
    frames TEXT NOT NULL,
    short_code TEXT NOT NULL,
    reviewed_file TEXT NOT NULL,
    reviewed_sha256 BLOB NOT NULL,
    frozen_at INTEGER NOT NULL,
    sealed_file TEXT,
    sealed_sha256 BLOB,
    seal_key_id INTEGER,
    sealed_at INTEGER,
    PRIMARY KEY (tenant_id, contract_id, ordinal),
    FOREIGN KEY (tenant_id, contract_id) REFERENCES contract (tenant_id, id)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX contract_document_by_short_code ON contract_document (short_code);

CREATE TABLE code (
    tenant_id INTEGER NOT NULL REFERENCES tenant (id),
    id BLOB NOT NULL,
    purpose TEXT NOT NULL,
    destination_index BLOB NOT NULL,
    address_index BLOB NOT NULL,
    session_id BLOB NOT NULL REFERENCES session (id),
    contract_id BLOB,
    document_sha256 BLOB,
    code_hash BLOB NOT NULL,
    wrong INTEGER NOT NULL,
    sent_at INTEGER NOT NULL,
    used_at INTEGER,
    PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX code_by_destination ON code (tenant_id, destination_index, purpose, sent_at);

CREATE INDEX code_by_address ON code (tenant_id, address_index, sent_at);

CREATE TABLE job (
    id BLOB PRIMARY KEY,
    tenant_id INTEGER NOT NULL REFERENCES tenant (id),
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    sealed BLOB,
    run_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    last_error TEXT,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX job_by_time ON job (run_at);

-- sequence and link are filled by the chainer, in batches.
CREATE TABLE journal (
    tenant_id INTEGER NOT NULL REFERENCES tenant (id),
    id BLOB NOT NULL,
    at INTEGER NOT NULL,
    act TEXT NOT NULL,
    actor TEXT NOT NULL,
    session_id BLOB NOT NULL,
    contract_id BLOB,
    detail TEXT NOT NULL,
    sealed BLOB,
    leaf BLOB NOT NULL,
    sequence INTEGER,
    link BLOB,
    PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;
