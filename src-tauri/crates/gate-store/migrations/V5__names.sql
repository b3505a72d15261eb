-- Names by their endings, for who remembers a given name only; and alerts that turned out to be wrong.

-- Every name in a register, by each of its endings but the whole: see src/name_parts.rs. Personal data: a name goes when no
-- register holds it any more.
CREATE TABLE name_parts (
    part TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (part, name)
) WITHOUT ROWID, STRICT;
CREATE INDEX name_parts_by_name ON name_parts (name);

-- Registers are small beside passages: this takes a second for 100,000 vehicles.
WITH RECURSIVE
    names (name) AS (SELECT owner_name FROM vehicles UNION SELECT contact_name FROM visitors),
    endings (name, start) AS (
        SELECT name, 2 FROM names WHERE length(name) > 1
        UNION ALL
        SELECT name, start + 1 FROM endings WHERE start < length(name) AND start < 16
    )
INSERT INTO name_parts (part, name) SELECT DISTINCT substr(name, start, 16), name FROM endings;

-- Raised by a mirror that was older than it should be: looked at again after the next refresh.
ALTER TABLE alerts ADD COLUMN doubted INTEGER NOT NULL DEFAULT 0 CHECK (doubted IN (0, 1));
-- When that look showed that there had been no reason. The row stays.
ALTER TABLE alerts ADD COLUMN withdrawn_at INTEGER;
CREATE INDEX alerts_doubted ON alerts (id) WHERE doubted = 1;
