-- Two kinds of ApiKey and of members, what narrows them, and the second factor of persons.
-- Keys from before are secret, as they were used; members from before are persons.

ALTER TABLE api_key ADD COLUMN kind TEXT NOT NULL DEFAULT 'secret';
ALTER TABLE api_key ADD COLUMN name TEXT NOT NULL DEFAULT '';
ALTER TABLE api_key ADD COLUMN widened INTEGER NOT NULL DEFAULT 0;
ALTER TABLE api_key ADD COLUMN always_ok INTEGER NOT NULL DEFAULT 0;
ALTER TABLE api_key ADD COLUMN addresses TEXT NOT NULL DEFAULT '';

CREATE INDEX api_key_by_tenant ON api_key (tenant_id, created_at);

-- totp is the secret of the second factor, sealed under the tenant's key; totp_step is the time
-- step of the last code that was taken, which is not taken again (RFC 6238, 5.2).
ALTER TABLE member ADD COLUMN kind TEXT NOT NULL DEFAULT 'person';
ALTER TABLE member ADD COLUMN scopes TEXT NOT NULL DEFAULT '';
ALTER TABLE member ADD COLUMN addresses TEXT NOT NULL DEFAULT '';
ALTER TABLE member ADD COLUMN disabled_at INTEGER;
ALTER TABLE member ADD COLUMN totp BLOB;
ALTER TABLE member ADD COLUMN totp_step INTEGER NOT NULL DEFAULT 0;

CREATE INDEX token_family_by_member ON token_family (tenant_id, member_id);
