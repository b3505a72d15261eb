// A made-up configuration file.

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
        static_facts: { category: "配建停车场", road: "兴宁路", payments: "支持现金支付\n支持支付宝及微信支付" },
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
    const number = fields.car_parks[0]?.city?.parkpotid ?? "";
    if (number.length !== 12) {
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
    const secret = state.settings.secrets.find((one) => one.parking_id === parking_id);
    if (secret) secret.place = "file";
    return state.settings;
  },
};

export const settingsChanges = {
  save_settings: ["settings"],
  settings_back: ["settings"],
  set_secret: ["settings"],
};
