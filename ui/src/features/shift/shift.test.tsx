import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { MemoryRouter } from "react-router";
import { describe, expect, it, vi } from "vitest";
import { StartContext } from "../../api";
import type { CloseShift } from "../../bindings/CloseShift";
import type { ShiftCounts } from "../../bindings/ShiftCounts";
import type { ShiftNow } from "../../bindings/ShiftNow";
import type { ShiftView } from "../../bindings/ShiftView";
import type { StartView } from "../../bindings/StartView";
import { m } from "../../messages/messages.js";
import { administrator } from "../../test/registers";
import { type Answers, fails, stage } from "../../test/stage";
import { ShiftScreen } from "./ShiftScreen";

const attendant: StartView = {
  ...administrator,
  me: { id: 2, name: "值班员 01", role: "attendant", has_pin: true, car_parks: [] },
};

const counted: ShiftCounts = {
  came: 12,
  left: 9,
  inside: 31,
  openings: [
    { by: "值班员 01", reason: "送货车", count: 2 },
    { by: "\u202e陈", reason: "", count: 1 },
  ],
  corrections: 4,
  alerts: [
    { kind: "blacklisted", count: 2, open: 1 },
    { kind: "of_tomorrow", count: 1, open: 0 },
  ],
  backlog: 7,
  parked: 5,
};

const now: ShiftNow = { begun_at: 1_795_305_600_000, counted, attendants: ["陈晓东"] };

function closed(id: number): ShiftView {
  return {
    id,
    car_parks: [],
    begun_at: 1_795_305_600_000,
    closed_at: 1_795_334_400_000,
    left_by: "值班员 01",
    taken_by: "陈晓东",
    note: "杆子慢\u202e",
    counted,
  };
}

function show(answers: Answers = {}, at = "/shift", start = attendant) {
  return stage(
    <MemoryRouter initialEntries={[at]}>
      <StartContext value={start}>
        <ShiftScreen />
      </StartContext>
    </MemoryRouter>,
    { shift: now, shifts: [closed(3)], closed_shift: closed(3), car_parks: [], ...answers },
  );
}

const number = (name: string) =>
  document.querySelector(`[data-number="${name}"] dd`)?.textContent?.replace(/\s/g, "");

async function open() {
  await userEvent.click(await screen.findByTestId("shift-close"));
  return within(await screen.findByTestId("shift-form"));
}

async function sign(form: ReturnType<typeof within>) {
  await userEvent.type(form.getByLabelText(m.shift_own_pin(), { exact: false }), "2580");
  await userEvent.type(form.getByLabelText(m.shift_taken_pin(), { exact: false }), "1379");
}

describe("the shift that goes on", () => {
  it("shows what was counted, and others' words as they are", async () => {
    show();
    await screen.findByTestId("shift-report");
    expect(["came", "left", "inside", "openings", "corrections", "alerts"].map(number)).toEqual([
      "12",
      "9",
      "31",
      "3",
      "4",
      "3",
    ]);
    expect(number("backlog")).toContain(m.shift_parked({ count: 5 }).replace(/\s/g, ""));
    const openings = screen.getByTestId("shift-openings");
    expect(openings.textContent).toContain(m.shift_no_reason());
    expect(openings.textContent).not.toContain("\u202e");
    expect(screen.getByTestId("shift-alerts").textContent).toContain("of_tomorrow");
  });

  it("says that it could not be counted", async () => {
    show({ shift: fails("database_failed", { detail: "x" }) });
    await screen.findByText(m.errors_database_failed_what());
    expect((screen.getByTestId("shift-close") as HTMLButtonElement).disabled).toBe(true);
  });
});

