-- Persons call too, and not only within a session: families of tokens say whose kind they are, codes and
-- journal entries need no session. SQLite cannot drop NOT NULL, so the two tables are made anew.

ALTER TABLE token_family RENAME COLUMN member_id TO holder_id;
ALTER TABLE token_family ADD COLUMN kind TEXT NOT NULL DEFAULT 'admin';

DROP INDEX token_family_by_member;

CREATE INDEX token_family_by_holder ON token_family (tenant_id, kind, holder_id);

CREATE TABLE code_anew (
    tenant_id INTEGER NOT NULL REFERENCES tenant (id),
    id BLOB NOT NULL,
    purpose TEXT NOT NULL,
    destination_index BLOB NOT NULL,
    address_index BLOB NOT NULL,
    session_id BLOB REFERENCES session (id),
    person_id INTEGER,
    contract_id BLOB,
    document_sha256 BLOB,
    code_hash BLOB NOT NULL,
    tries INTEGER NOT NULL,
    wrong INTEGER NOT NULL,
    sent_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    proved_at INTEGER,
    used_at INTEGER,
    PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;

INSERT INTO code_anew (tenant_id, id, purpose, destination_index, address_index, session_id, contract_id,
        document_sha256, code_hash, tries, wrong, sent_at, expires_at, used_at)
    SELECT tenant_id, id, purpose, destination_index, address_index, session_id, contract_id,
        document_sha256, code_hash, 5, wrong, sent_at, sent_at + 300000, used_at FROM code;

DROP TABLE code;

ALTER TABLE code_anew RENAME TO code;

CREATE INDEX code_by_destination ON code (tenant_id, destination_index, purpose, sent_at);

CREATE INDEX code_by_address ON code (tenant_id, address_index, sent_at);

CREATE TABLE journal_anew (
    tenant_id INTEGER NOT NULL REFERENCES tenant (id),
    id BLOB NOT NULL,
    at INTEGER NOT NULL,
    act TEXT NOT NULL,
    actor TEXT NOT NULL,
    session_id BLOB,
    contract_id BLOB,
    detail TEXT NOT NULL,
    sealed BLOB,
    leaf BLOB NOT NULL,
    sequence INTEGER,
    link BLOB,
    PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;

INSERT INTO journal_anew (tenant_id, id, at, act, actor, session_id, contract_id, detail, sealed, leaf, sequence, link)
    SELECT tenant_id, id, at, act, actor, session_id, contract_id, detail, sealed, leaf, sequence, link FROM journal;

DROP TABLE journal;

ALTER TABLE journal_anew RENAME TO journal;

-- registered_at is set for whoever registered by the API; a person who only came through a session has
-- none. claimed_email_index is the mailbox that was given and not proved: it names nobody's alone.
ALTER TABLE person ADD COLUMN claimed_email_index BLOB;
ALTER TABLE person ADD COLUMN password_hash TEXT;
ALTER TABLE person ADD COLUMN stage TEXT NOT NULL DEFAULT 'registered';
ALTER TABLE person ADD COLUMN registered_at INTEGER;
ALTER TABLE person ADD COLUMN location BLOB;
ALTER TABLE person ADD COLUMN located_at INTEGER;

DROP INDEX person_by_email;

CREATE UNIQUE INDEX person_by_email ON person (tenant_id, email_index);

CREATE INDEX person_by_claimed_email ON person (tenant_id, claimed_email_index);

CREATE TABLE person_device (
    tenant_id INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    device_index BLOB NOT NULL,
    first_seen_at INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, person_id, device_index),
    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id)
) STRICT, WITHOUT ROWID;

-- Only sessions whose person is known are in it: creating a session costs nothing more.
CREATE INDEX session_by_person ON session (tenant_id, person_id) WHERE person_id IS NOT NULL;
