-- Keys that are not the company's own in its database: a seal key in a PKCS#11 token of the server (which configured
-- token, which key in it), keys of members, and agents that sign on members' own computers.
ALTER TABLE seal_key ADD COLUMN token TEXT;
ALTER TABLE seal_key ADD COLUMN token_key TEXT;

-- A key with which a member countersigns; `sealed` is the private half under the master key, none where it lies with
-- the member or was destroyed. Its certificates stay, since signatures made with it do.
CREATE TABLE member_key (
    tenant_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    member_id BIGINT NOT NULL,
    origin TEXT NOT NULL,
    sealed BYTEA,
    certificates BYTEA NOT NULL,
    root_certificate BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    retired_at BIGINT,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, member_id) REFERENCES member (tenant_id, id)
);

CREATE INDEX member_key_by_member ON member_key (tenant_id, member_id, id);

-- With which key of the member's own a countersignature is made, if any; and what the signature says of the member,
-- sealed under the key of the contract's session.
ALTER TABLE contract_countersigner ADD COLUMN member_key_id BIGINT;
ALTER TABLE contract_countersigner ADD COLUMN sealed BYTEA;

-- A program on a member's computer; its secret is stored hashed.
CREATE TABLE sign_agent (
    tenant_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    member_id BIGINT NOT NULL,
    member_key_id BIGINT NOT NULL,
    secret_hash BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    revoked_at BIGINT,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, member_key_id) REFERENCES member_key (tenant_id, id)
);

CREATE UNIQUE INDEX sign_agent_by_secret ON sign_agent (secret_hash);
CREATE INDEX sign_agent_by_member ON sign_agent (tenant_id, member_id, id);

-- A code by which a member's agent is paired: `name` is the half that finds it, the other half is under a keyed hash.
CREATE TABLE agent_pairing (
    tenant_id BIGINT NOT NULL,
    member_id BIGINT NOT NULL,
    name BYTEA NOT NULL,
    code_hash BYTEA NOT NULL,
    attempts BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, member_id),
    FOREIGN KEY (tenant_id, member_id) REFERENCES member (tenant_id, id)
);

CREATE UNIQUE INDEX agent_pairing_by_name ON agent_pairing (name);

-- A countersignature that a member asked the agent for. `prepared_file` is the file that lacks only the signature,
-- made on top of the file whose SHA-256 is `continues`; `value` the signature, once it is given.
CREATE TABLE agent_request (
    tenant_id BIGINT NOT NULL,
    contract_id BYTEA NOT NULL,
    member_id BIGINT NOT NULL,
    member_key_id BIGINT NOT NULL,
    asked_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    prepared_file TEXT,
    prepared_at BIGINT,
    continues BYTEA,
    value BYTEA,
    PRIMARY KEY (tenant_id, contract_id, member_id),
    FOREIGN KEY (tenant_id, contract_id) REFERENCES contract (tenant_id, id),
    FOREIGN KEY (tenant_id, member_key_id) REFERENCES member_key (tenant_id, id)
);

CREATE INDEX agent_request_by_member ON agent_request (tenant_id, member_id, asked_at);
CREATE INDEX agent_request_by_file ON agent_request (prepared_file) WHERE prepared_file IS NOT NULL;
