// What the made-up host knows: one car park with four lanes, as on a morning at the booth. All of it is invented.

import { audit } from "./audit.mjs";
import { backups } from "./backups.mjs";
import { freshDeliveries } from "./city.mjs";
import { connections } from "./connections.mjs";
import { freshRegisters } from "./registers.mjs";
import { settings, setup } from "./settings.mjs";
import { shifts } from "./shift.mjs";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const plate = (text, form = "ordinary") => ({ text, form });

export function freshState(now = Date.now()) {
  const passage = (id, lane, at, what) => ({
    id,
    parking_id: "P1",
    lane_no: String(lane),
    lane: `${lane} 号${lane < 3 ? "入" : "出"}口`,
    direction: lane < 3 ? "in" : "out",
    at: now - at,
    read_as: null,
    standing: "temporary",
    type_name: null,
    owner: null,
    days_left: null,
    photo: { state: "here", id },
    session: id,
    repeat: false,
    arrival: null,
    ...what,
  });
  const arrival = (stay, id) => ({
    at: now - stay,
    seen: true,
    lane: "1 号入口",
    stay_ms: stay,
    photo: { state: "here", id },
  });
  const feed = [
    passage(108, 2, 8_000, { plate: plate("浙B7K209"), standing: "blacklisted" }),
    passage(107, 1, 40_000, {
      plate: plate("浙BD12345", "small_new_energy"),
      standing: "monthly",
      owner: "王**",
      days_left: 40,
    }),
    passage(106, 3, 2 * MINUTE, { plate: plate("浙BA88K6"), arrival: arrival(8 * HOUR, 90) }),
    passage(105, 4, 3 * MINUTE, {
      plate: plate("浙B1234挂", "trailer"),
      standing: "expired",
      owner: "李*",
      days_left: -3,
      arrival: arrival(3 * HOUR, 91),
    }),
    passage(104, 1, 6 * MINUTE, { plate: plate("浙B0123警", "police"), standing: "free" }),
    passage(103, 1, 7 * MINUTE, { plate: plate("", "unlicensed"), photo: { state: "awaited" } }),
    passage(102, 3, 9 * MINUTE, {
      plate: plate("浙BF60518", "small_new_energy"),
      standing: "visitor",
      arrival: arrival(HOUR, 92),
    }),
    passage(101, 2, 11 * MINUTE, { plate: plate("沪A9Q3D1") }),
    passage(100, 2, 14 * MINUTE, { plate: plate("浙B12345D", "large_new_energy"), standing: "monthly" }),
    passage(99, 1, 16 * MINUTE, { plate: plate("粤Z1234港", "hong_kong") }),
    passage(98, 1, 19 * MINUTE, {
      plate: plate("C00D\u202e<b>1", "implausible"),
      photo: { state: "failed" },
    }),
  ];
  const laneLast = (lane) => feed.find((item) => item.lane_no === String(lane)) ?? null;
  const lanes = [1, 2, 3, 4].map((lane) => ({
    parking_id: "P1",
    lane_no: String(lane),
    name: `${lane} 号${lane < 3 ? "入" : "出"}口`,
    direction: lane < 3 ? "in" : "out",
    direction_set: lane !== 4,
    camera:
      lane === 4 ? { state: "offline", since: now - 5 * MINUTE } : { state: "online", since: now - HOUR },
    last: laneLast(lane),
    opening: null,
    cool_down_ms: 0,
  }));
  return {
    start: {
      version: "0.1.0",
      needs_first_run: false,
      demo: true,
      me: null,
      locked: false,
      idle_lock_s: 0,
      sync: { place: "here" },
      setup: false,
    },
    accounts: [
      { id: 1, name: "管理员", role: "administrator", has_pin: false, secret: "correct horse", pin: null },
      { id: 2, name: "值班员 01", role: "attendant", has_pin: true, secret: "attendant 01", pin: "2580" },
      { id: 3, name: "陈晓东", role: "attendant", has_pin: true, secret: "attendant 02", pin: "1379" },
      { id: 4, name: "Ng", role: "attendant", has_pin: true, secret: "attendant 03", pin: "4682" },
    ].map((account) => ({ car_parks: [], created_at: now - 40 * 24 * HOUR, disabled_at: null, ...account })),
    wrongGuesses: 0,
    lockedUntil: 0,
    platforms: {
      city: "ok",
      city_ok_at: now - 12_000,
      backlog: 0,
      parked: 0,
      oldest_undelivered_at: null,
      clock_drift_ms: 400,
      open_platform: "ok",
      open_platform_ok_at: now - 2_000,
      collected_until: now - 2_000,
      disk_free_bytes: 78_000_000_000,
      disk_low: false,
      now,
    },
    connections: connections(),
    audit: audit(),
    backups: backups(),
    shifts: shifts(now),
    settings: settings(),
    setup: setup(),
    tried: [],
    options: {
      idle_lock_s: 900,
      close_to_tray: true,
      autostart: false,
      lane_silent_min: 30,
      alert_sound: true,
    },
    reasons: [],
    booth: {
      car_parks: [{ parking_id: "P1", name: "一号停车场", free: 78, total: 200, inside: 122 }],
      lanes,
    },
    feed,
    alerts: [
      {
        id: 1,
        kind: "blacklisted",
        raised_at: now - 8_000,
        cleared_at: null,
        acknowledged_at: null,
        acknowledged_by: null,
        lane: "2 号入口",
        lane_no: "2",
        parking_id: "P1",
        plate: plate("浙B7K209"),
        photo: { state: "here", id: 108 },
        number: null,
        words: "多次逃费",
      },
    ],
    openings: [],
    registers: freshRegisters(now),
    deliveries: freshDeliveries(now),
  };
}
