-- Photos that were sent again many at once. A batch is the deliveries it made: how far it is, is how they stand.
CREATE TABLE photo_batches (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    begun_by TEXT    NOT NULL,
    begun_at INTEGER NOT NULL
) STRICT;

ALTER TABLE deliveries ADD COLUMN photo_batch INTEGER; -- NULL for what was not sent again with others
CREATE INDEX deliveries_photo_batch ON deliveries (photo_batch) WHERE photo_batch IS NOT NULL;
