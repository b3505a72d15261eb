import type { AttemptView } from "../bindings/AttemptView";
import type { DeliveryItem } from "../bindings/DeliveryItem";
import type { SessionDelivery } from "../bindings/SessionDelivery";
import type { SessionPage } from "../bindings/SessionPage";

/** Made-up sessions, each whole but for what a test changes. Noon of 22 November 2026 in China. */
export const NOON = Date.UTC(2026, 10, 22, 4);

export function attempt(change: Partial<AttemptView> = {}): AttemptView {
  return {
    at: NOON + 1_000,
    outcome: "delivered",
    status: 200,
    answer: "操作成功",
    elapsed_ms: 184,
    bytes: 512,
    photo_md5: null,
    ...change,
  };
}

export function item(change: Partial<DeliveryItem> = {}): DeliveryItem {
  return {
    id: 1,
    parking_id: "P1",
    kind: "arrival",
    state: "delivered",
    session: 11,
    business_id: "b5f1",
    plate: { text: "浙BA88K6", form: "ordinary" },
    at: NOON,
    reason: null,
    remedy: null,
    waits_for: null,
    behind: null,
    next_attempt_at: null,
    attempts: 0,
    tries: 1,
    status: 200,
    answer: null,
    delivered_at: NOON + 1_000,
    give_up_reason: null,
    asked_by: null,
    cancellable: false,
    img_index: null,
    photo: { state: "none" },
    photo_md5: null,
    ...change,
  };
}

export function delivery(
  change: Partial<DeliveryItem> = {},
  more: Partial<Omit<SessionDelivery, "item">> = {},
): SessionDelivery {
  return {
    item: item(change),
    passage: 5,
    free_spaces: 78,
    owed_at: NOON + 500,
    given_up_at: null,
    payload: null,
    photo: null,
    attempts: [],
    ...more,
  };
}

/** A photo of the departure that the city refused. */
export function refusedPhoto(change: Partial<DeliveryItem> = {}): SessionDelivery {
  return delivery(
    {
      id: 4,
      kind: "departure_photo",
      state: "parked",
      reason: "refused",
      remedy: "mend_and_retry",
      answer: "图片校验失败",
      delivered_at: null,
      img_index: 3,
      photo: { state: "here", id: 40 },
      photo_md5: "0123456789abcdef0123456789abcdef",
      ...change,
    },
    { attempts: [attempt({ outcome: "refused", answer: "图片校验失败", photo_md5: "0".repeat(32) })] },
  );
}

export function sessionPage(change: Partial<SessionPage> = {}): SessionPage {
  return {
    id: 11,
    version: "v1",
    parking_id: "P1",
    car_park: "一号停车场",
    business_id: "b5f1",
    plate: { text: "浙BA88K6", form: "ordinary" },
    state: "closed",
    arrived_at: NOON,
    arrival_seen: true,
    arrival_lane: "1 号入口",
    departed_at: NOON + 3_600_000,
    departure_lane: "3 号出口",
    exit_heard_at: null,
    asked_at: null,
    pairing: "same_plate",
    kind: { vehtype: "02", hpys: "蓝", by: "default", form: "ordinary", vehicle_type: null },
    passages: [
      {
        id: 5,
        direction: "in",
        role: "arrival",
        at: NOON,
        heard_at: NOON + 700,
        read_as: "浙BA88K6",
        lane: "1 号入口",
        source: "records",
        record_id: null,
        free_spaces: 78,
        photo: { state: "here", id: 50 },
      },
    ],
    corrections: [],
    deliveries: [],
    timeline: [],
    now: NOON + 7_200_000,
    ...change,
  };
}
