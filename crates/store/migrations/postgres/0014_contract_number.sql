-- A number leads to its contract by an index of its own; what counts need no longer has it.
DROP INDEX contract_by_status;

CREATE INDEX contract_by_status ON contract (tenant_id, status, id, contract_type_id, session_id);

CREATE INDEX contract_by_number ON contract (tenant_id, request_number);
