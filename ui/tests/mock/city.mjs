// What the made-up city has: two weeks of deliveries with their troubles, and vehicles that the books do not agree about. All
// invented.

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const A_DAY = Number(process.env.MOCK_DELIVERIES ?? 160);

export const plate = (text) => ({ text, form: text === "" ? "unlicensed" : "ordinary" });
const KINDS = ["arrival", "arrival_photo", "departure", "departure_photo"];
export const REMEDY = {
  refused: "mend_and_retry",
  photo_missing: "send_photo",
  photo_unreadable: "send_photo",
  photo_too_large: "send_photo",
  photo_host_not_allowed: "allow_photo_host",
  photo_unreachable: "retry",
  photo_lost: "send_photo",
  sending_failed: "retry",
  awaits_photo: "wait",
  awaits_arrival: "find_arrival",
  behind: "mend_first",
  held: "resume",
  account_refused: "check_account",
  address_wrong: "check_address",
  unreachable: "check_network",
  clock_wrong: "set_clock",
  disk_low: "free_disk",
};
const WORDS = ["parkingid 与 plateno 不符", "intime 格式错误：应为 yyyy-MM-dd HH:mm:ss"];

function delivery(id, at, now) {
  const kind = KINDS[id % 4];
  const isPhoto = kind.endsWith("photo");
  const session = 1_000 + Math.floor(id / 4);
  const item = {
    id,
    parking_id: "P1",
    kind,
    state: "delivered",
    session,
    business_id: `P1-${session}`,
    plate: plate(session % 29 === 0 ? "" : `浙B${String(10_000 + ((session * 7_919) % 89_999))}`),
    at,
    reason: null,
    remedy: null,
    waits_for: null,
    behind: null,
    next_attempt_at: null,
    attempts: 1,
    tries: 1,
    status: 200,
    answer: "成功",
    delivered_at: at + 4_000,
    give_up_reason: null,
    asked_by: null,
    cancellable: false,
    img_index: isPhoto ? 1 : null,
    photo: isPhoto ? { state: "here", id } : { state: "none" },
    photo_md5: isPhoto ? "0f343b0931126a20f133d67c2b018a3b" : null,
  };
  const parked = (reason, answer, tries = 5) =>
    Object.assign(item, {
      state: "parked",
      reason,
      remedy: REMEDY[reason],
      answer,
      tries,
      attempts: tries,
      delivered_at: null,
    });
  if (now - at < 4 * MINUTE) {
    Object.assign(item, {
      state: "due",
      status: null,
      answer: null,
      delivered_at: null,
      tries: 0,
      attempts: 0,
    });
  } else if (kind === "departure" && session % 83 === 0) {
    Object.assign(item, {
      state: "waiting",
      waits_for: "arrival",
      status: null,
      answer: null,
      delivered_at: null,
      tries: 0,
    });
  } else if (isPhoto && session % 37 === 0)
    parked(session % 2 ? "photo_missing" : "photo_unreachable", "404 Not Found");
  else if (kind === "arrival" && session % 61 === 0) parked("refused", WORDS[session % 2], 3);
  else if (kind === "departure" && session % 61 === 0) {
    Object.assign(item, {
      state: "waiting",
      waits_for: "behind",
      behind: id - 2,
      status: null,
      answer: null,
      delivered_at: null,
      tries: 0,
    });
  } else if (isPhoto && session % 97 === 0) {
    Object.assign(item, { state: "given_up", delivered_at: null, give_up_reason: "摄像头坏了，没有照片" });
  }
  return item;
}

/** The deliveries and discrepancies of a fresh host. */
export function freshDeliveries(now) {
  const items = [];
  const step = DAY / A_DAY;
  for (let at = now - 14 * DAY, id = 1; at < now; at += step, id += 1) {
    items.push(delivery(id, Math.round(at), now));
  }
  const discrepancy = (kind, more) => ({
    parking_id: "P1",
    kind,
    plate: plate(""),
    session: null,
    version: null,
    arrived_at: null,
    entered_at: null,
    lane_no: null,
    left_at: null,
    resembles: null,
    resembles_session: null,
    counted_sessions: null,
    counted_listed: null,
    first_seen_at: now - 3 * HOUR,
    last_seen_at: now - 2 * MINUTE,
    ...more,
  });
  const ghost = (at, text, more = {}) =>
    discrepancy("not_inside", {
      plate: plate(text),
      session: 700 + at,
      version: `v${at}`,
      arrived_at: now - (5 + at * 9) * DAY,
      ...more,
    });
  return {
    items: items.reverse(),
    held: null,
    discrepancies: [
      ghost(4, "浙B60D81"),
      ghost(3, "浙B2Q117"),
      ghost(2, "浙B0K889", { resembles: plate("浙B8K889"), resembles_session: 1_000 }),
      ghost(1, "浙B31A56"),
      discrepancy("overdue", {
        plate: plate("浙BF6U20"),
        session: 720,
        version: "v20",
        arrived_at: now - 12 * DAY,
        entered_at: now - 12 * DAY,
        lane_no: "1",
      }),
      discrepancy("overdue", {
        plate: plate("浙B11M09"),
        session: 721,
        version: "v21",
        arrived_at: now - 8 * DAY,
        entered_at: now - 8 * DAY,
        lane_no: "2",
        left_at: now - 7 * DAY,
      }),
      discrepancy("not_known", {
        plate: plate("浙B8K889"),
        entered_at: now - 23 * DAY,
        lane_no: "2",
        resembles: plate("浙B0K889"),
        resembles_session: 702,
      }),
      discrepancy("not_known", { plate: plate("沪A9Q3D1"), entered_at: now - 5 * HOUR, lane_no: "1" }),
      discrepancy("other_time", {
        plate: plate("浙B4T556"),
        session: 730,
        version: "v30",
        arrived_at: now - 7 * HOUR,
        entered_at: now - 9 * HOUR,
        lane_no: "1",
      }),
      discrepancy("other_count", { counted_sessions: 3, counted_listed: 1 }),
    ],
  };
}
