// One parking session of the made-up host: what the vendor said, what staff changed, what the city accepted. A refusal is thrown
// as `{code, params}`.
import { createHash } from "node:crypto";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const fail = (code, params = {}) => ({ code, params });

const md5 = (text) => createHash("md5").update(text).digest("hex");
const china = (at) => new Date(at + 8 * HOUR).toISOString().slice(0, 19).replace("T", " ");

function attempt(at, outcome, more = {}) {
  const isOk = outcome.startsWith("delivered");
  return {
    at,
    outcome,
    status: 200,
    answer: isOk ? "操作成功" : "图片校验失败",
    elapsed_ms: 184,
    bytes: 512,
    photo_md5: null,
    ...more,
  };
}

function owed(page, id, kind, more = {}, attempts = []) {
  const isDeparture = kind.startsWith("departure");
  const isPhoto = kind.endsWith("photo");
  const at = isDeparture ? page.departed_at : page.arrived_at;
  const delivered = attempts.find((one) => one.outcome.startsWith("delivered"));
  const last = attempts.at(-1);
  const photoId = isDeparture ? 106 : 90;
  const sum = isPhoto ? md5(`${kind} ${id}`) : null;
  return {
    item: {
      id,
      parking_id: "P1",
      kind,
      state: delivered ? "delivered" : "due",
      session: page.id,
      business_id: page.business_id,
      plate: page.plate,
      at,
      reason: null,
      remedy: null,
      waits_for: null,
      behind: null,
      next_attempt_at: null,
      attempts: attempts.filter((one) => one.outcome === "refused").length,
      tries: attempts.length,
      status: last?.status ?? null,
      answer: last?.answer ?? null,
      delivered_at: delivered?.at ?? null,
      give_up_reason: null,
      asked_by: null,
      cancellable: false,
      img_index: isPhoto ? (isDeparture ? 3 : 1) : null,
      photo: isPhoto ? { state: "here", id: photoId } : { state: "none" },
      photo_md5: sum,
      ...more,
    },
    passage: isDeparture ? 106 : 90,
    free_spaces: 78,
    owed_at: at + 900,
    given_up_at: null,
    payload: isPhoto
      ? JSON.stringify({ businessid: page.business_id, imgIndex: isDeparture ? 3 : 1, imageHash: sum })
      : JSON.stringify({
          businessid: page.business_id,
          businesstype: isDeparture ? "2" : "1",
          vehnum: page.plate.text,
          vehtype: "02",
          parktime: china(page.arrived_at),
          leavetime: isDeparture ? china(page.departed_at) : "",
          freeparklotcount: 78,
          hpys: "蓝",
        }),
    photo: isPhoto
      ? {
          id: photoId,
          from_staff: false,
          fetch_tries: 1,
          error: null,
          bytes: 812_334,
          width: 1920,
          height: 1080,
          sent_bytes: 402_118,
          sent_md5: sum,
        }
      : null,
    attempts: attempts.map((one) => (isPhoto ? { ...one, bytes: 402_904, photo_md5: sum } : one)),
  };
}

export function freshSession(now) {
  const page = {
    id: 106,
    version: "a1",
    parking_id: "P1",
    car_park: "一号停车场",
    business_id: "b5f1c6a09e3d",
    plate: { text: "浙BA88K6", form: "ordinary" },
    state: "closed",
    arrived_at: now - 8 * HOUR,
    arrival_seen: true,
    arrival_lane: "1 号入口",
    departed_at: now - 2 * MINUTE,
    departure_lane: "3 号出口",
    exit_heard_at: null,
    asked_at: null,
    pairing: "same_plate",
    kind: { vehtype: "02", hpys: "蓝", by: "default", form: "ordinary", vehicle_type: "临时车" },
    passages: [],
    corrections: [],
    deliveries: [],
    timeline: [],
    now,
  };
  const seen = (id, direction, at, lane, readAs) => ({
    id,
    direction,
    role: direction === "in" ? "arrival" : "departure",
    at,
    heard_at: at + 700,
    read_as: readAs,
    lane,
    source: direction === "in" ? "records" : "callback",
    record_id: `R${id}`,
    free_spaces: 78,
    photo: { state: "here", id },
  });
  page.passages = [
    seen(90, "in", page.arrived_at, "1 号入口", "浙BA88KG"),
    seen(106, "out", page.departed_at, "3 号出口", "浙BA88K6"),
  ];
  page.corrections = [
    {
      field: "plate",
      before: "浙BA88KG",
      after: "浙BA88K6",
      reason: "看照片核对过",
      by: "值班员 01",
      at: page.arrived_at + HOUR,
    },
  ];
  page.deliveries = [
    owed(page, 1, "arrival", {}, [
      attempt(page.arrived_at + 1_200, "transient", { status: null, answer: "connect: timed out" }),
      attempt(page.arrived_at + 4_200, "delivered"),
    ]),
    owed(page, 2, "arrival_photo", {}, [
      attempt(page.arrived_at + 5_000, "delivered", { elapsed_ms: 1_320 }),
    ]),
    owed(page, 3, "departure", {}, [attempt(page.departed_at + 1_000, "delivered_malformed")]),
    owed(page, 4, "departure_photo", { state: "parked", reason: "refused", remedy: "mend_and_retry" }, [
      attempt(page.departed_at + 20_000, "refused"),
      attempt(page.departed_at + 40_000, "refused"),
      attempt(page.departed_at + 80_000, "refused"),
    ]),
  ];
  return told(page);
}

