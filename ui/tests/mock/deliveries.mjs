// The commands about what the made-up city has.

import { plate, REMEDY } from "./city.mjs";

const fail = (code, params = {}) => ({ code, params });
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const dayOf = (at) => new Date(at + 8 * HOUR).toISOString().slice(0, 10);
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

/** What sending photos again would come to. */
function lookAt(state, { which, ids, day }) {
  const items = state.deliveries.items.filter((item) =>
    which === "chosen" ? ids.includes(item.id) : dayOf(item.at) === day,
  );
  const photos = items.filter((item) => item.kind.endsWith("photo"));
  const what = (item) =>
    isOpen(item)
      ? "under_way"
      : item.state !== "parked"
        ? "send"
        : item.reason === "photo_missing"
          ? "missing"
          : "fetch";
  const count = (one) => photos.filter((item) => what(item) === one).length;
  const goes = photos.filter((item) => ["send", "fetch"].includes(what(item)));
  return {
    batch: null,
    send: count("send"),
    fetch: count("fetch"),
    under_way: count("under_way"),
    missing: count("missing"),
    rows: photos.slice(0, 1_000).map((item) => ({
      session: item.session,
      plate: item.plate,
      kind: item.kind,
      img_index: item.img_index,
      at: item.at,
      what: what(item),
    })),
    ids: goes.map((item) => item.id),
  };
}

function batchOf(state, { id, by, at, ids }) {
  const rows = state.deliveries.items.filter((item) => ids.includes(item.id));
  const count = (test) => rows.filter(test).length;
  const batch = {
    id,
    by,
    at,
    total: rows.length,
    delivered: count((item) => item.state === "delivered"),
    parked: count((item) => item.state === "parked"),
    given_up: count((item) => item.state === "given_up"),
    under_way: count(isOpen),
    cancellable: count((item) => item.cancellable),
  };
  return { batch, rows };
}

/** Sessions that are offered as the other half. */
const CANDIDATES = [900, 901];

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
  send_once_more(state, { which, ids, filter }) {
    const { items } = state.deliveries;
    const chosen =
      which === "chosen"
        ? items.filter((item) => ids.includes(item.id) && item.state === "delivered")
        : filtered(state, { ...filter, state: "delivered" });
    const last = Math.max(...items.map((item) => item.id));
    const more = chosen.map((item, at) => ({ ...item, id: last + 1 + at, state: "due", delivered_at: null }));
    items.unshift(...more);
    return { owed: more.length };
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
  preview_photos_again: (state, of) => lookAt(state, of),
  send_photos_again(state, of) {
    const look = lookAt(state, of);
    const chosen = state.deliveries.items.filter((item) => look.ids.includes(item.id));
    for (const item of chosen) {
      again(item);
      Object.assign(item, { asked_by: state.start.me?.name ?? "", cancellable: true, delivered_at: null });
    }
    if (chosen.length === 0) return look;
    state.photoBatches ??= [];
    const by = state.start.me?.name ?? "";
    const batch = { id: state.photoBatches.length + 1, by, at: Date.now(), ids: look.ids };
    state.photoBatches.unshift(batch);
    return { ...look, batch: batch.id };
  },
  photo_batches: (state) => (state.photoBatches ?? []).map((batch) => batchOf(state, batch).batch),
  photo_batch(state, { id, offset = 0 }) {
    const found = (state.photoBatches ?? []).find((batch) => batch.id === id);
    if (!found) throw fail("not_found", { what: "photo_batch" });
    const { batch, rows } = batchOf(state, found);
    return { batch, rows: rows.slice(offset, offset + 500) };
  },
  cancel_photo_batch(state, { id }) {
    const found = (state.photoBatches ?? []).find((batch) => batch.id === id);
    if (!found) throw fail("not_found", { what: "photo_batch" });
    const open = batchOf(state, found).rows.filter((item) => item.cancellable);
    for (const item of open) {
      Object.assign(item, { state: "given_up", give_up_reason: "cancelled", cancellable: false });
    }
    return { cancelled: open.length, restored: 0, sent: 0, others: 0 };
  },
  discrepancies: (state) => state.deliveries.discrepancies,
  mark_exits_missed(state, { sessions }) {
    const marked = sessions.map((one) => one.session).filter((session) => session !== 701);
    state.deliveries.discrepancies = state.deliveries.discrepancies.filter(
      (item) => !marked.includes(item.session),
    );
    return { marked, skipped: sessions.map((one) => one.session).filter((one) => !marked.includes(one)) };
  },
};

export const deliveryChanges = {
  send_once_more: ["deliveries", "platforms"],
  retry_deliveries: ["deliveries", "platforms"],
  give_up_deliveries: ["deliveries", "platforms"],
  send_photos_again: ["deliveries", "platforms"],
  cancel_photo_batch: ["deliveries", "platforms"],
  pause_reporting: ["deliveries", "platforms"],
  resume_reporting: ["deliveries", "platforms"],
  mark_exits_missed: ["sessions", "passages", "occupancy"],
  correct_session: ["passages", "sessions", "deliveries", "platforms"],
};

/** What the books alone know of sessions: those that differ from the list, and exits that await their entry. */
const booksCommands = {
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
        session: CANDIDATES[0],
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
        session: CANDIDATES[1],
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
    const answer = booksCommands.preview_correction(state, { session, version, change });
    const { deliveries } = state;
    deliveries.discrepancies = deliveries.discrepancies.filter((item) => item.session !== session);
    if (change.other) deliveries.items = deliveries.items.filter((item) => item.session !== change.other);
    return answer;
  },
};

const isOfBooks = ({ deliveries: { discrepancies, items } }, session) =>
  CANDIDATES.includes(session) ||
  discrepancies.some((item) => item.session === session) ||
  items.some((item) => item.session === session && item.waits_for === "arrival");

/** Answers for the books' sessions; for others whoever else knows the command. */
export function withBooks(commands) {
  const answers = Object.entries(booksCommands).map(([name, own]) => [
    name,
    (state, payload, tell) => {
      const answer = isOfBooks(state, payload.session) ? own : commands[name];
      if (!answer) throw fail("not_found", { what: "session" });
      return answer(state, payload, tell);
    },
  ]);
  const retry = (state, payload, tell) => {
    const own = deliveryCommands.retry_deliveries(state, payload);
    return own.freed > 0 ? own : commands.retry_deliveries(state, payload, tell);
  };
  return { ...commands, ...Object.fromEntries(answers), retry_deliveries: retry };
}
