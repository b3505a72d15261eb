// The registers of the made-up host: vehicles, blacklist, visitors, coupons, outings, batches, spreadsheets, passages. All invented.

const fail = (code, params = {}) => ({ code, params });
const DAY = 86_400_000;
const HOUR = 3_600_000;
const MINUTE = 60_000;
const VEHICLES = Number(process.env.MOCK_VEHICLES ?? 5_000);

const day = (at) => new Date(at + 8 * HOUR).toISOString().slice(0, 10);
const daysTo = (until) => Math.round((Date.parse(until) - Date.parse(day(Date.now()))) / DAY);
const plate = (text) => ({
  text,
  form:
    text === ""
      ? "unlicensed"
      : /^.{2}[DF].{5}$/.test(text)
        ? "small_new_energy"
        : /^[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][0-9A-Z]{5}$/.test(text)
          ? "ordinary"
          : "implausible",
});

const FAMILY = [
  "王:W",
  "李:L",
  "张:Z",
  "刘:L",
  "陈:C",
  "杨:Y",
  "赵:Z",
  "黄:H",
  "周:Z",
  "吴:W",
  "单:S",
  "曾:Z",
];
const DEPARTMENTS = ["行政部", "财务部", "研发中心", "物业", "外来单位", null];
const TYPES = [
  { id: "1", name: "" },
  { id: "2", name: "" },
  { id: "31", name: "业主" },
  { id: "32", name: "访客" },
];

function vehicle(at, now) {
  const energy = at % 3 === 0;
  const number = energy
    ? `D${String(10_000 + at * 7).slice(-5)}`
    : `${"ABCDEFGH"[at % 8]}${String(1_000 + at * 13).slice(-4)}`;
  const until = day(now + (((at * 37) % 500) - 60) * DAY);
  const type = TYPES[at % 5 === 0 ? 1 : at % 7 === 0 ? 2 : 0];
  const left = daysTo(until);
  return {
    parking_id: "P1",
    plate: plate(`浙B${number}`),
    vehicle_type: type.id,
    type_name: type.name || null,
    standing: left < 0 ? "expired" : type.id === "1" ? "monthly" : type.id === "2" ? "free" : "custom",
    owner: `${FAMILY[at % FAMILY.length][0]}**`,
    phone: `138****${String(1_000 + (at % 9_000))}`,
    valid_from: day(now - 300 * DAY),
    valid_until: until,
    days_left: left,
    spaces: at % 9 === 0 ? 2 : 1,
    lanes: at % 11 === 0 ? ["1", "3"] : [],
    department: DEPARTMENTS[at % DEPARTMENTS.length],
    work_no: at % 4 === 0 ? `G${1000 + at}` : null,
    remark: at % 10 === 0 ? "临时调整" : null,
    unsettled: false,
    initials: `${FAMILY[at % FAMILY.length].slice(2)}XM`,
  };
}

