// A made-up rehearsal: it ends at once, with something that would be refused.

import { plate } from "./city.mjs";

const row = (session, kind, text) => ({ session, kind, plate: plate(text), at: Date.now() - 86_400_000 });

const told = (parking_id, day, state) => ({
  parking_id,
  day,
  state,
  configured: true,
  sessions: 412,
  done: state === "running" ? 160 : 412,
  accepted: 1604,
  refused: 5,
  behind: 2,
  groups: [
    {
      problem: "refused",
      words: "照片格式错误",
      count: 3,
      rows: [
        row(1, "arrival_photo", "浙B12345"),
        row(2, "departure_photo", "浙BD12345"),
        row(3, "arrival_photo", "浙B8S123"),
      ],
    },
    {
      problem: "photo_missing",
      words: "",
      count: 2,
      rows: [row(4, "departure_photo", "浙B66666"), row(5, "arrival_photo", "")],
    },
  ],
});

const difference = (parking_id, kind, text, change) => ({
  parking_id,
  kind,
  plate: plate(text),
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
  first_seen_at: Date.now(),
  last_seen_at: Date.now(),
  ...change,
});

export const rehearsalCommands = {
  take_stock(_state, { parking_id, counted_at }) {
    const came = (session, hours, change) => ({
      session,
      version: `v${session}`,
      arrived_at: Date.now() - hours * 3_600_000,
      ...change,
    });
    return {
      parking_id,
      counted_at: counted_at ?? Date.now(),
      seen: 131,
      twice: 2,
      known: 129,
      came_since: 3,
      without_plate: 1,
      unknown: [
        difference(parking_id, "not_known", "浙B8S123", {
          resembles: plate("浙B85123"),
          resembles_session: 3,
        }),
        difference(parking_id, "not_known", "浙B11111", { entered_at: Date.now() - 7_200_000 }),
      ],
      missing: [
        difference(parking_id, "not_inside", "浙B66666", came(1, 90, {})),
        difference(
          parking_id,
          "not_inside",
          "浙B77777",
          came(2, 30, { entered_at: Date.now() - 108_000_000 }),
        ),
        difference(parking_id, "not_inside", "浙B85123", came(3, 5, { resembles: plate("浙B8S123") })),
      ],
    };
  },
  rehearsal: (state) => state.rehearsal ?? null,
  start_rehearsal(state, { parking_id, day }) {
    state.rehearsal = told(parking_id, day, state.rehearse ?? "done");
    return state.rehearsal;
  },
  stop_rehearsal(state) {
    if (state.rehearsal) state.rehearsal = { ...state.rehearsal, state: "stopped" };
    return state.rehearsal ?? null;
  },
};

export const rehearsalChanges = {
  start_rehearsal: ["rehearsal"],
  stop_rehearsal: ["rehearsal"],
};
