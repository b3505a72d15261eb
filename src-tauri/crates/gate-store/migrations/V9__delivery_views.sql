-- Deliveries as lists and numbers, the city platform over time, and what staff put right beyond the plate.

-- What one car park's city platform did in five minutes: heartbeats, its clock, and what became of deliveries.
CREATE TABLE city_history (
    slot         INTEGER NOT NULL,              -- begin of the five minutes
    parking_id   TEXT    NOT NULL,
    beats_ok     INTEGER NOT NULL DEFAULT 0,
    beats_failed INTEGER NOT NULL DEFAULT 0,
    drift_least  INTEGER,                       -- the city's time less ours, in ms
    drift_most   INTEGER,
    delivered    INTEGER NOT NULL DEFAULT 0,
    failed       INTEGER NOT NULL DEFAULT 0,    -- tries that reached the platform and did not deliver
    PRIMARY KEY (slot, parking_id)
) WITHOUT ROWID, STRICT;

-- Sending as it should be touches none of these, but for deliveries_undelivered and deliveries_awaits.
CREATE INDEX deliveries_time ON deliveries (parking_id, event_at);
CREATE INDEX deliveries_given_up ON deliveries (parking_id, event_at) WHERE given_up_at IS NOT NULL AND delivered_at IS NULL;
-- The first columns repeat the condition, so that counting needs no row. The first takes the place of deliveries_owed.
CREATE INDEX deliveries_undelivered ON deliveries (parking_id, delivered_at, given_up_at, event_at)
    WHERE delivered_at IS NULL AND given_up_at IS NULL;
DROP INDEX deliveries_owed;
CREATE INDEX deliveries_parked_words ON deliveries (parking_id, delivered_at, given_up_at, parked_reason, answer, event_at)
    WHERE parked_reason IS NOT NULL AND delivered_at IS NULL AND given_up_at IS NULL;
CREATE INDEX deliveries_parked_time ON deliveries (parking_id, delivered_at, given_up_at, parked_reason, event_at)
    WHERE parked_reason IS NOT NULL AND delivered_at IS NULL AND given_up_at IS NULL;
CREATE INDEX deliveries_awaits ON deliveries (parking_id, awaits, event_at)
    WHERE awaits IS NOT NULL AND delivered_at IS NULL AND given_up_at IS NULL AND parked_reason IS NULL;

CREATE INDEX passages_repeats ON passages (parking_id, at) WHERE role = 'repeat';

-- What staff put right of a session besides its plate: times, kind, pairing. The readings never change.
CREATE TABLE session_corrections (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    session_id INTEGER NOT NULL,
    field      TEXT    NOT NULL,
    before     TEXT    NOT NULL,
    after      TEXT    NOT NULL,
    reason     TEXT    NOT NULL,
    made_by    TEXT    NOT NULL,
    at         INTEGER NOT NULL
) STRICT;
CREATE INDEX session_corrections_session ON session_corrections (session_id);
