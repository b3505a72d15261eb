import type { AlertView } from "../bindings/AlertView";
import type { BoothView } from "../bindings/BoothView";
import type { LaneCard } from "../bindings/LaneCard";
import type { OpeningView } from "../bindings/OpeningView";
import type { PassageItem } from "../bindings/PassageItem";

/** Made-up things of the booth, each whole but for what a test changes. */
export function passage(change: Partial<PassageItem> = {}): PassageItem {
  return {
    id: 1,
    parking_id: "P1",
    lane_no: "1",
    lane: "1 号入口",
    direction: "in",
    at: Date.now() - 5_000,
    plate: { text: "浙BA88K6", form: "ordinary" },
    read_as: null,
    standing: "temporary",
    type_name: null,
    owner: null,
    days_left: null,
    photo: { state: "none" },
    session: 11,
    repeat: false,
    arrival: null,
    ...change,
  };
}

export function lane(change: Partial<LaneCard> = {}): LaneCard {
  return {
    parking_id: "P1",
    lane_no: "1",
    name: "1 号入口",
    direction: "in",
    direction_set: true,
    camera: { state: "online", since: 0 },
    last: passage(),
    opening: null,
    cool_down_ms: 0,
    ...change,
  };
}

export function booth(lanes: LaneCard[] = [lane()]): BoothView {
  return { car_parks: [{ parking_id: "P1", name: "一号停车场", free: 78, total: 200, inside: 122 }], lanes };
}

export function opening(change: Partial<OpeningView> = {}): OpeningView {
  return {
    id: 1,
    parking_id: "P1",
    lane_no: "1",
    plate: "浙BA88K6",
    reason: "已电话确认",
    by: "值班员 01",
    at: Date.now(),
    outcome: "accepted",
    answer: null,
    seen: "waiting",
    ...change,
  };
}

export function alert(change: Partial<AlertView> = {}): AlertView {
  return {
    id: 1,
    kind: "blacklisted",
    critical: true,
    times: 1,
    raised_at: 1_000,
    cleared_at: null,
    acknowledged_at: null,
    acknowledged_by: null,
    lane: "2 号入口",
    lane_no: "2",
    parking_id: "P1",
    plate: { text: "浙B7K209", form: "ordinary" },
    photo: { state: "none" },
    number: null,
    words: "多次逃费",
    ...change,
  };
}
