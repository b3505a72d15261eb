// Made-up shifts.

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const counted = (n) => ({
  came: 180 + n,
  left: 174 + n,
  inside: 122,
  openings: [
    { by: "值班员 01", reason: "送货车", count: 6 },
    { by: "值班员 01", reason: "车牌识别错误", count: 3 },
    { by: "陈晓东", reason: "消防、救护", count: 1 },
  ],
  corrections: 4,
  alerts: [
    { kind: "blacklisted", count: 2, open: n === 0 ? 1 : 0 },
    { kind: "camera_offline", count: 1, open: 0 },
  ],
  backlog: n === 0 ? 3 : 0,
  parked: n === 0 ? 1 : 0,
});

/** The last handover was this morning. */
export function shifts(now) {
  const last = now - 5 * HOUR;
  return Array.from({ length: 64 }, (_, n) => ({
    id: 64 - n,
    car_parks: [],
    begun_at: last - (n + 1) * (DAY / 2),
    closed_at: last - n * (DAY / 2),
    left_by: n % 2 ? "值班员 01" : "陈晓东",
    taken_by: n % 2 ? "陈晓东" : "值班员 01",
    note: n % 3 ? "" : "二号入口的杆子抬得慢，已报修。\n三点有送货车，已和物业说好。",
    counted: counted(n + 1),
  }));
}

/** `guess` proves a secret, `enter` signs in. */
export const shiftCommands = (guess, enter) => ({
  shift: (state) => ({
    begun_at: state.shifts[0].closed_at,
    counted: counted(0),
    attendants: state.accounts
      .filter((one) => one.has_pin && one.role === "attendant" && one.id !== state.start.me?.id)
      .map((one) => one.name),
  }),
  close_shift(state, { begun_at, secret, by_pin, taken_by, taken_secret, taken_by_pin, note }) {
    const signed = (name, payload, whose) => {
      try {
        return guess(
          state,
          state.accounts.find((one) => one.name === name),
          payload,
        );
      } catch (failure) {
        throw { ...failure, params: { ...failure.params, whose } };
      }
    };
    const left = signed(state.start.me?.name, { secret, by_pin }, "left");
    const taken = signed(taken_by, { secret: taken_secret, by_pin: taken_by_pin }, "taken");
    if (taken.id === left.id) throw { code: "invalid", params: { field: "taken_by", problem: "same" } };
    if (begun_at !== state.shifts[0].closed_at) throw { code: "changed_meanwhile", params: {} };
    const closed = {
      id: state.shifts[0].id + 1,
      car_parks: [],
      begun_at,
      closed_at: Date.now(),
      left_by: left.name,
      taken_by: taken.name,
      note: note.trim(),
      counted: counted(0),
    };
    state.shifts.unshift(closed);
    enter(state, taken);
    return closed;
  },
  shifts: (state, { before, limit = 50 }) =>
    state.shifts.filter((one) => before === undefined || one.id < before).slice(0, limit),
  closed_shift(state, { id }) {
    const found = state.shifts.find((one) => one.id === id);
    if (!found) throw { code: "not_found", params: { what: "shift" } };
    return found;
  },
});
