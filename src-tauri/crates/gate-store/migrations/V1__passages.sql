-- What comes from the open platform, how it pairs, and what the city is owed.
-- Times are UTC milliseconds. `direction` is 'in' or 'out'.

CREATE TABLE passages (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    parking_id    TEXT    NOT NULL,
    direction     TEXT    NOT NULL CHECK (direction IN ('in', 'out')),
    plate_raw     TEXT    NOT NULL,
    plate_read    TEXT    NOT NULL,             -- the reading, normalised: part of the identity, never changed
    plate         TEXT    NOT NULL,             -- as corrected by staff; the reading unless they did
    at            INTEGER NOT NULL,
    lane_no       TEXT    NOT NULL,
    lane_name     TEXT    NOT NULL DEFAULT '',
    record_id     TEXT,                         -- the list's id; callbacks have none
    vehicle_type  TEXT,
    owner_name    TEXT,
    owner_phone   TEXT,
    work_no       TEXT,
    free_spaces   INTEGER NOT NULL DEFAULT 0,   -- at the passage
    source        TEXT    NOT NULL,
    heard_at      INTEGER NOT NULL,
    session_id    INTEGER,
    role          TEXT    NOT NULL DEFAULT 'none' CHECK (role IN ('none', 'arrival', 'departure', 'repeat'))
) STRICT;
CREATE UNIQUE INDEX passages_record ON passages (parking_id, record_id) WHERE record_id IS NOT NULL;
CREATE INDEX passages_identity ON passages (parking_id, at, lane_no, plate_read);
CREATE INDEX passages_plate ON passages (plate, at);
CREATE INDEX passages_session ON passages (session_id) WHERE session_id IS NOT NULL;

-- Every plate that is known, by each of its endings: a fragment of a plate is where one of these begins. O stands as 0 and I as
-- 1 in part. See src/plate_parts.rs.
CREATE TABLE plate_parts (
    part  TEXT NOT NULL,
    plate TEXT NOT NULL,                        -- normalised
    PRIMARY KEY (part, plate)
) WITHOUT ROWID, STRICT;

CREATE TABLE sessions (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    parking_id     TEXT    NOT NULL,
    plate          TEXT    NOT NULL,            -- normalised; empty without a plate
    business_id    TEXT    NOT NULL,
    state          TEXT    NOT NULL CHECK (state IN ('open', 'closed', 'exit_missed', 'awaiting_arrival')),
    sort_at        INTEGER NOT NULL,            -- arrival's time, or departure's while the arrival is awaited
    arrival_id     INTEGER,
    departure_id   INTEGER,
    arrived_at     INTEGER,
    departed_at    INTEGER,
    arrival_lane   TEXT    NOT NULL DEFAULT '',
    departure_lane TEXT    NOT NULL DEFAULT '',
    arrival_origin TEXT    NOT NULL DEFAULT 'seen' CHECK (arrival_origin IN ('seen', 'awaited', 'in_park_list', 'departure')),
    paired_by      TEXT    NOT NULL DEFAULT 'plate' CHECK (paired_by IN ('plate', 'only_open', 'oldest', 'person')),
    vehicle_type   TEXT,
    vehtype        TEXT    NOT NULL,
    hpys           TEXT    NOT NULL,
    kind_by        TEXT    NOT NULL,            -- what decided vehtype and hpys
    exit_heard_at  INTEGER,                     -- when we heard of an exit whose arrival is awaited
    asked_at       INTEGER,                     -- when the open platform was asked for that arrival
    created_at     INTEGER NOT NULL
) STRICT;
CREATE INDEX sessions_plate ON sessions (parking_id, plate, sort_at);
CREATE INDEX sessions_open ON sessions (parking_id, sort_at, plate) WHERE state = 'open';
CREATE INDEX sessions_awaiting ON sessions (parking_id, sort_at) WHERE state = 'awaiting_arrival';
CREATE INDEX sessions_time ON sessions (sort_at);