export function freshRegisters(now = Date.now()) {
  const vehicles = new Map();
  for (let at = 0; vehicles.size < VEHICLES && at < VEHICLES * 2; at += 1) {
    const one = vehicle(at, now);
    vehicles.set(one.plate.text, one);
  }
  const list = [...vehicles.values()];
  return {
    carParks: [
      {
        parking_id: "P1",
        name: "一号停车场",
        configured: true,
        lanes: [1, 2, 3, 4].map((no) => ({ lane_no: String(no), name: `${no} 号${no < 3 ? "入" : "出"}口` })),
        types: TYPES,
        visitor_type: "32",
      },
    ],
    readAt: now - 4 * MINUTE,
    reading: null,
    vehicles: list,
    history: [],
    writes: 0,
    outcome: "done",
    blacklist: [
      {
        plate: plate("浙B7K209"),
        until: "2099-12-31",
        holds: true,
        reason: "多次逃费",
        added_by: "管理员",
        inside_since: now - 20 * MINUTE,
      },
      {
        plate: plate("浙B3X881"),
        until: day(now + 30 * DAY),
        holds: true,
        reason: "冒用月租",
        added_by: "管理员",
        inside_since: null,
      },
      {
        plate: plate("沪A1Q3D1"),
        until: day(now - 3 * DAY),
        holds: false,
        reason: null,
        added_by: null,
        inside_since: null,
      },
    ].map((entry) => ({ parking_id: "P1", unsettled: false, ...entry })),
    visitors: [
      {
        plate: plate("浙BF60518"),
        contact: "陈**",
        phone: "139****0007",
        starts_at: now - HOUR,
        ends_at: now + 7 * HOUR,
        reason: "来访 3 楼会议",
        source: "callback",
        inside_since: now - HOUR,
      },
      {
        plate: plate("浙A5T210"),
        contact: "周*",
        phone: "137****0201",
        starts_at: now - DAY,
        ends_at: now + DAY,
        reason: "设备维修",
        source: "here",
      },
      {
        plate: plate("苏E88F01"),
        contact: "孙**",
        phone: null,
        starts_at: now + DAY,
        ends_at: now + 2 * DAY,
        reason: null,
        source: "query",
        confirmed: false,
      },
    ].map((entry) => ({
      parking_id: "P1",
      extra: [],
      confirmed: true,
      cancelled_at: null,
      inside_since: null,
      ...entry,
    })),
    coupons: [
      {
        plate: plate("浙BA88K6"),
        kind: "hours",
        amount: 2,
        expires_at: now + 8 * HOUR,
        outcome: "done",
        answer: null,
      },
      {
        plate: plate("沪A9Q3D1"),
        kind: "yuan",
        amount: 20,
        expires_at: null,
        outcome: "refused",
        answer: "车辆不在场",
      },
      {
        plate: plate("浙BD12345"),
        kind: "count",
        amount: 1,
        expires_at: now + 30 * DAY,
        outcome: "unknown",
        answer: null,
      },
    ].map((entry, at) => ({
      id: 3 - at,
      parking_id: "P1",
      issued_by: "值班员 01",
      issued_at: now - (at + 1) * HOUR,
      ...entry,
    })),
    outings: [
      {
        id: 1,
        parking_id: "P1",
        plate: list[3].plate,
        starts_at: now - HOUR,
        ends_at: now + 3 * HOUR,
        registered_by: "值班员 01",
        registered_at: now - HOUR,
        outcome: "done",
        answer: null,
      },
    ],
    inPark: list.slice(0, 122).map((one, at) => ({
      parking_id: "P1",
      plate: at === 5 ? plate("") : one.plate,
      lane: at % 2 ? "1 号入口" : "2 号入口",
      since: now - (122 - at) * 50 * MINUTE,
      standing: one.standing,
      type_name: one.type_name,
      owner: one.owner,
      photo: at % 6 === 0 ? { state: "none" } : { state: "here", id: at },
      session: at % 17 === 0 ? null : at,
    })),
    batches: [],
    batchRows: new Map(),
    imports: new Map(),
  };
}

const part = (rows, { offset = 0, limit = 100 }) => ({
  total: rows.length,
  rows: rows.slice(offset, offset + (limit || 100)),
});
const mirrors = (registers) =>
  ["vehicles", "blacklist", "lanes", "vehicle_types", "car_parks", "in_park"].map((register) => ({
    parking_id: "P1",
    register,
    read_at: registers.readAt,
    reading: registers.reading,
    problem: null,
  }));
const byPlate = (rows, text = "") =>
  text === ""
    ? rows
    : rows.filter((row) => row.plate.text.includes(text.toUpperCase().replace(/[\s·]/g, "")));