/** The timeline follows from the rest. */
function told(page) {
  page.timeline = [
    ...page.passages.map(({ id, at }) => ({ at, what: "passed", passage: id })),
    ...page.corrections.map(({ at }, index) => ({ at, what: "corrected", index })),
    ...page.deliveries.flatMap(({ item, owed_at, given_up_at, attempts }) => [
      { at: owed_at, what: "owed", delivery: item.id },
      ...attempts.map(({ at }, index) => ({ at, what: "tried", delivery: item.id, attempt: index })),
      ...(item.state === "parked"
        ? [{ at: attempts.at(-1)?.at ?? owed_at, what: "parked", delivery: item.id }]
        : []),
      ...(given_up_at ? [{ at: given_up_at, what: "given_up", delivery: item.id }] : []),
    ]),
  ].sort((one, other) => one.at - other.at);
  return page;
}

function pageOf(state, session) {
  state.session ??= freshSession(Date.now());
  // A rebuilt list of the booth names other sessions, too: they show the one that is made up.
  if (session > 100_000) throw fail("not_found", { what: "session" });
  return state.session;
}

const eventOf = (page, departed) => ({
  plate: page.plate,
  vehtype: page.kind.vehtype,
  hpys: page.kind.hpys,
  arrived_at: page.arrived_at,
  departed_at: departed ? page.departed_at : null,
});

function mended(page, change) {
  const after = { ...page, kind: { ...page.kind } };
  switch (change.change) {
    case "plate":
      if (change.plate === page.plate.text) throw fail("invalid", { field: "change", problem: "same" });
      after.plate = { text: change.plate, form: "ordinary" };
      break;
    case "arrived_at":
      if (change.at > page.departed_at) throw fail("invalid", { field: "change", problem: "before" });
      after.arrived_at = change.at;
      break;
    case "departed_at":
      if (change.at > Date.now()) throw fail("invalid", { field: "change", problem: "future" });
      after.departed_at = change.at;
      break;
    case "kind":
      Object.assign(after.kind, { vehtype: change.vehtype, hpys: change.hpys, by: "staff" });
      break;
    case "exit_missed":
      throw fail("invalid", { field: "change", problem: "not_inside" });
    case "split":
      Object.assign(after, { departed_at: null, state: "open", pairing: "inside" });
      break;
    default:
      after.pairing = "person";
  }
  return after;
}

function changesOf(page, after) {
  return page.deliveries
    .filter(({ item }) => item.kind === "arrival" || item.kind === "departure")
    .map(({ item }) => {
      const isDeparture = item.kind === "departure";
      const isGone = isDeparture && after.departed_at === null;
      return {
        business_id: page.business_id,
        kind: item.kind,
        act: isGone ? "cannot_withdraw" : "sent_again",
        before: eventOf(page, isDeparture),
        after: isGone ? null : eventOf(after, isDeparture),
      };
    });
}

function check(page, version) {
  if (version !== page.version) throw fail("changed_meanwhile");
}

