import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { MemoryRouter } from "react-router";
import { describe, expect, it, vi } from "vitest";
import { StartContext } from "../../api";
import type { PairingCandidate } from "../../bindings/PairingCandidate";
import type { SessionPage } from "../../bindings/SessionPage";
import type { StartView } from "../../bindings/StartView";
import { delivery, discrepancy } from "../../test/deliveries";
import { startView } from "../../test/people";
import { administrator, carPark } from "../../test/registers";
import { withSizes } from "../../test/sized";
import { type Answers, fails, stage } from "../../test/stage";
import { proposedOf } from "./Proposal";
import { ReconcileScreen } from "./ReconcileScreen";

withSizes();

interface Show {
  answers: Answers;
  address?: string;
  who?: StartView;
}

function show({ answers, address = "", who = administrator }: Show) {
  return stage(
    <MemoryRouter initialEntries={[`/reconcile?${address}`]}>
      <StartContext value={who}>
        <ReconcileScreen onSession={vi.fn()} />
      </StartContext>
    </MemoryRouter>,
    { car_parks: [carPark], delivery_reasons: [], discrepancies: [], ...answers },
  );
}

const plate = (text: string) => ({ text, form: "ordinary" as const });
const ghost = (session: number) =>
  discrepancy({ session, version: `v${session}`, plate: plate(`浙B0000${session}`), arrived_at: session });
const payloads = (calls: { command: string; payload: unknown }[], command: string) =>
  calls.filter((call) => call.command === command).map((call) => call.payload);
const rows = () => screen.findAllByTestId("table-row");
const mark = async (reason: string) => {
  await userEvent.type(await screen.findByRole("textbox", { name: /为什么/ }), reason);
  await userEvent.click(screen.getByTestId("mark-send"));
};

function page(change: Partial<SessionPage>): SessionPage {
  return {
    id: 40,
    version: "v40",
    parking_id: "P1",
    car_park: "一号停车场",
    business_id: "P1-40",
    plate: plate("浙B85123"),
    state: "awaiting_arrival",
    arrived_at: null,
    arrival_seen: false,
    arrival_lane: "",
    departed_at: 9_000_000,
    departure_lane: "3 号出口",
    exit_heard_at: null,
    asked_at: null,
    pairing: "awaits_arrival",
    kind: { vehtype: "02", hpys: "蓝", by: "form", form: "ordinary", vehicle_type: null },
    passages: [],
    corrections: [],
    deliveries: [],
    timeline: [],
    now: 0,
    ...change,
  };
}

const arrival: PairingCandidate = {
  session: 50,
  version: "v50",
  plate: plate("浙B8S123"),
  likeness: "one_look_alike",
  state: "open",
  arrived_at: 1_000_000,
  departed_at: null,
  arrival_lane: "1 号入口",
  departure_lane: "",
};

describe("vehicles that may be gone", () => {
  it("are marked with what was reviewed one by one, and are not offered again", async () => {
    const { calls } = show({
      answers: {
        discrepancies: [ghost(1), ghost(2), ghost(3)],
        mark_exits_missed: { marked: [1], skipped: [3] },
      },
    });
    await userEvent.click(await screen.findByTestId("review"));
    await screen.findByTestId("review-dialog");
    await userEvent.keyboard("121");
    expect(payloads(calls, "mark_exits_missed")).toEqual([]);
    await mark("盘点过");
    expect(payloads(calls, "mark_exits_missed")).toEqual([
      {
        sessions: [
          { session: 1, version: "v1" },
          { session: 3, version: "v3" },
        ],
        reason: "盘点过",
      },
    ]);
    await waitFor(async () => expect(await rows()).toHaveLength(2));
  });

  it("are asked for once where one is overdue and not listed", async () => {
    const { calls } = show({
      answers: {
        discrepancies: [ghost(1), { ...ghost(1), kind: "overdue" }],
        mark_exits_missed: { marked: [1], skipped: [] },
      },
    });
    await userEvent.click(await screen.findByTestId("mark-all"));
    await mark("盘点过");
    expect(payloads(calls, "mark_exits_missed")).toMatchObject([{ sessions: [{ session: 1 }] }]);
  });

  it("stay asked for, with what was typed, when it fails", async () => {
    show({ answers: { discrepancies: [ghost(1)], mark_exits_missed: fails("disk_full") } });
    await userEvent.click(await screen.findByTestId("mark-all"));
    await mark("盘点过");
    expect(await screen.findByRole("alert")).toBeTruthy();
    expect(screen.getByRole<HTMLInputElement>("textbox", { name: /为什么/ }).value).toBe("盘点过");
  });

  it("are shown to an attendant, and marked by administrators only", async () => {
    show({ answers: { discrepancies: [ghost(1)] }, who: startView() });
    await rows();
    expect(screen.queryByTestId("mark-all")).toBeNull();
  });
});

