-- The registers: what the open platform knows and this data directory mirrors, and what staff do with it.
-- Absent texts are '', calendar days are 'yyyy-MM-dd' in China ('' for none), instants are UTC milliseconds.
-- plate is as it was written, plate_key normalised; plate_parts (V1) finds plates by any part.

CREATE TABLE car_parks (
    parking_id  TEXT    NOT NULL PRIMARY KEY,
    name        TEXT    NOT NULL DEFAULT '',
    seen_at     INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE lanes (
    id                INTEGER PRIMARY KEY AUTOINCREMENT,
    parking_id        TEXT    NOT NULL,
    lane_no           TEXT    NOT NULL,
    name              TEXT    NOT NULL DEFAULT '',
    -- Passages seen in each direction; the direction is learned from them unless a person set it.
    in_passages       INTEGER NOT NULL DEFAULT 0 CHECK (in_passages >= 0),
    out_passages      INTEGER NOT NULL DEFAULT 0 CHECK (out_passages >= 0),
    direction_set     TEXT    NOT NULL DEFAULT '' CHECK (direction_set IN ('', 'in', 'out', 'both')),
    direction_set_by  TEXT    NOT NULL DEFAULT '',
    camera_online     INTEGER CHECK (camera_online IN (0, 1)),
    camera_changed_at INTEGER NOT NULL DEFAULT 0,
    -- Where staff want it on the screen, and the key that opens it.
    position          INTEGER NOT NULL DEFAULT 0,
    hotkey            TEXT    NOT NULL DEFAULT '',
    seen_at           INTEGER NOT NULL DEFAULT 0,
    -- The passage with the latest time: 0 before the first.
    last_passage_id   INTEGER NOT NULL DEFAULT 0,
    last_passage_at   INTEGER NOT NULL DEFAULT 0,
    UNIQUE (parking_id, lane_no)
) STRICT;

-- Up to which passage the lanes' counts are learned.
CREATE TABLE lane_learning (
    id         INTEGER PRIMARY KEY CHECK (id = 1),
    passage_id INTEGER NOT NULL
) STRICT;

CREATE TABLE lane_openings (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    parking_id  TEXT    NOT NULL,
    lane_no     TEXT    NOT NULL,
    plate       TEXT    NOT NULL DEFAULT '',
    reason      TEXT    NOT NULL DEFAULT '',
    opened_by   TEXT    NOT NULL DEFAULT '',
    opened_at   INTEGER NOT NULL,
    -- Written as 'unknown' before the request, so that a crash cannot lose an opening.
    outcome     TEXT    NOT NULL DEFAULT 'unknown' CHECK (outcome IN ('accepted', 'refused', 'not_sent', 'unknown')),
    answer      TEXT    NOT NULL DEFAULT '',
    answered_at INTEGER,
    -- The lane's last photo when it was opened, and the passage that confirmed it.
    photo_path  TEXT    NOT NULL DEFAULT '',
    passage_id  INTEGER,
    unseen_at   INTEGER
) STRICT;
CREATE INDEX lane_openings_by_lane ON lane_openings (parking_id, lane_no, id);
CREATE INDEX lane_openings_awaited ON lane_openings (id)
    WHERE passage_id IS NULL AND unseen_at IS NULL AND outcome NOT IN ('refused', 'not_sent');
CREATE INDEX lane_openings_by_time ON lane_openings (opened_at);

CREATE TABLE vehicle_types (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    parking_id TEXT    NOT NULL,
    type_id    TEXT    NOT NULL,
    code       TEXT    NOT NULL DEFAULT '',
    name       TEXT    NOT NULL DEFAULT '',
    show_name  TEXT    NOT NULL DEFAULT '',
    refresh_no INTEGER NOT NULL DEFAULT 0,
    seen_at    INTEGER NOT NULL DEFAULT 0,
    UNIQUE (parking_id, type_id)
) STRICT;

CREATE TABLE vehicles (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    parking_id     TEXT    NOT NULL,
    plate          TEXT    NOT NULL,
    plate_key      TEXT    NOT NULL,
    vehicle_type   TEXT    NOT NULL DEFAULT '',
    owner_name     TEXT    NOT NULL DEFAULT '',
    owner_pinyin   TEXT    NOT NULL DEFAULT '',
    owner_initials TEXT    NOT NULL DEFAULT '',
    owner_phone    TEXT    NOT NULL DEFAULT '',
    phone_reversed TEXT    NOT NULL DEFAULT '',
    valid_from     TEXT    NOT NULL DEFAULT '',
    valid_until    TEXT    NOT NULL DEFAULT '',
    -- Comma-separated lane numbers as on the wire; '' means all.
    lane_nos       TEXT    NOT NULL DEFAULT '',
    spaces         INTEGER NOT NULL DEFAULT 1,
    remark         TEXT    NOT NULL DEFAULT '',
    -- Lists do not return these (the work number only sometimes): remembered from what was written here.
    type_name      TEXT    NOT NULL DEFAULT '',
    department     TEXT    NOT NULL DEFAULT '',
    work_no        TEXT    NOT NULL DEFAULT '',
    written_at     INTEGER,
    refresh_no     INTEGER NOT NULL DEFAULT 0,
    seen_at        INTEGER NOT NULL DEFAULT 0,
    UNIQUE (parking_id, plate_key)
) STRICT;
CREATE INDEX vehicles_by_key ON vehicles (plate_key);
CREATE INDEX vehicles_by_end ON vehicles (parking_id, valid_until);
CREATE INDEX vehicles_by_pinyin ON vehicles (owner_pinyin);
CREATE INDEX vehicles_by_initials ON vehicles (owner_initials);
CREATE INDEX vehicles_by_phone ON vehicles (owner_phone);
CREATE INDEX vehicles_by_phone_end ON vehicles (phone_reversed);
CREATE INDEX vehicles_by_name ON vehicles (owner_name);

CREATE TABLE blacklist (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    parking_id     TEXT    NOT NULL,
    plate          TEXT    NOT NULL,
    plate_key      TEXT    NOT NULL,
    until_day      TEXT    NOT NULL DEFAULT '',
    -- The platform keeps neither: remembered from what was written here.
    reason         TEXT    NOT NULL DEFAULT '',
    added_by       TEXT    NOT NULL DEFAULT '',
    written_at     INTEGER,
    refresh_no     INTEGER NOT NULL DEFAULT 0,
    seen_at        INTEGER NOT NULL DEFAULT 0,
    UNIQUE (parking_id, plate_key)
) STRICT;
CREATE INDEX blacklist_by_key ON blacklist (plate_key);

CREATE TABLE visitors (
    id               INTEGER PRIMARY KEY AUTOINCREMENT,
    parking_id       TEXT    NOT NULL,
    plate            TEXT    NOT NULL,
    plate_key        TEXT    NOT NULL,
    contact_name     TEXT    NOT NULL DEFAULT '',
    contact_pinyin   TEXT    NOT NULL DEFAULT '',
    contact_initials TEXT    NOT NULL DEFAULT '',
    contact_phone    TEXT    NOT NULL DEFAULT '',
    -- 0 where the platform does not say.
    starts_at        INTEGER NOT NULL DEFAULT 0,
    ends_at          INTEGER NOT NULL DEFAULT 0,
    reason           TEXT    NOT NULL DEFAULT '',
    -- ext1 … ext10 as a JSON object.
    extra            TEXT    NOT NULL DEFAULT '{}',
    source           TEXT    NOT NULL DEFAULT 'callback' CHECK (source IN ('callback', 'query', 'local')),
    heard_at         INTEGER NOT NULL DEFAULT 0,
    -- A callback's signature does not cover its body: what it says counts once the platform was asked.
    confirmed_at     INTEGER,
    cancelled_at     INTEGER,
    UNIQUE (parking_id, plate_key, starts_at)
) STRICT;
CREATE INDEX visitors_by_key ON visitors (plate_key, starts_at);
CREATE INDEX visitors_by_end ON visitors (parking_id, ends_at);
CREATE INDEX visitors_by_pinyin ON visitors (contact_pinyin);
CREATE INDEX visitors_by_initials ON visitors (contact_initials);
CREATE INDEX visitors_by_phone ON visitors (contact_phone);
CREATE INDEX visitors_by_name ON visitors (contact_name);

CREATE TABLE coupons (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    parking_id  TEXT    NOT NULL,
    plate       TEXT    NOT NULL,
    plate_key   TEXT    NOT NULL,
    -- 1 times, 2 hours, 3 whole yuan (couponType).
    coupon_type INTEGER NOT NULL CHECK (coupon_type IN (1, 2, 3)),
    amount      INTEGER NOT NULL CHECK (amount > 0),
    expires_at  INTEGER,
    issued_by   TEXT    NOT NULL DEFAULT '',
    issued_at   INTEGER NOT NULL,
    outcome     TEXT    NOT NULL DEFAULT 'unknown' CHECK (outcome IN ('done', 'refused', 'not_done', 'unknown')),
    answer      TEXT    NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX coupons_by_key ON coupons (plate_key, issued_at);
CREATE INDEX coupons_by_time ON coupons (parking_id, issued_at);

CREATE TABLE outings (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    parking_id    TEXT    NOT NULL,
    plate         TEXT    NOT NULL,
    plate_key     TEXT    NOT NULL,
    starts_at     INTEGER NOT NULL,
    ends_at       INTEGER NOT NULL,
    registered_by TEXT    NOT NULL DEFAULT '',
    registered_at INTEGER NOT NULL,
    outcome       TEXT    NOT NULL DEFAULT 'unknown' CHECK (outcome IN ('done', 'refused', 'not_done', 'unknown')),
    answer        TEXT    NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX outings_by_key ON outings (plate_key, starts_at);
CREATE INDEX outings_by_time ON outings (parking_id, registered_at);

-- Every write to a register of the open platform, whatever came of it: the history of a registration. Written before the
-- request, and never sent again.
CREATE TABLE register_writes (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    parking_id  TEXT    NOT NULL,
    operation   TEXT    NOT NULL CHECK (operation IN
        ('add_vehicle', 'change_vehicle', 'delete_vehicle', 'add_blacklist', 'delete_blacklist')),
    register    TEXT    NOT NULL CHECK (register IN ('vehicles', 'blacklist')),
    plate       TEXT    NOT NULL DEFAULT '',
    plate_key   TEXT    NOT NULL DEFAULT '',
    -- The entry as the mirror knew it and as it was asked for, as JSON; '' for none.
    before      TEXT    NOT NULL DEFAULT '',
    after       TEXT    NOT NULL DEFAULT '',
    written_by  TEXT    NOT NULL DEFAULT '',
    written_at  INTEGER NOT NULL,
    outcome     TEXT    NOT NULL DEFAULT 'unknown' CHECK (outcome IN ('done', 'refused', 'not_done', 'unknown')),
    answer      TEXT    NOT NULL DEFAULT '',
    -- When the answer came or was given up; NULL while it is under way, or after a crash.
    answered_at INTEGER,
    -- When the platform's list last said what became of a lost answer.
    checked_at  INTEGER
) STRICT;
CREATE INDEX register_writes_by_key ON register_writes (plate_key, id);
CREATE INDEX register_writes_by_time ON register_writes (written_at);
CREATE INDEX register_writes_unknown ON register_writes (parking_id, register, plate_key) WHERE outcome = 'unknown';
CREATE INDEX register_writes_not_done ON register_writes (parking_id, register, written_at)
    WHERE outcome = 'not_done' AND checked_at IS NOT NULL;

-- How old each mirror is. A refresh has a number; rows that its pages did not touch are gone from the platform.
CREATE TABLE mirrors (
    parking_id   TEXT    NOT NULL,
    register     TEXT    NOT NULL,
    refresh_no   INTEGER NOT NULL DEFAULT 0,
    refreshed_at INTEGER NOT NULL DEFAULT 0,
    started_at   INTEGER NOT NULL DEFAULT 0,
    -- The last try, where it failed: what is mirrored stays, and grows old.
    failed_at    INTEGER,
    last_error   TEXT    NOT NULL DEFAULT '',
    PRIMARY KEY (parking_id, register)
) STRICT;

CREATE TABLE in_park (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    parking_id     TEXT    NOT NULL,
    plate_raw      TEXT    NOT NULL DEFAULT '',
    plate_key      TEXT    NOT NULL DEFAULT '',
    lane_no        TEXT    NOT NULL DEFAULT '',
    vehicle_type   TEXT    NOT NULL DEFAULT '',
    entered_at     INTEGER NOT NULL,
    -- Vehicles without a plate may stand in one lane at one second: the how-manieth of its like this row is.
    nth            INTEGER NOT NULL DEFAULT 1,
    first_seen_at  INTEGER NOT NULL,
    refresh_no     INTEGER NOT NULL DEFAULT 0,
    UNIQUE (parking_id, plate_raw, entered_at, lane_no, nth)
) STRICT;
CREATE INDEX in_park_by_key ON in_park (parking_id, plate_key, entered_at);
CREATE INDEX in_park_by_plate ON in_park (plate_key);
CREATE INDEX in_park_by_entry ON in_park (parking_id, entered_at);

CREATE TABLE occupancy (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    parking_id    TEXT    NOT NULL,
    at            INTEGER NOT NULL,
    total         INTEGER,
    used          INTEGER,
    visitors_used INTEGER,
    staff_total   INTEGER,
    staff_used    INTEGER,
    temporary     INTEGER,
    UNIQUE (parking_id, at)
) STRICT;

-- What staff choose in the program and gatehouse.toml does not hold. value is JSON.
CREATE TABLE settings (
    key        TEXT    NOT NULL PRIMARY KEY,
    value      TEXT    NOT NULL,
    changed_by TEXT    NOT NULL DEFAULT '',
    changed_at INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE accounts (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    name          TEXT    NOT NULL,
    name_key      TEXT    NOT NULL UNIQUE,
    role          TEXT    NOT NULL CHECK (role IN ('attendant', 'administrator')),
    password_hash TEXT    NOT NULL DEFAULT '',
    pin_hash      TEXT    NOT NULL DEFAULT '',
    recovery_hash TEXT    NOT NULL DEFAULT '',
    -- JSON array of car parks; empty means all.
    car_parks     TEXT    NOT NULL DEFAULT '[]',
    created_at    INTEGER NOT NULL,
    changed_at    INTEGER NOT NULL DEFAULT 0,
    disabled_at   INTEGER
) STRICT;

CREATE TABLE login_attempts (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    name_key  TEXT    NOT NULL,
    at        INTEGER NOT NULL,
    succeeded INTEGER NOT NULL CHECK (succeeded IN (0, 1)),
    host      TEXT    NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX login_attempts_by_name ON login_attempts (name_key, at);

-- Lockouts count what is left of them, so that neither a restart nor a changed clock ends one.
CREATE TABLE login_locks (
    name_key     TEXT    NOT NULL PRIMARY KEY,
    failures     INTEGER NOT NULL DEFAULT 0,
    remaining_ms INTEGER NOT NULL DEFAULT 0
) STRICT;