function filtered(registers, { text = "", vehicle_type, validity }) {
  const wanted = text.toUpperCase().replace(/[\s·]/g, "");
  const list = registers.vehicles.filter(
    (one) =>
      (wanted === "" ||
        one.plate.text.includes(wanted) ||
        one.initials.startsWith(wanted) ||
        one.owner.includes(text) ||
        one.phone.includes(text) ||
        (one.department ?? "").includes(text)) &&
      (!vehicle_type || one.vehicle_type === vehicle_type),
  );
  const holds = (one) => one.days_left >= 0 && one.valid_from <= day(Date.now());
  const tests = {
    valid: holds,
    within7: (one) => holds(one) && one.days_left <= 7,
    within30: (one) => holds(one) && one.days_left <= 30,
    expired: (one) => one.days_left < 0,
    not_yet: (one) => one.valid_from > day(Date.now()),
  };
  const count = (test) => list.filter(test).length;
  return {
    rows: validity ? list.filter(tests[validity]) : list,
    counts: {
      all: list.length,
      valid: count(tests.valid),
      within_7: count(tests.within7),
      within_30: count(tests.within30),
      expired: count(tests.expired),
      not_yet: count(tests.not_yet),
    },
  };
}

const SORT = { plate: (one) => one.plate.text, type: (one) => one.vehicle_type };

/** What a write came to, as the scene wishes. */
function wrote(state, operation, of, changes = []) {
  const { registers } = state;
  registers.writes += 1;
  const outcome = registers.outcome;
  const view = {
    id: registers.writes,
    operation,
    parking_id: of.parking_id,
    plate: plate(of.plate),
    outcome,
    answer: outcome === "refused" ? "车主电话格式错误" : null,
    checked_at: outcome === "not_done" ? Date.now() : null,
    changes,
    by: state.start.me?.name ?? "",
    at: Date.now(),
    inside_since: null,
  };
  registers.history.unshift(view);
  return view;
}

const find = (registers, of) => registers.vehicles.find((one) => one.plate.text === of.plate);
const renewed = (one, until) => {
  one.valid_until = until;
  one.days_left = daysTo(until);
  if (one.days_left >= 0 && one.standing === "expired") one.standing = "monthly";
};
const base64 = (text) => Buffer.from(`\ufeff${text}`).toString("base64");
const file = (name, rows) => ({ name, media_type: "text/csv", base64: base64("车牌号\n"), rows });

function fromForm(form) {
  const left = daysTo(form.valid_until);
  return {
    parking_id: form.parking_id,
    plate: plate(form.plate),
    vehicle_type: form.vehicle_type,
    type_name: form.type_name ?? TYPES.find((type) => type.id === form.vehicle_type)?.name ?? null,
    standing: left < 0 ? "expired" : form.vehicle_type === "1" ? "monthly" : "free",
    valid_from: form.valid_from,
    valid_until: form.valid_until,
    days_left: left,
    spaces: form.spaces,
    lanes: form.lanes,
    department: form.department ?? null,
    work_no: form.work_no ?? null,
    remark: form.remark ?? null,
    unsettled: false,
    initials: "",
  };
}

/** Works a batch off, some rows a tick, and tells every window. */
function work(state, batch, tell) {
  const rows = state.registers.batchRows.get(batch.id);
  const tick = () => {
    if (batch.state !== "running") return;
    for (const row of rows.filter((one) => one.outcome === null).slice(0, 25)) {
      const failed = row.row % 41 === 0;
      row.outcome = failed ? "refused" : row.row % 173 === 0 ? "unknown" : "done";
      row.answer = failed ? "车位数超过上限" : null;
      batch.left -= 1;
      if (row.outcome === "done") batch.done += 1;
      else if (row.outcome === "refused") batch.failed += 1;
      else batch.unknown += 1;
      const one = find(state.registers, { plate: row.plate.text });
      if (one && row.outcome === "done" && row.changes[0]?.field === "valid_until")
        renewed(one, row.changes[0].after);
    }
    if (batch.left === 0) Object.assign(batch, { state: "finished", ended_at: Date.now() });
    tell({ kind: "changed", tags: ["batches", "registers"] });
    if (batch.state === "running") setTimeout(tick, 400);
  };
  setTimeout(tick, 200);
}

