-- Several who sign: more customers than one, each in a session of its own, and members who
-- countersign for the company.

-- How many customers must sign; all of them where it is absent.
ALTER TABLE contract ADD COLUMN required_signers BIGINT;

-- turn: who has the same one may sign in any order, a later one only after all of the earlier.
-- invited_at: when the link left to one who was named beside the first.
-- embedded_at: when the signature came into the sealed file.
ALTER TABLE contract_signer ADD COLUMN turn BIGINT NOT NULL DEFAULT 0;
ALTER TABLE contract_signer ADD COLUMN invited_at BIGINT;
ALTER TABLE contract_signer ADD COLUMN embedded_at BIGINT;

UPDATE contract_signer SET embedded_at = (SELECT MAX(sealed_at) FROM contract_document
        WHERE contract_document.tenant_id = contract_signer.tenant_id
        AND contract_document.contract_id = contract_signer.contract_id)
    WHERE signed_at IS NOT NULL;

-- The first signer's session is the contract's own and found there.
CREATE INDEX contract_signer_by_session ON contract_signer (session_id) WHERE ordinal > 0;

CREATE TABLE contract_countersigner (
    tenant_id BIGINT NOT NULL,
    contract_id BYTEA NOT NULL,
    ordinal BIGINT NOT NULL,
    member_id BIGINT NOT NULL,
    document_sha256 BYTEA,
    signed_at BIGINT,
    embedded_at BIGINT,
    PRIMARY KEY (tenant_id, contract_id, ordinal),
    UNIQUE (tenant_id, contract_id, member_id),
    FOREIGN KEY (tenant_id, contract_id) REFERENCES contract (tenant_id, id),
    FOREIGN KEY (tenant_id, member_id) REFERENCES member (tenant_id, id)
);