export const sessionCommands = {
  session_page: (state, { session }) => ({ ...pageOf(state, session), now: Date.now() }),
  retry_deliveries(state, { ids = [] }) {
    const page = pageOf(state, 0);
    const parked = page.deliveries.filter(({ item }) => ids.includes(item.id) && item.state === "parked");
    for (const { item } of parked) Object.assign(item, { state: "due", reason: null, remedy: null });
    told(page);
    return { freed: parked.length, more: false };
  },
  fit_photo(_state, { base64 }) {
    const bytes = Buffer.from(base64, "base64");
    const isPicture =
      bytes.subarray(0, 2).toString("hex") === "ffd8" ||
      ["PNG", "IFF"].some((mark) => bytes.subarray(1, 4).toString().startsWith(mark)) ||
      bytes.subarray(0, 2).toString() === "BM";
    if (!isPicture) throw fail("photo_wrong", { why: "not_a_picture" });
    return {
      photo: 106,
      bytes: bytes.length + 2_400_000,
      width: 4032,
      height: 3024,
      sent_bytes: 488_210,
      sent_width: 1920,
      sent_height: 1440,
      sent_md5: md5(bytes),
      untouched: false,
    };
  },
  send_photo_again(state, { event, photo, index }, tell) {
    const page = pageOf(state, 0);
    const kind = `${event}_photo`;
    const id = Math.max(...page.deliveries.map(({ item }) => item.id)) + 1;
    const now = Date.now();
    for (const one of page.deliveries) {
      if (one.item.kind !== kind || one.item.state === "delivered" || one.item.state === "given_up") continue;
      Object.assign(one.item, { state: "given_up", give_up_reason: "replaced" });
      one.given_up_at = now;
    }
    const mine = { asked_by: "admin", cancellable: true, tries: 0, status: null, answer: null };
    const added = owed(page, id, kind, { photo: { state: "here", id: photo }, ...mine });
    if (index) added.item.img_index = index;
    Object.assign(added, { owed_at: now });
    Object.assign(added.photo, { id: photo, from_staff: true });
    page.deliveries.push(added);
    told(page);
    setTimeout(() => {
      if (added.item.state === "given_up") return;
      added.item.cancellable = false;
      added.attempts.push(
        attempt(Date.now(), "delivered", { photo_md5: added.item.photo_md5, bytes: 489_004 }),
      );
      Object.assign(added.item, { state: "delivered", delivered_at: Date.now(), tries: 1, status: 200 });
      told(page);
      tell({ kind: "changed", tags: ["deliveries"] });
    }, 4_000);
    return { delivery: id };
  },
  cancel_photos(state, { ids }) {
    const page = pageOf(state, 0);
    const chosen = page.deliveries.filter(({ item }) => ids.includes(item.id) && item.cancellable);
    for (const one of chosen) {
      Object.assign(one.item, { state: "given_up", give_up_reason: "cancelled", cancellable: false });
      one.given_up_at = Date.now();
    }
    told(page);
    return { cancelled: chosen.length, restored: 0, sent: ids.length - chosen.length, others: 0 };
  },
  preview_correction(state, { session, version, change }) {
    const page = pageOf(state, session);
    check(page, version);
    return { session: page.id, changes: changesOf(page, mended(page, change)) };
  },
  correct_session(state, { session, version, change, reason }) {
    const page = pageOf(state, session);
    check(page, version);
    const after = mended(page, change);
    const changes = changesOf(page, after);
    const textOf = { plate: (one) => one.plate.text, kind: (one) => `${one.kind.vehtype} ${one.kind.hpys}` };
    const field = ["plate", "arrived_at", "departed_at", "kind"].includes(change.change)
      ? change.change
      : "pairing";
    const value = textOf[field] ?? ((one) => (typeof one[field] === "number" ? china(one[field]) : ""));
    after.corrections = [
      ...page.corrections,
      {
        field,
        before: value(page),
        after: value(after),
        reason,
        by: state.start.me?.name ?? "",
        at: Date.now(),
      },
    ];
    after.version = `${page.version}+`;
    state.session = told(after);
    return { session: page.id, changes };
  },
  pairing_candidates: (state, { session }) => {
    const page = pageOf(state, session);
    const other = (id, text, likeness, more) => ({
      session: id,
      version: "b1",
      plate: { text, form: "ordinary" },
      likeness,
      state: "awaiting_arrival",
      arrived_at: null,
      departed_at: page.departed_at - 5 * MINUTE,
      arrival_lane: "",
      departure_lane: "3 号出口",
      ...more,
    });
    return [
      other(201, "浙BA8BK6", "one_look_alike", {}),
      other(202, "沪A9Q3D1", null, {
        state: "closed",
        arrived_at: page.arrived_at - HOUR,
        arrival_lane: "1 号入口",
      }),
    ];
  },
};

export const sessionChanges = {
  retry_deliveries: ["deliveries", "platforms"],
  correct_session: ["passages", "sessions", "deliveries", "platforms"],
  send_photo_again: ["deliveries", "platforms"],
  cancel_photos: ["deliveries", "platforms"],
};
