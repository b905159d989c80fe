-- The sweep of orphaned files asks for each old file whether a row names it.

CREATE INDEX contract_document_by_reviewed_file ON contract_document (reviewed_file);

CREATE INDEX contract_document_by_sealed_file ON contract_document (sealed_file);