describe("an exit without an entry", () => {
  it("gets its arrival after the change for the city was seen", async () => {
    const changes = [
      {
        business_id: "P1-50",
        kind: "departure" as const,
        act: "not_yet_sent" as const,
        before: null,
        after: { plate: plate("浙B8S123"), vehtype: "02", hpys: "蓝", arrived_at: 1, departed_at: 2 },
      },
    ];
    const { calls } = show({
      address: "show=arrivals",
      answers: {
        deliveries: ({ before }) =>
          before
            ? {
                rows: [delivery({ session: 40, kind: "departure", state: "waiting", waits_for: "arrival" })],
                next: null,
              }
            : { rows: [], next: { at: 9, id: 9 } },
        session_page: page({}),
        pairing_candidates: [arrival],
        preview_correction: { session: 50, changes },
        correct_session: { session: 50, changes },
      },
    });
    await userEvent.click(await screen.findByTestId("propose"));
    await userEvent.click(await screen.findByTestId("choose-candidate"));
    await within(await screen.findByTestId("city-changes")).findByText("还没报，按新的报");
    expect(payloads(calls, "correct_session")).toEqual([]);
    await userEvent.type(screen.getByRole("textbox", { name: /为什么/ }), "照片一样");
    await userEvent.click(screen.getByTestId("mend-send"));
    // The departure goes to the session whose arrival was seen.
    const join = { change: "join", other: 40, other_version: "v40" };
    const asked = { session: 50, version: "v50", change: join };
    expect(payloads(calls, "preview_correction")).toEqual([asked]);
    await waitFor(() =>
      expect(payloads(calls, "correct_session")).toEqual([{ ...asked, reason: "照片一样" }]),
    );
    await waitFor(() => expect(screen.queryByTestId("mend")).toBeNull());
    expect(screen.queryByTestId("table-row")).toBeNull();
  });

  it("says in words why two halves cannot be joined", async () => {
    show({
      address: "show=arrivals",
      answers: {
        deliveries: { rows: [delivery({ session: 40, kind: "departure" })], next: null },
        session_page: page({}),
        pairing_candidates: [arrival],
        preview_correction: fails("invalid", { field: "change", problem: "has_departure" }),
      },
    });
    await userEvent.click(await screen.findByTestId("propose"));
    await userEvent.click(await screen.findByTestId("choose-candidate"));
    expect((await screen.findByRole("alert")).textContent).toContain("那次停车已经有离场记录");
    expect(screen.queryByTestId("mend-send")).toBeNull();
  });
});

describe("what is proposed", () => {
  const like = { resembles: plate("浙B8K889") };
  it("is the list's plate, the list's time, or another half, of the session that is in the books", () => {
    expect(proposedOf(discrepancy(like))?.change).toEqual({ change: "plate", plate: "浙B8K889" });
    expect(proposedOf(discrepancy({ ...like, resembles_session: 9 }))?.change).toBeUndefined();
    expect(proposedOf(discrepancy({ kind: "other_time", entered_at: 5 }))?.change).toEqual({
      change: "arrived_at",
      at: 5,
    });
    const unseen = discrepancy({
      ...like,
      kind: "not_known",
      session: null,
      version: null,
      resembles_session: 9,
    });
    expect(proposedOf(unseen)).toEqual({
      session: 9,
      version: null,
      change: { change: "plate", plate: "浙BA88K6" },
    });
  });

  it("is nothing where nothing resembles", () => {
    expect(proposedOf(discrepancy())).toBeUndefined();
    expect(proposedOf(discrepancy({ ...like, session: null, kind: "not_known" }))).toBeUndefined();
  });
});
