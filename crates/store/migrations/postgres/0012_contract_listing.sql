-- Listings of contracts count what they list: this index has all that the conditions look at, so
-- that counting reads no contract; and it has those of one status in the order of their making.
CREATE INDEX contract_by_status ON contract (tenant_id, status, id, contract_type_id, session_id, request_number);
