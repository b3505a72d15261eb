-- A fragment of a plate together with any other filter: either the few plates that hold it, each a stretch of an index, or the
-- passages of the lanes, gone through with their plates in the index itself.

-- These replace passages_place and passages_unphotographed. The id stands before the plate to keep the order of equal instants.
CREATE INDEX passages_lane ON passages (parking_id, lane_no, direction, at, id, plate);
CREATE INDEX passages_lane_unphotographed ON passages (parking_id, lane_no, direction, at, id, plate) WHERE photographed = 0;
DROP INDEX passages_place;
DROP INDEX passages_unphotographed;

CREATE INDEX passages_plate_lane ON passages (plate, parking_id, lane_no, direction, at);
CREATE INDEX passages_plate_unphotographed ON passages (plate, parking_id, lane_no, direction, at) WHERE photographed = 0;