describe("handing over", () => {
  it("is signed by both, and shows the closed shift", async () => {
    const { calls } = show({ close_shift: closed(4) });
    const form = await open();
    expect((screen.getByTestId("shift-send") as HTMLButtonElement).disabled).toBe(true);
    await userEvent.type(screen.getByTestId("shift-note"), "二号杆慢");
    await sign(form);
    await userEvent.click(screen.getByTestId("shift-send"));
    await screen.findByTestId("closed-shift");
    const payload = calls.find((one) => one.command === "close_shift")?.payload as CloseShift;
    expect(payload).toEqual({
      begun_at: now.begun_at,
      secret: "2580",
      by_pin: true,
      taken_by: "陈晓东",
      taken_secret: "1379",
      taken_by_pin: true,
      note: "二号杆慢",
    });
    expect(calls.findLast((one) => one.command === "closed_shift")?.payload).toEqual({ id: 4 });
  });

  it("says whose secret was wrong, at its field, and keeps what was typed", async () => {
    show({ close_shift: fails("wrong_secret", { whose: "taken" }) });
    const form = await open();
    await userEvent.type(screen.getByTestId("shift-note"), "二号杆慢");
    await sign(form);
    await userEvent.click(screen.getByTestId("shift-send"));
    const theirs = form.getByLabelText(m.shift_taken_pin(), { exact: false });
    await waitFor(() => expect(theirs.getAttribute("aria-invalid")).toBe("true"));
    const own = form.getByLabelText(m.shift_own_pin(), { exact: false });
    expect(own.getAttribute("aria-invalid")).toBe("false");
    form.getByText(m.errors_wrong_secret_what());
    expect((screen.getByTestId("shift-note") as HTMLTextAreaElement).value).toBe("二号杆慢");
    await userEvent.type(theirs, "1");
    expect(theirs.getAttribute("aria-invalid")).toBe("false");
  });

  it("says why somebody cannot take it over", async () => {
    show({ close_shift: fails("invalid", { field: "taken_by", problem: "other_car_parks" }) });
    const form = await open();
    await sign(form);
    await userEvent.click(screen.getByTestId("shift-send"));
    await form.findByText(m.shift_taker_other_car_parks());
  });

  it("reads the shift again where somebody else closed it", async () => {
    const { count } = show({ close_shift: fails("changed_meanwhile") });
    const form = await open();
    await sign(form);
    await userEvent.click(screen.getByTestId("shift-send"));
    await form.findByText(m.errors_changed_meanwhile_what());
    await waitFor(() => expect(count("shift")).toBe(2));
  });

  it("is signed by name and password where there is no PIN", async () => {
    const { calls } = show({ close_shift: closed(4) }, "/shift", administrator);
    const form = await open();
    await userEvent.selectOptions(screen.getByTestId("shift-taker"), "");
    await userEvent.type(form.getByLabelText(m.shift_own_password(), { exact: false }), "correct horse");
    await userEvent.type(form.getByLabelText(m.shift_name(), { exact: false }), " 李四 ");
    await userEvent.type(form.getByLabelText(m.shift_taken_password(), { exact: false }), "tree 9 house");
    await userEvent.keyboard("{Control>}{Enter}{/Control}");
    await vi.waitFor(() =>
      expect(calls.find((one) => one.command === "close_shift")?.payload).toMatchObject({
        secret: "correct horse",
        by_pin: false,
        taken_by: "李四",
        taken_by_pin: false,
      }),
    );
  });
});

describe("closed shifts", () => {
  it("are listed, and older ones when asked for", async () => {
    const all = Array.from({ length: 60 }, (_, at) => closed(60 - at));
    show({
      shifts: ({ before, limit }) =>
        all.filter((one) => before === undefined || one.id < before).slice(0, limit),
    });
    await waitFor(() => expect(screen.getAllByTestId("shift-row")).toHaveLength(50));
    await userEvent.click(screen.getByTestId("shifts-older"));
    await waitFor(() => expect(screen.getAllByTestId("shift-row")).toHaveLength(60));
    expect(screen.queryByTestId("shifts-older")).toBeNull();
  });

  it("says that there is none yet", async () => {
    show({ shifts: [] });
    await screen.findByText(m.shift_none());
  });

  it("are shown one by one and printed whole", async () => {
    const print = vi.fn();
    vi.stubGlobal("print", print);
    show();
    const row = await screen.findByTestId("shift-row");
    await userEvent.click(within(row).getByRole("button"));
    await screen.findByTestId("shift-whole");
    const paper = screen.getByTestId("shift-paper");
    expect(paper.parentElement).toBe(document.body);
    expect(paper.textContent).toContain("陈晓东");
    expect(paper.textContent).not.toContain("\u202e");
    await userEvent.click(screen.getByTestId("shift-print"));
    expect(print).toHaveBeenCalledOnce();
    await userEvent.click(screen.getByTestId("shift-back"));
    await screen.findByTestId("shift-now");
    expect(screen.queryByTestId("shift-paper")).toBeNull();
    vi.unstubAllGlobals();
  });

  it("says that one is not there", async () => {
    show({ closed_shift: fails("not_found", { what: "shift" }) }, "/shift?shift=9");
    await screen.findByText(m.shift_gone());
  });
});