CREATE TABLE photos (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    parking_id     TEXT    NOT NULL,
    passage_id     INTEGER,
    session_id     INTEGER,                     -- for a photo that staff gave to a session
    origin         TEXT    NOT NULL CHECK (origin IN ('platform', 'staff')),
    url            TEXT,
    state          TEXT    NOT NULL CHECK (state IN ('wanted', 'stored', 'failed', 'pruned')),
    taken_at       INTEGER NOT NULL,
    wanted_since   INTEGER NOT NULL,
    fetch_tries    INTEGER NOT NULL DEFAULT 0,
    next_fetch_at  INTEGER NOT NULL,
    failure        TEXT,                        -- why it failed: a parked reason's code
    last_error     TEXT,
    path           TEXT,                        -- below photos/, as it came
    sha256         TEXT,
    bytes          INTEGER,
    width          INTEGER,
    height         INTEGER,
    fitted_path    TEXT,                        -- below photos/, as it is sent; the same file when it fits untouched
    fitted_md5     TEXT,
    fitted_bytes   INTEGER,
    stored_at      INTEGER
) STRICT;
CREATE INDEX photos_wanted ON photos (next_fetch_at) WHERE state = 'wanted';
CREATE INDEX photos_passage ON photos (passage_id);
CREATE INDEX photos_path ON photos (path) WHERE path IS NOT NULL;
CREATE INDEX photos_taken ON photos (taken_at) WHERE state = 'stored';

CREATE TABLE deliveries (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    parking_id      TEXT    NOT NULL,
    session_id      INTEGER NOT NULL,
    kind            TEXT    NOT NULL CHECK (kind IN ('arrival', 'departure', 'arrival_photo', 'departure_photo')),
    passage_id      INTEGER,
    photo_id        INTEGER,
    img_index       INTEGER,
    event_at        INTEGER NOT NULL,           -- the passage's time
    free_spaces     INTEGER NOT NULL DEFAULT 0,
    payload         TEXT,                       -- frozen when first tried
    blocked_by      INTEGER,                    -- the delivery that the city must accept first
    awaits          TEXT CHECK (awaits IN ('photo', 'arrival')),
    attempts        INTEGER NOT NULL DEFAULT 0, -- refusals of the item itself
    tries           INTEGER NOT NULL DEFAULT 0, -- requests that reached the platform
    failures        INTEGER NOT NULL DEFAULT 0, -- transient and ambiguous outcomes in a row
    next_attempt_at INTEGER NOT NULL,
    parked_reason   TEXT,
    parked_at       INTEGER,
    given_up_at     INTEGER,
    give_up_reason  TEXT,
    last_outcome    TEXT,
    last_error      TEXT,
    last_status     INTEGER,
    last_elapsed_ms INTEGER,
    last_bytes      INTEGER,
    answer          TEXT,
    photo_md5       TEXT,
    created_at      INTEGER NOT NULL,
    delivered_at    INTEGER
) STRICT;
CREATE INDEX deliveries_due ON deliveries (parking_id, next_attempt_at, id)
    WHERE delivered_at IS NULL AND parked_reason IS NULL AND given_up_at IS NULL AND blocked_by IS NULL AND awaits IS NULL;
CREATE INDEX deliveries_owed ON deliveries (parking_id, event_at) WHERE delivered_at IS NULL AND given_up_at IS NULL;
CREATE INDEX deliveries_blocked ON deliveries (blocked_by) WHERE blocked_by IS NOT NULL;
CREATE INDEX deliveries_session ON deliveries (session_id);
CREATE INDEX deliveries_photo ON deliveries (photo_id) WHERE photo_id IS NOT NULL;
CREATE INDEX deliveries_parked ON deliveries (parked_reason) WHERE parked_reason IS NOT NULL;

-- Attempts that did not settle their delivery; the one that did stands in the delivery's own row.
CREATE TABLE delivery_attempts (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    delivery_id INTEGER NOT NULL,
    at          INTEGER NOT NULL,
    outcome     TEXT    NOT NULL,
    status      INTEGER,
    error       TEXT,
    answer      TEXT,
    elapsed_ms  INTEGER NOT NULL,
    bytes       INTEGER NOT NULL,
    photo_md5   TEXT
) STRICT;
CREATE INDEX delivery_attempts_delivery ON delivery_attempts (delivery_id);

