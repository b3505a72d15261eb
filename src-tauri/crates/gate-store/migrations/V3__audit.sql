-- The audit log. Each row's hash is an HMAC over the row and the hash before it (src/audit.rs).

CREATE TABLE audit (
    -- Counted without gaps: the number is part of what is hashed.
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    at            INTEGER NOT NULL,
    actor         TEXT    NOT NULL,
    action        TEXT    NOT NULL,
    subject       TEXT    NOT NULL DEFAULT '',
    before        TEXT    NOT NULL DEFAULT '',
    after         TEXT    NOT NULL DEFAULT '',
    previous_hash BLOB    NOT NULL,
    hash          BLOB    NOT NULL
) STRICT;
CREATE INDEX audit_by_time ON audit (at);
CREATE INDEX audit_by_subject ON audit (subject, id);
CREATE INDEX audit_by_actor ON audit (actor, id);

-- The newest row, so that a tail cut off is seen.
CREATE TABLE audit_head (
    id      INTEGER PRIMARY KEY CHECK (id = 1),
    last_id INTEGER NOT NULL,
    hash    BLOB    NOT NULL,
    mac     BLOB    NOT NULL
) STRICT;

-- Up to where retention has deleted; the chain is verified from there on.
CREATE TABLE audit_anchors (
    pruned_to INTEGER PRIMARY KEY,
    hash      BLOB    NOT NULL,
    mac       BLOB    NOT NULL,
    at        INTEGER NOT NULL
) STRICT;

CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit
BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only');
END;

CREATE TRIGGER audit_is_deleted_by_retention_only BEFORE DELETE ON audit
WHEN OLD.id > (SELECT coalesce(max(pruned_to), 0) FROM audit_anchors)
BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only');
END;

CREATE TRIGGER audit_anchors_are_never_changed BEFORE UPDATE ON audit_anchors
BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only');
END;

CREATE TRIGGER audit_anchors_are_never_deleted BEFORE DELETE ON audit_anchors
BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only');
END;
