-- Which migrations this database has seen, and the SHA-256 of the text that ran.
CREATE TABLE IF NOT EXISTS schema_history (
    version  INTEGER NOT NULL PRIMARY KEY,
    name     TEXT    NOT NULL,
    checksum TEXT    NOT NULL
) STRICT;
