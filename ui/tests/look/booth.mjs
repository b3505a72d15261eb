// The booth as it is looked at: busy lanes, questions, alerts, nothing, trouble.

const HOUR = 3_600_000;
const attendant = (host) => host.signIn("值班员 01");
const quiet = (host) => {
  attendant(host);
  host.change((state) => {
    for (const alert of state.alerts)
      Object.assign(alert, { acknowledged_at: Date.now(), acknowledged_by: "值班员 01" });
  }, []);
};
const lanes = (page) => page.getByTestId("lane-card").first().waitFor();
const calm = async (page) => {
  await lanes(page);
  await page.getByTestId("feed-row").first().waitFor();
  await page.waitForTimeout(500);
};

const ALL = ["zh-CN light", "zh-CN dark", "en light", "zh-CN light large"];

/** As many lanes as asked, each with its last passage. */
function withLanes(host, count) {
  quiet(host);
  host.change((state) => {
    const [template] = state.booth.lanes;
    state.booth.lanes = Array.from({ length: count }, (_, at) => ({
      ...(state.booth.lanes[at % 4] ?? template),
      lane_no: String(at + 1),
      name: at % 2 === 0 ? `${at + 1} 号入口` : `${at + 1} 号出口（地库）`,
    }));
    state.booth.car_parks.push({
      parking_id: "P2",
      name: "二号停车场（地下）",
      free: 0,
      total: 80,
      inside: 80,
    });
  }, []);
}

function withOpenings(host) {
  quiet(host);
  host.change((state) => {
    const outcomes = [
      { outcome: "accepted", seen: "waiting" },
      { outcome: "accepted", seen: "unseen" },
      { outcome: "refused", seen: "unseen", answer: "车道设备离线，指令未下发（错误码 30012）" },
      { outcome: "unknown", seen: "waiting" },
    ];
    for (const [at, lane] of state.booth.lanes.entries()) {
      lane.opening = {
        id: at + 1,
        parking_id: "P1",
        lane_no: lane.lane_no,
        plate: lane.last.plate.text,
        reason: "已电话确认",
        by: "值班员 01",
        at: Date.now() - 12_000,
        answer: null,
        ...outcomes[at],
      };
      lane.cool_down_ms = at === 0 ? 4_000 : 0;
    }
  }, []);
}

export const boothScenes = [
  { name: "booth-calm", before: quiet, variants: ALL, act: calm },
  {
    name: "booth-alert",
    before: attendant,
    variants: ALL,
    async act(page) {
      await page.getByTestId("alert-banner").waitFor();
      await page.waitForTimeout(600);
    },
  },
  ...[2, 3, 6, 8].map((count) => ({
    name: `booth-lanes-${count}`,
    variants: count === 8 ? ALL : ["zh-CN light"],
    before: (host) => withLanes(host, count),
    act: calm,
  })),
  { name: "booth-openings", before: withOpenings, variants: ALL, act: calm },
  {
    name: "booth-ask",
    before: quiet,
    variants: ALL,
    async act(page) {
      await calm(page);
      await page.keyboard.press("F3");
      await page.getByTestId("open-lane-dialog").waitFor();
      await page.keyboard.press("2");
      await page.waitForTimeout(300);
    },
  },
  {
    name: "booth-search",
    before: quiet,
    variants: ALL,
    async act(page) {
      await calm(page);
      await page.keyboard.type("12");
      await page.getByTestId("plate-hit").first().waitFor();
    },
  },
  {
    name: "booth-nothing-found",
    before: quiet,
    async act(page) {
      await calm(page);
      await page.keyboard.type("zzzz9");
      await page.getByTestId("plate-nothing").waitFor();
    },
  },
  {
    name: "booth-plate",
    variants: ALL,
    before(host) {
      quiet(host);
      host.change((state) => {
        state.cards = { 浙BD12345: fullCard(state) };
      }, []);
    },
    async act(page) {
      await calm(page);
      await page.keyboard.type("d1");
      await page.getByTestId("plate-hit").first().waitFor();
      await page.keyboard.press("Enter");
      await page.getByTestId("plate-card").waitFor();
      await page.waitForTimeout(300);
    },
  },
  {
    name: "booth-passage",
    before: quiet,
    async act(page) {
      await calm(page);
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Enter");
      await page.getByTestId("passage-dialog").waitFor();
      await page.waitForTimeout(300);
    },
  },
  {
    name: "booth-correct",
    before: quiet,
    variants: ALL,
    async act(page) {
      await calm(page);
      await page.keyboard.press("Shift+F3");
      await page.getByTestId("passage-dialog").waitFor();
      await page.keyboard.press("c");
      await page.getByTestId("correct-plate").waitFor();
      await page.waitForTimeout(300);
    },
  },
  {
    name: "booth-reading",
    before: quiet,
    async act(page, host) {
      await calm(page);
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("ArrowDown");
      host.change(
        (state) => {
          const [first] = state.feed;
          state.feed.unshift({ ...first, id: 200, at: Date.now() }, { ...first, id: 199, at: Date.now() });
        },
        ["passages"],
      );
      await page.getByTestId("feed-new").waitFor();
    },
  },
  {
    name: "booth-empty",
    before(host) {
      quiet(host);
      host.change((state) => {
        state.booth.lanes = [];
        state.feed = [];
        state.alerts = [];
        Object.assign(state.booth.car_parks[0], { free: null, total: null, inside: 0 });
      }, []);
    },
    act: (page) => page.waitForTimeout(600),
  },
  {
    name: "booth-alerts",
    before(host) {
      quiet(host);
      host.change((state) => {
        const [template] = state.alerts;
        const more = [
          { kind: "camera_offline", critical: true, lane: "4 号出口" },
          {
            kind: "expired_monthly",
            lane: "4 号出口",
            plate: { text: "浙B1234挂", form: "trailer" },
            number: -3,
          },
          { kind: "clock_wrong", number: 7_400 },
          { kind: "deliveries_parked", number: 3, times: 4 },
          { kind: "disk_low", critical: true, number: 800_000_000, cleared_at: Date.now() },
        ];
        state.alerts = [
          template,
          ...more.map((alert, at) => ({
            ...template,
            critical: false,
            times: 1,
            acknowledged_at: null,
            acknowledged_by: null,
            plate: null,
            lane: null,
            number: null,
            words: null,
            id: at + 10,
            raised_at: Date.now() - at * 400_000,
            ...alert,
          })),
        ];
      }, []);
    },
    variants: ALL,
    act: calm,
  },
  {
    name: "booth-hostile",
    before(host) {
      quiet(host);
      host.change((state) => {
        const evil = `<img src=x onerror=alert(1)>\u202e"'${"长".repeat(10_000)}`;
        for (const lane of state.booth.lanes) {
          lane.name = evil;
          Object.assign(lane.last, {
            plate: { text: evil, form: "implausible" },
            owner: evil,
            type_name: evil,
            lane: evil,
            standing: "custom",
          });
        }
      }, []);
    },
    act: calm,
  },
];

