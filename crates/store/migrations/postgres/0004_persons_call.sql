-- Persons call too, and not only within a session: families of tokens say whose kind they are, codes and
-- journal entries need no session.

ALTER TABLE token_family RENAME COLUMN member_id TO holder_id;
ALTER TABLE token_family ADD COLUMN kind TEXT NOT NULL DEFAULT 'admin';

DROP INDEX token_family_by_member;

CREATE INDEX token_family_by_holder ON token_family (tenant_id, kind, holder_id);

ALTER TABLE code ALTER COLUMN session_id DROP NOT NULL;
ALTER TABLE code ADD COLUMN person_id BIGINT;
ALTER TABLE code ADD COLUMN tries BIGINT NOT NULL DEFAULT 5;
ALTER TABLE code ADD COLUMN expires_at BIGINT;
UPDATE code SET expires_at = sent_at + 300000;
ALTER TABLE code ALTER COLUMN expires_at SET NOT NULL;
ALTER TABLE code ADD COLUMN proved_at BIGINT;

ALTER TABLE journal ALTER COLUMN session_id DROP NOT NULL;

-- registered_at is set for whoever registered by the API; a person who only came through a session has
-- none. claimed_email_index is the mailbox that was given and not proved: it names nobody's alone.
ALTER TABLE person ADD COLUMN claimed_email_index BYTEA;
ALTER TABLE person ADD COLUMN password_hash TEXT;
ALTER TABLE person ADD COLUMN stage TEXT NOT NULL DEFAULT 'registered';
ALTER TABLE person ADD COLUMN registered_at BIGINT;
ALTER TABLE person ADD COLUMN location BYTEA;
ALTER TABLE person ADD COLUMN located_at BIGINT;

DROP INDEX person_by_email;

CREATE UNIQUE INDEX person_by_email ON person (tenant_id, email_index);

CREATE INDEX person_by_claimed_email ON person (tenant_id, claimed_email_index);

CREATE TABLE person_device (
    tenant_id BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    device_index BYTEA NOT NULL,
    first_seen_at BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, person_id, device_index),
    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id)
);

-- Only sessions whose person is known are in it: creating a session costs nothing more.
CREATE INDEX session_by_person ON session (tenant_id, person_id) WHERE person_id IS NOT NULL;
