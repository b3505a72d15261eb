// What the made-up city has: two weeks of deliveries with their troubles, and vehicles that the books do not agree about. All invented.

const fail = (code, params = {}) => ({ code, params });
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const A_DAY = Number(process.env.MOCK_DELIVERIES ?? 160);

const dayOf = (at) => new Date(at + 8 * HOUR).toISOString().slice(0, 10);
const plate = (text) => ({ text, form: text === "" ? "unlicensed" : "ordinary" });
const KINDS = ["arrival", "arrival_photo", "departure", "departure_photo"];
const REMEDY = {
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

const isOpen = ({ state }) => state === "due" || state === "waiting";
const reasonOf = (item) =>
  item.reason ??
  (item.waits_for === "arrival" ? "awaits_arrival" : item.waits_for === "behind" ? "behind" : null);

function filtered(state, filter) {
  const { items } = state.deliveries;
  const text = (filter.text ?? "").toUpperCase();
  return items.filter(
    (item) =>
      (!filter.parking_id || item.parking_id === filter.parking_id) &&
      (!filter.first_day || dayOf(item.at) >= filter.first_day) &&
      (!filter.last_day || dayOf(item.at) <= filter.last_day) &&
      (!filter.state || (filter.state === "open" ? isOpen(item) : item.state === filter.state)) &&
      (!filter.reason ||
        (filter.reason === "held"
          ? state.deliveries.held && isOpen(item)
          : reasonOf(item) === filter.reason)) &&
      (!filter.words || item.answer === filter.words) &&
      (!filter.kind || item.kind === filter.kind) &&
      item.plate.text.includes(text),
  );
}

function days(items) {
  const all = new Map();
  for (const item of items) {
    const day = dayOf(item.at);
    const row = all.get(day) ?? {
      day,
      parking_id: item.parking_id,
      passages: 0,
      owed: 0,
      delivered: 0,
      waiting: 0,
      parked: 0,
      given_up: 0,
    };
    all.set(day, row);
    if (!item.kind.endsWith("photo")) row.passages += 1;
    if (item.state === "given_up") row.given_up += 1;
    else {
      row.owed += 1;
      row[isOpen(item) ? "waiting" : item.state] += 1;
    }
  }
  return [...all.values()]
    .map((row) => ({ ...row, success: row.owed ? row.delivered / row.owed : null }))
    .sort((a, b) => a.day.localeCompare(b.day));
}

function history(from, until) {
  const points = [];
  const step = Math.max(10 * MINUTE, Math.round((until - from) / 600));
  for (let at = from; at < Math.min(until, Date.now()); at += step) {
    const hour = (at + 8 * HOUR) / HOUR;
    // A night without a network.
    if (Math.floor(hour / 24) % 5 === 0 && hour % 24 < 3) continue;
    const bad = Math.floor(hour) % 17 === 0;
    const drift = Math.round(900 * Math.sin(hour / 9) + 400);
    points.push({
      parking_id: "P1",
      at,
      beats_ok: bad ? 3 : 10,
      beats_failed: bad ? 7 : 0,
      drift_least: drift - 80,
      drift_most: drift + 80,
      delivered: 12,
      failed: bad ? 4 : 0,
    });
  }
  return { history: points, point_ms: step };
}

function standing(state) {
  const { items, held } = state.deliveries;
  const open = items.filter(isOpen);
  const parked = items.filter((item) => item.state === "parked");
  const going = open.filter((item) => item.waits_for === null).length;
  const oldest = Math.min(...[...open, ...parked].map((item) => item.at));
  return {
    parking_id: "P1",
    waiting: open.length,
    going,
    parked: parked.length,
    oldest_undelivered_at: Number.isFinite(oldest) ? oldest : null,
    per_minute: held ? 0 : 2.4,
    done_at: held || going === 0 ? null : Date.now() + Math.round((going / 2.4) * MINUTE),
    held_since: held?.at ?? null,
    held_by: held?.by ?? null,
    paused: null,
    paused_since: null,
    heartbeat_ok_at: Date.now() - 12_000,
    heartbeat_error: null,
    clock_drift_ms: state.platforms.clock_drift_ms,
  };
}

const again = (item) =>
  Object.assign(item, { state: "due", reason: null, remedy: null, answer: null, status: null });

const half = (text, more) => ({
  plate: plate(text),
  vehtype: "02",
  hpys: "蓝",
  arrived_at: null,
  departed_at: null,
  ...more,
});

export const deliveryCommands = {
  deliveries_overview(state, { first_day, last_day }) {
    const last = last_day ?? dayOf(Date.now());
    const first = first_day ?? dayOf(Date.parse(last) - 6 * DAY);
    if (last < first) throw fail("invalid", { field: "last_day", problem: "before" });
    const start = (day) => Date.parse(day) - 8 * HOUR;
    if ((Date.parse(last) - Date.parse(first)) / DAY >= 92) {
      throw fail("invalid", { field: "first_day", problem: "out_of_range", least: 1, most: 92 });
    }
    return {
      first_day: first,
      last_day: last,
      days: days(filtered(state, { first_day: first, last_day: last })),
      reporting: [standing(state)],
      ...history(start(first), start(last) + DAY),
      now: Date.now(),
    };
  },
  delivery_reasons(state) {
    const { items, held } = state.deliveries;
    const groups = new Map();
    const group = (reason, words, count, oldest_at, since = null) => ({
      parking_id: "P1",
      reason,
      words,
      remedy: REMEDY[reason],
      count,
      oldest_at,
      since,
    });
    for (const item of items) {
      const reason = reasonOf(item);
      if (!reason) continue;
      const words = reason === "refused" ? item.answer : null;
      const key = `${reason} ${words}`;
      const known = groups.get(key) ?? group(reason, words, 0, item.at);
      groups.set(key, { ...known, count: known.count + 1, oldest_at: item.at });
    }
    const open = items.filter(isOpen);
    return [
      ...(held ? [group("held", null, open.length, open.at(-1)?.at ?? null, held.at)] : []),
      ...(Math.abs(state.platforms.clock_drift_ms) > 5_000 ? [group("clock_wrong", null, 0, null)] : []),
      ...[...groups.values()].sort((a, b) => b.count - a.count),
    ];
  },
  deliveries(state, { filter = {}, before, limit = 100 }) {
    const rows = filtered(state, filter).filter(
      (item) => !before || item.at < before.at || (item.at === before.at && item.id < before.id),
    );
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    return { rows: page, next: rows.length > page.length ? { at: last.at, id: last.id } : null };
  },
  retry_deliveries(state, { which, ids, filter }) {
    const chosen =
      which === "chosen"
        ? state.deliveries.items.filter((item) => ids.includes(item.id))
        : filtered(state, { ...filter, state: "parked" });
    const parked = chosen.filter((item) => item.state === "parked");
    for (const item of parked) again(item);
    return { freed: parked.length, more: false };
  },
  give_up_deliveries(state, { ids, reason }) {
    const chosen = state.deliveries.items.filter(
      (item) => ids.includes(item.id) && item.state !== "delivered",
    );
    for (const item of chosen) {
      Object.assign(item, { state: "given_up", reason: null, remedy: null, give_up_reason: reason });
    }
    if (chosen.length === 0) throw fail("not_found", { what: "undelivered delivery" });
    return { given_up: chosen.length };
  },
  pause_reporting(state) {
    state.deliveries.held = { at: Date.now(), by: state.start.me?.name ?? "" };
    return { car_parks: ["P1"] };
  },
  resume_reporting(state) {
    state.deliveries.held = null;
    return { car_parks: ["P1"] };
  },
  discrepancies: (state) => state.deliveries.discrepancies,
  mark_exits_missed(state, { sessions }) {
    const marked = sessions.map((one) => one.session).filter((session) => session !== 701);
    state.deliveries.discrepancies = state.deliveries.discrepancies.filter(
      (item) => !marked.includes(item.session),
    );
    return { marked, skipped: sessions.map((one) => one.session).filter((one) => !marked.includes(one)) };
  },
  session_page(state, { session }) {
    const own = state.deliveries.items.find((item) => item.session === session);
    const open = state.deliveries.discrepancies.find((item) => item.session === session);
    if (!own && !open) throw fail("not_found", { what: "session" });
    return {
      id: session,
      version: open?.version ?? `v${session}`,
      parking_id: "P1",
      car_park: "一号停车场",
      business_id: `P1-${session}`,
      plate: (open ?? own).plate,
      state: open ? "open" : "awaiting_arrival",
      arrived_at: open?.arrived_at ?? null,
      arrival_seen: Boolean(open),
      arrival_lane: open ? "1 号入口" : "",
      departed_at: open ? null : own.at,
      departure_lane: open ? "" : "3 号出口",
      exit_heard_at: open ? null : own.at,
      asked_at: null,
      pairing: open ? null : "awaits_arrival",
      kind: { vehtype: "02", hpys: "蓝", by: "form", form: "ordinary", vehicle_type: null },
      passages: [],
      corrections: [],
      deliveries: [],
      timeline: [],
      now: Date.now(),
    };
  },
  pairing_candidates(state, { session }) {
    const own = state.deliveries.items.find((item) => item.session === session);
    const at = own?.at ?? Date.now();
    const text = own?.plate.text ?? "浙B0K889";
    return [
      {
        session: 900,
        version: "v900",
        plate: plate(text.replace(/\d$/, "D")),
        likeness: "one_look_alike",
        state: "open",
        arrived_at: at - 3 * HOUR,
        departed_at: null,
        arrival_lane: "1 号入口",
        departure_lane: "",
      },
      {
        session: 901,
        version: "v901",
        plate: plate("浙B70L33"),
        likeness: null,
        state: "open",
        arrived_at: at - 5 * HOUR,
        departed_at: null,
        arrival_lane: "2 号入口",
        departure_lane: "",
      },
    ];
  },
  preview_correction: (_state, { session, change }) => ({
    session,
    changes: [
      {
        business_id: `P1-${session}`,
        kind: "arrival",
        act: "sent_again",
        before: half("浙B0K889", { arrived_at: Date.now() - 4 * HOUR }),
        after: half(change.plate ?? "浙B8K889", { arrived_at: Date.now() - 4 * HOUR }),
      },
      {
        business_id: `P1-${session}`,
        kind: "departure",
        act: "not_yet_sent",
        before: null,
        after: half(change.plate ?? "浙B8K889", {
          arrived_at: Date.now() - 4 * HOUR,
          departed_at: Date.now() - HOUR,
        }),
      },
    ],
  }),
  correct_session(state, { session, version, change }) {
    const answer = deliveryCommands.preview_correction(state, { session, version, change });
    const { deliveries } = state;
    deliveries.discrepancies = deliveries.discrepancies.filter((item) => item.session !== session);
    if (change.other) deliveries.items = deliveries.items.filter((item) => item.session !== change.other);
    return answer;
  },
};

export const deliveryChanges = {
  retry_deliveries: ["deliveries", "platforms"],
  give_up_deliveries: ["deliveries", "platforms"],
  pause_reporting: ["deliveries", "platforms"],
  resume_reporting: ["deliveries", "platforms"],
  mark_exits_missed: ["sessions", "passages", "occupancy"],
  correct_session: ["passages", "sessions", "deliveries", "platforms"],
};