function fullCard(state) {
  const now = Date.now();
  const passages = state.feed.slice(0, 6).map((item, at) => ({
    ...item,
    plate: { text: "浙BD12345", form: "small_new_energy" },
    read_as: at === 2 ? "浙BO12345" : null,
    at: now - at * 9 * HOUR,
  }));
  const opening = {
    id: 1,
    parking_id: "P1",
    lane_no: "1",
    plate: "浙BD12345",
    reason: "已电话确认",
    by: "值班员 01",
    at: now - 20 * HOUR,
    outcome: "accepted",
    answer: null,
    seen: "passed",
  };
  return {
    plate: { text: "浙BD12345", form: "small_new_energy" },
    standing: "monthly",
    registrations: [
      {
        parking_id: "P1",
        car_park: "一号停车场",
        standing: "monthly",
        type_name: "研发月租",
        owner: "王**",
        phone: "138****8000",
        department: "研发部",
        valid_from: "2026-01-01",
        valid_until: "2026-12-31",
        days_left: 40,
        spaces: 1,
        lanes: ["1", "3"],
        remark: "车位 B2-117",
      },
    ],
    registers_read_at: now - 180_000,
    inside: {
      session: 1,
      parking_id: "P1",
      since: now - 8 * HOUR,
      lane: "1 号入口",
      photo: { state: "here", id: 107 },
    },
    blacklist: [{ parking_id: "P1", until: "2026-03-01", reason: "占用他人车位", holds: false }],
    visits: [
      {
        parking_id: "P1",
        contact: "李*",
        starts_at: now - HOUR,
        ends_at: now + HOUR,
        reason: "送货",
        confirmed: false,
      },
    ],
    coupons: [
      { kind: "hours", amount: 2, issued_at: now - 30 * HOUR, issued_by: "值班员 01", outcome: "done" },
    ],
    outings: [
      { starts_at: now - 60 * HOUR, ends_at: now - 50 * HOUR, registered_by: "管理员", outcome: "unknown" },
    ],
    passages,
    corrections: [
      {
        before: "浙BO12345",
        after: "浙BD12345",
        reason: "看照片核对过",
        by: "值班员 01",
        at: now - 18 * HOUR,
      },
    ],
    openings: [opening, { ...opening, id: 2, at: now - 90 * HOUR, outcome: "unknown", seen: "unseen" }],
  };
}
