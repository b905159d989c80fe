-- A member's key in a PKCS#11 token of the server: which configured token, which key in it.
ALTER TABLE member_key ADD COLUMN token TEXT;
ALTER TABLE member_key ADD COLUMN token_key TEXT;

-- What a key signed and what is not yet in its file.
CREATE INDEX contract_countersigner_owed ON contract_countersigner (tenant_id, member_key_id)
    WHERE member_key_id IS NOT NULL AND signed_at IS NOT NULL AND embedded_at IS NULL;
