-- Many writes in one go, and what changed of the table of vehicles.

-- The rows stand here before the first is sent, so that a batch can go on after a stop, a crash or a restart.
CREATE TABLE batches (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    -- What is done, as JSON.
    work     TEXT    NOT NULL,
    begun_by TEXT    NOT NULL,
    begun_at INTEGER NOT NULL,
    -- 'running' and 'waiting' count only while a process holds batches.lock.
    state    TEXT    NOT NULL DEFAULT 'stopped' CHECK (state IN ('running', 'waiting', 'stopped', 'finished')),
    total    INTEGER NOT NULL,
    done     INTEGER NOT NULL DEFAULT 0,
    failed   INTEGER NOT NULL DEFAULT 0,
    unknown  INTEGER NOT NULL DEFAULT 0,
    ended_at INTEGER
) STRICT;
CREATE INDEX batches_by_time ON batches (begun_at);

CREATE TABLE batch_rows (
    batch_id   INTEGER NOT NULL,
    row_no     INTEGER NOT NULL,
    parking_id TEXT    NOT NULL,
    operation  TEXT    NOT NULL,
    plate      TEXT    NOT NULL,
    -- What is asked, as JSON (personal data); '' once the row has been carried out or refused.
    task       TEXT    NOT NULL,
    -- Before and after as JSON, masked.
    changes    TEXT    NOT NULL DEFAULT '[]',
    -- The write that carries it out; NULL before that, and again where nothing was sent.
    write_id   INTEGER,
    outcome    TEXT CHECK (outcome IN ('done', 'refused', 'not_done', 'unknown')),
    answer     TEXT    NOT NULL DEFAULT '',
    PRIMARY KEY (batch_id, row_no)
) WITHOUT ROWID, STRICT;
CREATE INDEX batch_rows_by_write ON batch_rows (write_id) WHERE write_id IS NOT NULL;
CREATE INDEX batch_rows_left ON batch_rows (batch_id, row_no) WHERE outcome IS NULL AND write_id IS NULL;
CREATE INDEX batch_rows_under_way ON batch_rows (batch_id, row_no) WHERE outcome IS NULL AND write_id IS NOT NULL;
CREATE INDEX batch_rows_failed ON batch_rows (batch_id, row_no) WHERE outcome IN ('refused', 'not_done', 'unknown');

-- Which vehicles changed in what the table shows, so that whoever holds the table in memory reads only these anew. Any gap
-- means: read all. Kept short by src/vehicle_table.rs.
CREATE TABLE vehicle_changes (
    no         INTEGER PRIMARY KEY AUTOINCREMENT,
    vehicle_id INTEGER NOT NULL
) STRICT;
