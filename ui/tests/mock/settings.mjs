// A made-up configuration file.

import { testConnection } from "./connections.mjs";

export const settings = () => ({
  version: "1a2b3c4d",
  file: "/var/lib/gatehouse/gatehouse.toml",
  fields: {
    open_platform: { base_url: "https://open.example.com", app_key: "demo", poll_interval: "5s" },
    car_parks: [
      {
        at: 0,
        fields: { parking_id: "P1", name: "一号停车场" },
        city: {
          platform: "ningbo",
          base_url: "http://192.0.2.9:9002/nbyd-parkpot-service/",
          portname: "admin",
          parkpotid: "330212077102",
        },
        static_facts: {
          category: "配建停车场",
          road: "兴宁路",
          payments: "支持现金支付\n支持支付宝及微信支付",
        },
      },
    ],
  },
  problem: null,
  last_good: null,
  previous: null,
  secrets: [
    { parking_id: null, place: "file" },
    { parking_id: "P1", place: "nowhere" },
  ],
  secrets_problem: null,
});

export const settingsCommands = {
  settings: (state) => state.settings,
  save_settings(state, { fields }) {
    const number = fields.car_parks[0]?.city?.parkpotid;
    if (number !== undefined && number.length !== 12) {
      const problem = { table: "city", car_park: 0, field: "parkpotid", detail: "is not 12 digits" };
      return { problems: [problem], view: state.settings };
    }
    state.settings = { ...state.settings, fields, version: `${Date.now()}` };
    return { problems: [], view: state.settings };
  },
  settings_back(state) {
    Object.assign(state.settings, { problem: null, last_good: null, previous: null });
    return { problems: [], view: state.settings };
  },
  set_secret(state, { parking_id }) {
    const others = state.settings.secrets.filter((one) => one.parking_id !== parking_id);
    state.settings = { ...state.settings, secrets: [...others, { parking_id, place: "file" }] };
    return state.settings;
  },
};

/** Nothing is configured yet, as the assistant finds it. */
export const unconfigured = (state) => {
  state.start.setup = true;
  state.start.demo = null;
  Object.assign(state.settings, { version: "", fields: { open_platform: {}, car_parks: [] } });
  state.settings.secrets = [{ parking_id: null, place: "nowhere" }];
};

export const setup = () => ({ state: "unused", step: "open_platform", open_platform: {} });

export const setupCommands = {
  setup: (state) => state.setup,
  set_setup(state, change) {
    state.setup = change;
    state.start.setup = change.state === "under_way";
    return { problems: [], view: state.setup };
  },
  try_connection(state, { platform, car_park }) {
    const parking_id = car_park?.fields.parking_id ?? null;
    const of = { platform, parking_id, expected: ["dns", "tcp", "tls", "http", "account", "car_park"] };
    const run = state.tried.length + 1;
    const tested = { connections: [of] };
    testConnection(tested, platform, parking_id);
    state.tried.push({ run, platform, parking_id, expected: of.expected, test: of.test });
    return { problems: [], run };
  },
  tried_connections: (state) => state.tried,
  account_car_parks: () => ({
    problems: [],
    car_parks: [
      { parking_id: "P1", name: "一号停车场" },
      { parking_id: "P2", name: "湖滨中心停车场" },
    ],
  }),
};

export const setupChanges = {
  set_setup: ["start", "options"],
  try_connection: ["connections"],
};

export const settingsChanges = {
  save_settings: ["settings"],
  settings_back: ["settings"],
  set_secret: ["settings"],
};
