// The commands of the contract over the made-up state. A refusal is thrown as `{code, params}`.

import { auditCommands } from "./audit.mjs";
import { backupChanges, backupCommands } from "./backups.mjs";
import { testConnection } from "./connections.mjs";
import { deliveryChanges, deliveryCommands, withBooks } from "./deliveries.mjs";
import { registerChanges, registerCommands } from "./registers.mjs";
import { rehearsalChanges, rehearsalCommands } from "./rehearsal.mjs";
import { sessionChanges, sessionCommands } from "./session.mjs";
import { settingsChanges, settingsCommands, setupChanges, setupCommands } from "./settings.mjs";
import { shiftCommands } from "./shift.mjs";
import { supportCommands } from "./support.mjs";

const fail = (code, params = {}) => ({ code, params });
const view = ({ secret: _secret, pin: _pin, ...account }) => account;
const me = ({ id, name, role, has_pin, car_parks }) => ({ id, name, role, has_pin, car_parks });

const GUESSES = 5;
const LOCKOUT_MS = 30_000;

function guess(state, account, payload) {
  const left = state.lockedUntil - Date.now();
  if (left > 0) throw fail("locked_out", { remaining_s: Math.ceil(left / 1000) });
  const right =
    account && (payload.by_pin ? account.pin === payload.secret : account.secret === payload.secret);
  if (right) {
    state.wrongGuesses = 0;
    return account;
  }
  state.wrongGuesses += 1;
  if (state.wrongGuesses >= GUESSES) {
    state.wrongGuesses = 0;
    state.lockedUntil = Date.now() + LOCKOUT_MS;
    throw fail("locked_out", { remaining_s: LOCKOUT_MS / 1000 });
  }
  throw fail("wrong_secret");
}

function enter(state, account) {
  state.start.me = me(account);
  state.start.locked = false;
  return state.start.me;
}

const nextId = (list) => Math.max(0, ...list.map((item) => item.id)) + 1;