CREATE TABLE collector (
    parking_id       TEXT    NOT NULL PRIMARY KEY,
    collected_from   INTEGER NOT NULL,
    collected_until  INTEGER NOT NULL,
    last_ok_at       INTEGER,
    last_error       TEXT,
    day_read_at      INTEGER NOT NULL DEFAULT 0, -- when the last 24 hours were last read again
    week_read_at     INTEGER NOT NULL DEFAULT 0  -- when the last 7 days were
) STRICT;

CREATE TABLE city_state (
    parking_id     TEXT NOT NULL PRIMARY KEY,
    last_ok_at     INTEGER,                      -- last accepted heartbeat
    last_error     TEXT,
    last_error_at  INTEGER,
    clock_drift_ms INTEGER,                      -- the city's time less ours
    clock_read_at  INTEGER,
    paused         TEXT,                         -- 'account_refused', 'address_wrong' or 'unreachable'
    paused_since   INTEGER,
    held_since     INTEGER,                      -- a person holds reporting back, whatever else
    held_by        TEXT
) STRICT;

-- When and by which lane a plate came in, as the in-park list last said: kept after the vehicle has left the list.
CREATE TABLE in_park_seen (
    parking_id   TEXT    NOT NULL,
    plate        TEXT    NOT NULL,
    entered_at   INTEGER NOT NULL,
    lane_no      TEXT    NOT NULL DEFAULT '',
    vehicle_type TEXT,
    PRIMARY KEY (parking_id, plate)
) STRICT;

-- What staff put right, each with who and why. The reading itself never changes.
CREATE TABLE corrections (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    session_id INTEGER NOT NULL,
    passage_id INTEGER NOT NULL,
    field      TEXT    NOT NULL CHECK (field IN ('plate')),
    before     TEXT    NOT NULL,
    after      TEXT    NOT NULL,
    reason     TEXT    NOT NULL,
    made_by    TEXT    NOT NULL,
    at         INTEGER NOT NULL
) STRICT;
CREATE INDEX corrections_session ON corrections (session_id);

-- What staff set for one plate, and what a custom vehicle type means (domain.md: the order of deciding).
CREATE TABLE plate_kinds (
    plate   TEXT NOT NULL PRIMARY KEY,
    vehtype TEXT NOT NULL,
    hpys    TEXT NOT NULL
) STRICT;
CREATE TABLE type_kinds (
    vehicle_type TEXT NOT NULL PRIMARY KEY,
    vehtype      TEXT NOT NULL,
    hpys         TEXT NOT NULL
) STRICT;

-- In what the in-park list and the open sessions differ, since when and for how many samples on end: proposals to people.
CREATE TABLE discrepancies (
    id                 INTEGER PRIMARY KEY AUTOINCREMENT,
    parking_id         TEXT    NOT NULL,
    kind               TEXT    NOT NULL,
    plate              TEXT    NOT NULL,            -- normalised; empty where vehicles without one are only counted
    since              INTEGER NOT NULL,            -- the vehicle's entry; 0 where vehicles are only counted
    session_id         INTEGER,
    entered_at         INTEGER,                     -- the entry by the list
    lane_no            TEXT    NOT NULL DEFAULT '',
    left_at            INTEGER,                     -- the exit of a vehicle that is still listed
    resembles          TEXT    NOT NULL DEFAULT '', -- the plate that it may be
    resembles_session  INTEGER,
    counted_sessions   INTEGER NOT NULL DEFAULT 0,
    counted_listed     INTEGER NOT NULL DEFAULT 0,
    first_seen_at      INTEGER NOT NULL,
    last_seen_at       INTEGER NOT NULL,
    seen_times         INTEGER NOT NULL DEFAULT 1,
    UNIQUE (parking_id, kind, plate, since)
) STRICT;
