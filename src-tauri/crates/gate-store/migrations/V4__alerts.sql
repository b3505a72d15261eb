-- What must not be overlooked, until somebody says that he saw it.

CREATE TABLE alerts (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    kind            TEXT    NOT NULL,
    -- What it is about, so that it is raised once: a lane, a car park, a passage's id; '' where there is only one.
    subject         TEXT    NOT NULL DEFAULT '',
    parking_id      TEXT    NOT NULL DEFAULT '',
    lane_no         TEXT    NOT NULL DEFAULT '',
    plate           TEXT    NOT NULL DEFAULT '',
    -- For alerts about one passage, which stand for something that happened; the others stand for a condition.
    passage_id      INTEGER,
    detail          TEXT    NOT NULL DEFAULT '{}',
    raised_at       INTEGER NOT NULL,
    -- How often the condition came before anybody acknowledged it.
    times           INTEGER NOT NULL DEFAULT 1,
    -- When the condition was over.
    cleared_at      INTEGER,
    acknowledged_at INTEGER,
    acknowledged_by TEXT    NOT NULL DEFAULT ''
) STRICT;
CREATE UNIQUE INDEX alerts_of_conditions ON alerts (kind, subject) WHERE cleared_at IS NULL AND passage_id IS NULL;
CREATE UNIQUE INDEX alerts_of_passages ON alerts (kind, passage_id) WHERE passage_id IS NOT NULL;
CREATE INDEX alerts_by_subject ON alerts (kind, subject, id);
CREATE INDEX alerts_open ON alerts (id)
    WHERE acknowledged_at IS NULL OR (cleared_at IS NULL AND passage_id IS NULL);

-- Up to which passage alerts were looked for.
CREATE TABLE alert_watch (
    id         INTEGER PRIMARY KEY CHECK (id = 1),
    passage_id INTEGER NOT NULL
) STRICT;
