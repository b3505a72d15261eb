-- Shifts that were handed over. A row is written once, when both have signed; the shift that goes on begins where the last one ended.
CREATE TABLE shifts (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    -- The car parks that it was of, as in an account: a JSON array, sorted; '[]' for all.
    car_parks TEXT    NOT NULL DEFAULT '[]',
    begun_at  INTEGER NOT NULL,
    closed_at INTEGER NOT NULL,
    -- Who left and who came, as they were called then.
    left_by   TEXT    NOT NULL,
    taken_by  TEXT    NOT NULL,
    note      TEXT    NOT NULL DEFAULT '',
    -- What was counted at that moment, as JSON: shown and printed, never searched.
    counted   TEXT    NOT NULL
) STRICT;
CREATE INDEX shifts_of_car_parks ON shifts (car_parks, id);

-- What two people signed for is as fixed as the audit log.
CREATE TRIGGER shifts_are_never_changed BEFORE UPDATE ON shifts
BEGIN
    SELECT RAISE(ABORT, 'a closed shift never changes');
END;

CREATE TRIGGER shifts_are_never_deleted BEFORE DELETE ON shifts
BEGIN
    SELECT RAISE(ABORT, 'a closed shift never changes');
END;

-- What happened in a stretch of time.
CREATE INDEX corrections_by_time ON corrections (at);
CREATE INDEX session_corrections_by_time ON session_corrections (at);
CREATE INDEX alerts_by_time ON alerts (raised_at);
