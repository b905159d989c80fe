-- Why the company did not approve a contract, or withdrew it, sealed under the session's key.

ALTER TABLE contract ADD COLUMN ending_sealed BLOB;