function begin(state, work_, rows, tell) {
  const batch = {
    id: state.registers.batches.length + 1,
    work: work_,
    state: "running",
    total: rows.length,
    left: rows.length,
    done: 0,
    failed: 0,
    unknown: 0,
    by: state.start.me?.name ?? "",
    at: Date.now(),
    ended_at: null,
  };
  state.registers.batches.unshift(batch);
  state.registers.batchRows.set(batch.id, rows);
  work(state, batch, tell);
  return batch;
}

function preview(state, { kind, parking_id, name }) {
  const problem = (field, text, kind_, other_row = null, warning = false) => ({
    field,
    text,
    problem: kind_,
    other_row,
    warning,
  });
  const { vehicles } = state.registers;
  const rows = [];
  for (let at = 0; at < 5_000; at += 1) {
    const known = vehicles[at % vehicles.length];
    const row = { row: at + 2, plate: known.plate, verdict: "same", changes: [], problems: [] };
    if (at % 50 === 3) {
      row.verdict = "wrong";
      row.problems = [
        [problem("valid_until", "2026-13-01", "not_a_day")],
        [problem("plate", "浙B12", "duplicate", at - 3)],
        [problem("phone", "一三八零零", "not_a_phone"), problem("spaces", "很多", "not_a_number")],
      ][((at / 50) % 3) | 0];
    } else if (at % 3 === 0) {
      row.verdict = "added";
      row.plate = plate(`浙C${String(10_000 + at).slice(-5)}`);
      row.changes = [
        { field: "owner", before: "", after: "林小雨" },
        { field: "valid_until", before: "", after: "2027-11-30" },
      ];
      if (at % 30 === 0) {
        row.plate = plate(`浙C${at}X`);
        row.problems = [problem("plate", row.plate.text, "unusual_plate", null, true)];
      }
    } else if (at % 3 === 1) {
      row.verdict = "changed";
      row.changes = [{ field: "valid_until", before: known.valid_until, after: "2027-11-30" }];
    }
    rows.push(row);
  }
  const id = `import-${state.registers.imports.size + 1}`;
  const count = (verdict) => rows.filter((row) => row.verdict === verdict).length;
  state.registers.imports.set(id, { rows, name });
  return {
    id,
    kind,
    parking_id,
    name,
    columns: [
      { heading: "车牌号码", field: "plate" },
      { heading: "姓名", field: "owner" },
      { heading: "手机号", field: "phone" },
      { heading: "到期日", field: "valid_until" },
      { heading: "房号", field: null },
    ],
    rows: rows.length,
    added: count("added"),
    changed: count("changed"),
    same: count("same"),
    wrong: count("wrong"),
  };
}

const addMonths = (from, months) => {
  const date = new Date(`${from}T00:00:00Z`);
  date.setUTCMonth(date.getUTCMonth() + months);
  return date.toISOString().slice(0, 10);
};

