-- Messages that leave: what became of each, without number, address or text; and a lane of their own in
-- the queue, so that a slow gateway keeps nothing else waiting.

CREATE TABLE message (
    tenant_id BIGINT NOT NULL REFERENCES tenant (id),
    id BYTEA NOT NULL,
    channel TEXT NOT NULL,
    purpose TEXT NOT NULL,
    destination_index BYTEA,
    range_index BYTEA,
    series_index BYTEA,
    state TEXT NOT NULL,
    gateway TEXT,
    reference TEXT,
    segments BIGINT,
    reason TEXT,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);

CREATE INDEX message_by_range ON message (tenant_id, range_index, created_at) WHERE range_index IS NOT NULL;

CREATE INDEX message_by_series ON message (tenant_id, series_index, created_at) WHERE series_index IS NOT NULL;

CREATE INDEX message_by_reference ON message (gateway, reference) WHERE reference IS NOT NULL;

ALTER TABLE job ADD COLUMN lane BIGINT NOT NULL DEFAULT 0;

DROP INDEX job_by_time;

CREATE INDEX job_by_lane ON job (lane, run_at);
