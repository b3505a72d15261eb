import type { LaneCard } from "../bindings/LaneCard";

/** Which lane: two car parks may number theirs alike. */
export type LaneKey = string;

interface LaneOf {
  parking_id: string;
  lane_no: string;
}

export function laneKey({ parking_id, lane_no }: LaneOf): LaneKey {
  return `${parking_id}\n${lane_no}`;
}

/** Lanes beyond these are opened by mouse, or by Tab and Enter. */
const LANE_KEYS = 8;

/** The key of the lane at this place of the screen, counted from 0. */
export function laneShortcut(at: number): string | undefined {
  return at >= 0 && at < LANE_KEYS ? `F${at + 1}` : undefined;
}

export function shortcutOf(lanes: readonly LaneCard[], key: LaneKey): string | undefined {
  return laneShortcut(lanes.findIndex((lane) => laneKey(lane) === key));
}
