-- The company's seal may countersign by itself: a place without a member, at most one of a contract, and the key that
-- signed there.
ALTER TABLE contract_countersigner ALTER COLUMN member_id DROP NOT NULL;
ALTER TABLE contract_countersigner ADD COLUMN seal_key_id BIGINT;
ALTER TABLE contract_countersigner ADD FOREIGN KEY (tenant_id, seal_key_id) REFERENCES seal_key (tenant_id, id);

CREATE UNIQUE INDEX contract_countersigner_seal ON contract_countersigner (tenant_id, contract_id)
    WHERE member_id IS NULL;
