// A made-up audit log.

const HOUR = 3_600_000;
const ACTS = [
  [
    "值班员 01",
    "lane_open",
    "P1/1",
    [
      ["reason", null, "送货车"],
      ["plate", null, "浙B12345"],
    ],
  ],
  ["admin", "account_change", "account:2", [["role", "attendant", "administrator"]]],
  ["admin", "change_vehicle", "P1/浙B54321", [["until", "2026-12-31", "2027-12-31"]]],
  ["system", "login_failed", "account:2", [["failures", null, "2"]]],
  [
    "值班员 01",
    "session.correct",
    "session:42",
    [
      ["field", null, "vehtype"],
      ["value", "1", "2"],
    ],
  ],
];

export const audit = () =>
  Array.from({ length: 180 }, (_, n) => {
    const [actor, action, subject, fields] = ACTS[n % ACTS.length];
    return {
      id: 180 - n,
      at: Date.now() - n * HOUR,
      actor,
      action,
      subject,
      fields: fields.map(([name, before, after]) => ({ name, before, after })),
    };
  });

const fits = (row, { actor, action, text, from, until }) =>
  (actor === "" || row.actor === actor) &&
  (action === "" || row.action === action) &&
  (text === "" || JSON.stringify(row).toUpperCase().includes(text.toUpperCase())) &&
  (from === undefined || row.at >= from) &&
  (until === undefined || row.at < until);

export const auditCommands = {
  audit(state, { search, before, limit }) {
    const rows = state.audit.filter((row) => fits(row, search) && (before === undefined || row.id < before));
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    return { rows: page, next: rows.length > limit ? { id: last.id, at: last.at } : null };
  },
  audit_actors: (state) => [...new Set(state.audit.map((row) => row.actor))].sort(),
  verify_audit: (state) => ({ rows: state.audit.length, fault: null }),
  export_audit: (state, { search }) => ({
    name: "审计日志.csv",
    media_type: "text/csv; charset=utf-8",
    base64: "",
    rows: state.audit.filter((row) => fits(row, search)).length,
  }),
};
