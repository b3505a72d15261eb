import type { DeliveryDay } from "../bindings/DeliveryDay";
import type { DeliveryItem } from "../bindings/DeliveryItem";
import type { DiscrepancyItem } from "../bindings/DiscrepancyItem";
import type { ReasonGroup } from "../bindings/ReasonGroup";

/** Made-up deliveries, each whole but for what a test changes. */
export function delivery(change: Partial<DeliveryItem> = {}): DeliveryItem {
  return {
    id: 1,
    parking_id: "P1",
    kind: "arrival",
    state: "delivered",
    session: 11,
    business_id: "P1-11",
    plate: { text: "浙BA88K6", form: "ordinary" },
    at: 1_000,
    reason: null,
    remedy: null,
    waits_for: null,
    behind: null,
    next_attempt_at: null,
    attempts: 1,
    tries: 1,
    status: 200,
    answer: null,
    delivered_at: null,
    give_up_reason: null,
    asked_by: null,
    cancellable: false,
    img_index: null,
    photo: { state: "none" },
    photo_md5: null,
    ...change,
  };
}

export function deliveryDay(change: Partial<DeliveryDay> = {}): DeliveryDay {
  return {
    day: "2026-11-22",
    parking_id: "P1",
    passages: 0,
    owed: 0,
    delivered: 0,
    waiting: 0,
    parked: 0,
    given_up: 0,
    success: null,
    ...change,
  };
}

export function reasonGroup(change: Partial<ReasonGroup> = {}): ReasonGroup {
  return {
    parking_id: "P1",
    reason: "refused",
    words: "车牌不符",
    remedy: "mend_and_retry",
    count: 3,
    oldest_at: 1_000,
    since: null,
    ...change,
  };
}

export function discrepancy(change: Partial<DiscrepancyItem> = {}): DiscrepancyItem {
  return {
    parking_id: "P1",
    kind: "not_inside",
    plate: { text: "浙BA88K6", form: "ordinary" },
    session: 11,
    version: "v1",
    arrived_at: 1_000,
    entered_at: null,
    lane_no: null,
    left_at: null,
    resembles: null,
    resembles_session: null,
    counted_sessions: null,
    counted_listed: null,
    first_seen_at: 2_000,
    last_seen_at: 3_000,
    ...change,
  };
}
