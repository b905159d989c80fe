-- Messages that leave: what became of each, without number, address or text; and a lane of their own in
-- the queue, so that a slow gateway keeps nothing else waiting.

CREATE TABLE message (
    tenant_id INTEGER NOT NULL REFERENCES tenant (id),
    id BLOB NOT NULL,
    channel TEXT NOT NULL,
    purpose TEXT NOT NULL,
    destination_index BLOB,
    range_index BLOB,
    series_index BLOB,
    state TEXT NOT NULL,
    gateway TEXT,
    reference TEXT,
    segments INTEGER,
    reason TEXT,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX message_by_range ON message (tenant_id, range_index, created_at) WHERE range_index IS NOT NULL;

CREATE INDEX message_by_series ON message (tenant_id, series_index, created_at) WHERE series_index IS NOT NULL;

CREATE INDEX message_by_reference ON message (gateway, reference) WHERE reference IS NOT NULL;

ALTER TABLE job ADD COLUMN lane INTEGER NOT NULL DEFAULT 0;

DROP INDEX job_by_time;

CREATE INDEX job_by_lane ON job (lane, run_at);