export const registerCommands = {
  car_parks: (state) => state.registers.carParks,
  set_visitor_type(state, { type_id }) {
    state.registers.carParks[0].visitor_type = type_id;
    return null;
  },
  mirrors: (state) => mirrors(state.registers),
  refresh_register(state, _payload, tell) {
    const { registers } = state;
    registers.reading = 0;
    const tick = () => {
      registers.reading += 1_000;
      if (registers.reading >= 5_000) Object.assign(registers, { reading: null, readAt: Date.now() });
      tell({ kind: "changed", tags: ["mirrors", "registers"] });
      if (registers.reading !== null) setTimeout(tick, 300);
    };
    setTimeout(tick, 300);
    return null;
  },
  check_write(state, { id }) {
    const write = state.registers.history.find((one) => one.id === id);
    return Object.assign(write, { outcome: "done", checked_at: Date.now() });
  },
  vehicles(state, { filter = {}, sort = "plate", descending = false, ...window }) {
    const { rows, counts } = filtered(state.registers, filter);
    const key = SORT[sort] ?? ((one) => one[sort] ?? "");
    const ordered = [...rows].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
    return {
      ...part(descending ? ordered.reverse() : ordered, window),
      counts,
      mirrors: mirrors(state.registers),
    };
  },
  vehicle(state, of) {
    const vehicle_ = find(state.registers, of) ?? null;
    return {
      vehicle: vehicle_,
      same_owner: state.registers.vehicles
        .filter((one) => vehicle_ && one !== vehicle_ && one.phone === vehicle_.phone)
        .slice(0, 3),
      inside_of_owner: 1,
      inside: {
        session: 1,
        parking_id: "P1",
        since: Date.now() - 3 * HOUR,
        lane: "1 号入口",
        photo: { state: "here", id: 3 },
      },
      blacklist: [],
      history: state.registers.history.filter((write) => write.plate.text === of.plate),
      coupons: [
        { kind: "hours", amount: 2, issued_at: Date.now() - DAY, issued_by: "值班员 01", outcome: "done" },
      ],
      outings: [],
    };
  },
  vehicle_form(state, of) {
    const one = find(state.registers, of);
    if (!one) throw fail("not_found", { what: "vehicle" });
    return {
      ...one,
      plate: one.plate.text,
      insist: false,
      owner: "王小明",
      phone: "13800138000",
      department: one.department ?? "",
      work_no: one.work_no ?? "",
      remark: one.remark ?? "",
      type_name: one.type_name ?? "",
    };
  },
  add_vehicle(state, form) {
    if (find(state.registers, form)) throw fail("invalid", { field: "plate", problem: "same" });
    const write = wrote(state, "add_vehicle", form, [
      { field: "valid_until", before: "", after: form.valid_until },
    ]);
    if (write.outcome === "done")
      state.registers.vehicles.unshift({
        ...fromForm(form),
        owner: form.owner ? `${form.owner[0]}**` : null,
        phone: form.phone ?? null,
      });
    return write;
  },
  change_vehicle(state, form) {
    const one = find(state.registers, form);
    const write = wrote(state, "change_vehicle", form, [
      { field: "valid_until", before: one?.valid_until ?? "", after: form.valid_until },
    ]);
    if (one && write.outcome === "done") renewed(one, form.valid_until);
    return write;
  },
  delete_vehicle(state, of) {
    const write = wrote(state, "delete_vehicle", of);
    if (write.outcome === "done")
      state.registers.vehicles = state.registers.vehicles.filter((one) => one.plate.text !== of.plate);
    return write;
  },
  blacklist: (state, { text, ...window }) => ({
    ...part(byPlate(state.registers.blacklist, text), window),
    mirrors: mirrors(state.registers),
  }),
  add_blacklist(state, form) {
    const write = wrote(state, "add_blacklist", form);
    write.inside_since = Date.now() - HOUR;
    state.registers.blacklist.unshift({
      parking_id: form.parking_id,
      plate: plate(form.plate),
      until: form.until,
      holds: true,
      reason: form.reason,
      added_by: write.by,
      inside_since: write.inside_since,
      unsettled: false,
    });
    return write;
  },
  delete_blacklist(state, of) {
    state.registers.blacklist = state.registers.blacklist.filter((entry) => entry.plate.text !== of.plate);
    return wrote(state, "delete_blacklist", of);
  },
  start_batch(state, { work: work_, on }, tell) {
    const chosen =
      on.rows === "chosen"
        ? on.vehicles.map((of) => find(state.registers, of)).filter(Boolean)
        : filtered(state.registers, on.filter).rows;
    if (on.rows === "filtered" && chosen.length !== on.expected)
      throw fail("rows_changed", { rows: chosen.length });
    const rows = chosen.map((one, at) => ({
      row: at + 1,
      parking_id: one.parking_id,
      plate: one.plate,
      operation:
        work_.work === "delete_vehicles"
          ? "delete_vehicle"
          : work_.work === "add_blacklist"
            ? "add_blacklist"
            : "change_vehicle",
      changes: work_.work.startsWith("renew")
        ? [
            {
              field: "valid_until",
              before: one.valid_until,
              after: work_.day ?? addMonths(one.valid_until, work_.months),
            },
          ]
        : [],
      outcome: null,
      answer: null,
    }));
    return begin(state, work_, rows, tell);
  },
  batches: (state) => state.registers.batches,
  batch: (state, { id }) => state.registers.batches.find((one) => one.id === id),
  batch_rows(state, { id, failed_only, ...window }) {
    const rows = state.registers.batchRows.get(id) ?? [];
    return part(
      failed_only ? rows.filter((row) => row.outcome !== null && row.outcome !== "done") : rows,
      window,
    );
  },
  stop_batch: (state, { id }) =>
    Object.assign(
      state.registers.batches.find((one) => one.id === id),
      { state: "stopped" },
    ),
  resume_batch(state, { id }, tell) {
    const batch = Object.assign(
      state.registers.batches.find((one) => one.id === id),
      { state: "running" },
    );
    work(state, batch, tell);
    return batch;
  },
  batch_file: (state, { id }) => file(`结果-${id}.csv`, state.registers.batchRows.get(id)?.length ?? 0),
  template: (_state, { kind }) => file(`${kind === "vehicles" ? "车辆" : "黑名单"}模板.csv`, 0),
  preview_import(state, request) {
    if (/\.(xlsm|xls)$/.test(request.name)) throw fail("file_wrong", { why: "macros" });
    return preview(state, request);
  },
  import_rows(state, { id, verdict, ...window }) {
    const rows = state.registers.imports.get(id)?.rows ?? [];
    return part(verdict ? rows.filter((row) => row.verdict === verdict) : rows, window);
  },
  apply_import(state, { id }, tell) {
    const { rows, name } = state.registers.imports.get(id);
    const effective = rows.filter((row) => row.verdict === "added" || row.verdict === "changed");
    return begin(
      state,
      { work: "import", file: name },
      effective.map(({ row, plate: plate_, verdict, changes }) => ({
        row,
        parking_id: "P1",
        plate: plate_,
        operation: verdict === "added" ? "add_vehicle" : "change_vehicle",
        changes,
        outcome: null,
        answer: null,
      })),
      tell,
    );
  },
  drop_import(state, { id }) {
    state.registers.imports.delete(id);
    return null;
  },
  export_vehicles: (state, { filter }) => file("车辆登记.csv", filtered(state.registers, filter).rows.length),
  export_blacklist: (state) => file("黑名单.csv", state.registers.blacklist.length),
  export_passages: (state) => file("通行记录.csv", state.feed.length),
  visitors: (state, { text, ...window }) => part(byPlate(state.registers.visitors, text), window),
  query_visitor: (state, { plate: text }) =>
    state.registers.visitors.filter((one) => one.plate.text === text),
  add_visitor(state, form) {
    if (state.registers.carParks[0].visitor_type === null) throw fail("no_visitor_type");
    const write = wrote(state, "add_vehicle", form);
    state.registers.visitors.unshift({
      parking_id: form.parking_id,
      plate: plate(form.plate),
      contact: form.contact,
      phone: form.phone,
      starts_at: Date.parse(form.from),
      ends_at: Date.parse(form.until) + DAY,
      reason: form.reason ?? null,
      extra: [],
      source: "here",
      confirmed: true,
      cancelled_at: null,
      inside_since: null,
    });
    return write;
  },
  extend_visitor: (state, { of }) => wrote(state, "change_vehicle", of),
  cancel_visitor(state, of) {
    const pass = state.registers.visitors.find((one) => one.plate.text === of.plate && one.source === "here");
    if (pass) pass.cancelled_at = Date.now();
    return wrote(state, "delete_vehicle", of);
  },
  coupons: (state, { text, ...window }) => part(byPlate(state.registers.coupons, text), window),
  issue_coupon(state, form) {
    const last = state.registers.coupons.find(
      (one) => one.plate.text === form.plate && one.kind === form.kind,
    );
    if (last && !form.again && Date.now() - last.issued_at < MINUTE)
      throw fail("repeated", {
        ago_s: Math.round((Date.now() - last.issued_at) / 1000),
        outcome: last.outcome,
      });
    const item = {
      id: state.registers.coupons.length + 1,
      parking_id: form.parking_id,
      plate: plate(form.plate),
      kind: form.kind,
      amount: form.amount,
      expires_at: form.expires_at ?? null,
      issued_by: state.start.me?.name ?? "",
      issued_at: Date.now(),
      outcome: state.registers.outcome,
      answer: state.registers.outcome === "refused" ? "车辆不在场" : null,
    };
    state.registers.coupons.unshift(item);
    return item;
  },
  outings: (state, { text, ...window }) => part(byPlate(state.registers.outings, text), window),
  register_outing(state, form) {
    const item = {
      id: state.registers.outings.length + 1,
      ...form,
      plate: plate(form.plate),
      registered_by: state.start.me?.name ?? "",
      registered_at: Date.now(),
      outcome: state.registers.outcome,
      answer: null,
    };
    state.registers.outings.unshift(item);
    return item;
  },
  in_park(state, { text, longer_than_h, ...window }) {
    const inside = byPlate(state.registers.inPark, text);
    const longer = (hours) => inside.filter((one) => Date.now() - one.since > hours * HOUR);
    return {
      ...part(longer_than_h ? longer(longer_than_h) : inside, window),
      overdue: longer(72).length,
      mirrors: mirrors(state.registers),
    };
  },
  passages(state, { filter = {}, before, limit = 100 }) {
    const rows = byPlate(state.feed, filter.text).filter(
      (row) =>
        (!filter.direction || row.direction === filter.direction) &&
        (!filter.lane_no || row.lane_no === filter.lane_no) &&
        (!filter.from || row.at >= filter.from) &&
        (!filter.until || row.at < filter.until) &&
        (!filter.without_photo || row.photo.state !== "here") &&
        (!before || row.at < before.at),
    );
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    return { rows: page, next: rows.length > page.length ? { at: last.at, id: last.id } : null };
  },
  plate_history: (state, { plate: text }) => ({
    rows: state.feed.filter((row) => row.plate.text === text),
    next: null,
  }),
  occupancy(_state, { from, until }) {
    const points = [];
    const step = (until - from) / 200;
    for (let at = from; at < Math.min(until, Date.now()); at += step) {
      const hour = ((at + 8 * HOUR) % DAY) / HOUR;
      const used = Math.round(70 + 60 * Math.sin(((hour - 8) / 24) * 2 * Math.PI) + ((at / step) % 7));
      points.push({
        at: Math.round(at),
        total: 200,
        used,
        visitors_used: Math.round(used / 9),
        staff_total: 60,
        staff_used: Math.round(used / 3),
        temporary: 80,
      });
    }
    return { now: points.at(-1) ?? null, points };
  },
};

export const registerChanges = {
  set_visitor_type: ["options"],
  refresh_register: ["registers", "mirrors"],
  start_batch: ["batches"],
  stop_batch: ["batches"],
  resume_batch: ["batches"],
  apply_import: ["batches"],
  ...Object.fromEntries(
    [
      "check_write",
      "add_vehicle",
      "change_vehicle",
      "delete_vehicle",
      "add_blacklist",
      "delete_blacklist",
      "query_visitor",
      "add_visitor",
      "extend_visitor",
      "cancel_visitor",
      "issue_coupon",
      "register_outing",
    ].map((name) => [name, ["registers"]]),
  ),
};
