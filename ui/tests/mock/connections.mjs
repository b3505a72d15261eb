// Made-up connections: the open platform is well, the city takes no connection while the state says so.

const STEPS = ["dns", "tcp", "tls", "http", "account", "car_park"];

const view = (platform, parking_id, name, address, expected) => ({
  platform,
  parking_id,
  name,
  address,
  expected,
  test: null,
});

export const connections = () => [
  view("open_platform", null, null, "https://open.example.com", STEPS),
  view("city", "P1", "一号停车场", "http://192.0.2.9:9002", [...STEPS, "clock"]),
];

const FOUND = {
  dns: ["name_found", { host: "open.example.com", detail: "192.0.2.7" }],
  tcp: ["connected", { host: "192.0.2.7:443" }],
  tls: ["tls_trusted", {}],
  http: ["answers", {}],
  account: ["key_accepted", {}],
  car_park: ["may_manage", { id: "P1" }],
};

export function testConnection(state, platform, parkingId) {
  const of = state.connections.find((one) => one.platform === platform && one.parking_id === parkingId);
  const refused = {
    step: "tcp",
    outcome: "failed",
    found: "connection_refused",
    params: { host: "192.0.2.9:9002" },
  };
  const steps = of.expected.map((step, at) => {
    const [found, params] = FOUND[step] ?? ["clock_differs", { detail: "120" }];
    if (platform === "city" && at === 1) return { ...refused, advice: "check_port" };
    if (platform === "city" && at > 1)
      return { step, outcome: "skipped", found: "skipped", params: {}, advice: null };
    return { step, outcome: "ok", found, params, advice: null };
  });
  of.test = { started_at: Date.now(), running: false, steps };
}
