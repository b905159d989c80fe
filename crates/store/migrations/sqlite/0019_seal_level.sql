-- How far a sealed file has come (EN 319 142-1 6), whether it is to be raised further, and when its last
-- timestamp has to be renewed. CRLs that came with a seal's key.

ALTER TABLE contract_document ADD COLUMN seal_level TEXT;
ALTER TABLE contract_document ADD COLUMN upgrade_pending INTEGER NOT NULL DEFAULT 0;
ALTER TABLE contract_document ADD COLUMN renew_at INTEGER;

UPDATE contract_document SET seal_level = 'B-B' WHERE sealed_file IS NOT NULL;

CREATE INDEX contract_document_by_renew_at ON contract_document (renew_at) WHERE renew_at IS NOT NULL;

ALTER TABLE seal_key ADD COLUMN lists BLOB NOT NULL DEFAULT x'';