export const commands = withBooks({
  ...auditCommands,
  ...supportCommands,
  ...backupCommands,
  ...shiftCommands(guess, enter),
  ...deliveryCommands,
  ...rehearsalCommands,
  ...registerCommands,
  ...sessionCommands,
  ...settingsCommands,
  ...setupCommands,
  start: (state) => state.start,
  create_administrator(state, { name, password }) {
    if (password.length < 8) throw fail("invalid", { field: "password", problem: "too_short", least: 8 });
    const account = { ...state.accounts[0], name, secret: password };
    state.accounts[0] = account;
    state.start.needs_first_run = false;
    return { me: enter(state, account), recovery_code: "7KQ4M-XN2VD-9RTHC-3WZPB-6FYJE" };
  },
  sign_in: (state, payload) =>
    enter(
      state,
      guess(
        state,
        state.accounts.find((account) => account.name === payload.name),
        payload,
      ),
    ),
  recover: () => {
    throw fail("wrong_secret");
  },
  attendants: (state) =>
    state.accounts
      .filter((account) => account.has_pin && account.role === "attendant" && !account.disabled_at)
      .map(({ id, name }) => ({ id, name })),
  sign_out(state) {
    state.start.me = null;
    return null;
  },
  lock(state) {
    state.start.locked = true;
    return null;
  },
  unlock: (state, payload) =>
    enter(
      state,
      guess(
        state,
        state.accounts.find((account) => account.id === state.start.me?.id),
        payload,
      ),
    ),
  change_password: () => null,
  change_pin: () => {
    throw fail("invalid", { field: "pin", problem: "too_simple" });
  },
  accounts: (state) => state.accounts.map(view),
  create_account(state, { name, role, password, pin, car_parks }) {
    if (state.accounts.some((account) => account.name === name)) throw fail("name_taken");
    const account = {
      id: nextId(state.accounts),
      name,
      role,
      secret: password,
      pin: pin ?? null,
      has_pin: pin !== undefined,
      car_parks,
      created_at: Date.now(),
      disabled_at: null,
    };
    state.accounts.push(account);
    return view(account);
  },
  change_account(state, { id, disabled, pin, password, ...change }) {
    const account = state.accounts.find((one) => one.id === id);
    if (!account) throw fail("not_found", { what: "account" });
    const administrators = state.accounts.filter((one) => one.role === "administrator" && !one.disabled_at);
    if (disabled && account.role === "administrator" && administrators.length === 1)
      throw fail("last_administrator");
    Object.assign(account, change);
    if (disabled !== undefined) account.disabled_at = disabled ? Date.now() : null;
    if (pin !== undefined) Object.assign(account, { pin, has_pin: true });
    if (password !== undefined) account.secret = password;
    return view(account);
  },
  platforms: (state) => ({ ...state.platforms, now: Date.now() }),
  connections: (state) => state.connections,
  test_connection(state, { platform, parking_id }) {
    testConnection(state, platform, parking_id ?? null);
    return null;
  },
  options: (state) => state.options,
  set_options(state, options) {
    state.options = options;
    return options;
  },
  booth: (state) => state.booth,
  set_lane(state, { lane_no, position, direction }) {
    const at = state.booth.lanes.findIndex((lane) => lane.lane_no === lane_no);
    const [lane] = state.booth.lanes.splice(at, 1);
    if (direction) {
      Object.assign(lane, {
        direction: direction === "learned" ? null : direction,
        direction_set: direction !== "learned",
      });
    }
    state.booth.lanes.splice(position ? position - 1 : at, 0, lane);
    return null;
  },
  feed: (state, { before, limit = 50 }) =>
    state.feed.filter((item) => before === undefined || item.id < before).slice(0, limit),
  search_plates: (state, { text, limit = 12 }) =>
    state.feed
      .filter((item) => item.plate.text.includes(text.toUpperCase()))
      .slice(0, limit)
      .map((item) => ({
        plate: item.plate,
        standing: item.standing,
        type_name: item.type_name,
        owner: item.owner,
        valid_until: null,
        inside_since: item.direction === "in" ? item.at : null,
        last_seen_at: item.at,
      })),
  plate_card: (state, { plate }) => {
    if (state.cards?.[plate]) return state.cards[plate];
    const passages = state.feed.filter((item) => item.plate.text === plate);
    const [last] = passages;
    return {
      plate: last?.plate ?? { text: plate, form: "implausible" },
      standing: last?.standing ?? "temporary",
      registrations: [],
      registers_read_at: Date.now() - 60_000,
      inside: null,
      blacklist: [],
      visits: [],
      coupons: [],
      outings: [],
      corrections: [],
      passages,
      openings: state.openings.filter((opening) => opening.plate === plate),
    };
  },
  reveal_owner: () => ({ name: "王小明", phone: "13800138000" }),
  correct_plate: (_state, { session }) => ({ session, sent_again: 1, joined: false }),
  open_lane(state, { parking_id, lane_no, reason, plate }) {
    const opening = {
      id: nextId(state.openings),
      parking_id,
      lane_no,
      plate: plate ?? "",
      reason,
      by: state.start.me?.name ?? "",
      at: Date.now(),
      outcome: "accepted",
      answer: null,
      seen: "waiting",
    };
    state.openings.unshift(opening);
    const lane = state.booth.lanes.find((one) => one.lane_no === lane_no);
    if (lane) Object.assign(lane, { opening, cool_down_ms: 5_000 });
    return opening;
  },
  openings: (state) => state.openings,
  opening_reasons: (state) => ({ reasons: state.reasons }),
  set_opening_reasons(state, { reasons }) {
    state.reasons = reasons;
    return { reasons };
  },
  alerts: (state) => state.alerts.filter((alert) => !alert.acknowledged_at),
  acknowledge_alert(state, { id }) {
    const alert = state.alerts.find((one) => one.id === id);
    if (alert)
      Object.assign(alert, { acknowledged_at: Date.now(), acknowledged_by: state.start.me?.name ?? "" });
    return null;
  },
});

/** What needs no session. */
export const forAnyone = new Set(["start", "create_administrator", "sign_in", "recover", "attendants"]);

/** What each write changes, as the contract's list says. */
export const changes = {
  ...deliveryChanges,
  ...rehearsalChanges,
  ...registerChanges,
  ...sessionChanges,
  ...settingsChanges,
  ...setupChanges,
  ...backupChanges,
  create_administrator: ["start", "accounts"],
  sign_in: ["start"],
  sign_out: ["start"],
  lock: ["start"],
  unlock: ["start"],
  close_shift: ["start", "shifts"],
  create_account: ["accounts"],
  change_account: ["start", "accounts"],
  set_options: ["options", "start"],
  test_connection: ["connections"],
  set_lane: ["lanes"],
  correct_plate: ["passages", "sessions"],
  open_lane: ["openings"],
  set_opening_reasons: ["options"],
  acknowledge_alert: ["alerts"],
};
