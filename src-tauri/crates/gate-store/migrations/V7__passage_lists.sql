-- Passages as a list under any filter: each filter is a few stretches of one of these indexes, however rare what it looks for.

-- Whether there is or was a photo, or one is still awaited: kept by the triggers below.
ALTER TABLE passages ADD COLUMN photographed INTEGER NOT NULL DEFAULT 0 CHECK (photographed IN (0, 1));
UPDATE passages SET photographed = 1
WHERE EXISTS (SELECT 1 FROM photos WHERE photos.passage_id = passages.id AND photos.state <> 'failed');

CREATE INDEX passages_place ON passages (parking_id, lane_no, direction, at);
CREATE INDEX passages_unphotographed ON passages (parking_id, lane_no, direction, at) WHERE photographed = 0;

CREATE TRIGGER photo_comes AFTER INSERT ON photos WHEN NEW.passage_id IS NOT NULL AND NEW.state <> 'failed'
BEGIN
    UPDATE passages SET photographed = 1 WHERE id = NEW.passage_id AND photographed = 0;
END;

CREATE TRIGGER photo_turns AFTER UPDATE OF state, passage_id ON photos WHEN NEW.passage_id IS NOT NULL
BEGIN
    UPDATE passages SET photographed = EXISTS
        (SELECT 1 FROM photos p WHERE p.passage_id = NEW.passage_id AND p.state <> 'failed')
    WHERE id = NEW.passage_id AND (NEW.state = 'failed' OR photographed = 0);
END;
