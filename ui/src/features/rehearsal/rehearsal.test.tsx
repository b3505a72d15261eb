import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { MemoryRouter } from "react-router";
import { describe, expect, it } from "vitest";
import { StartContext } from "../../api";
import type { RehearsalView } from "../../bindings/RehearsalView";
import { administrator, carPark } from "../../test/registers";
import { withSizes } from "../../test/sized";
import { type Answers, fails, stage } from "../../test/stage";
import { RehearsalScreen } from "./RehearsalScreen";

withSizes();

function show(answers: Answers) {
  return stage(
    <MemoryRouter initialEntries={["/rehearsal"]}>
      <StartContext value={administrator}>
        <RehearsalScreen />
      </StartContext>
    </MemoryRouter>,
    { car_parks: [carPark], rehearsal: null, ...answers },
  );
}

const view = (change: Partial<RehearsalView> = {}): RehearsalView => ({
  parking_id: carPark.parking_id,
  day: "2026-11-20",
  state: "done",
  configured: true,
  sessions: 3,
  done: 3,
  accepted: 10,
  refused: 2,
  behind: 1,
  groups: [
    {
      problem: "refused",
      words: "照片格式错误",
      count: 2,
      rows: [
        { session: 7, kind: "arrival_photo", plate: { text: "浙B12345", form: "ordinary" }, at: 1 },
        { session: 8, kind: "arrival_photo", plate: { text: "浙B54321", form: "ordinary" }, at: 2 },
      ],
    },
  ],
  ...change,
});

describe("a rehearsal", () => {
  it("begins with the day that was chosen", async () => {
    const { calls } = show({ start_rehearsal: view({ state: "running" }) });
    const day = await screen.findByTestId("rehearsal-day");
    await userEvent.clear(day);
    await userEvent.type(day, "2026-11-20");
    await userEvent.click(screen.getByTestId("rehearsal-start"));
    const started = calls.filter((call) => call.command === "start_rehearsal");
    expect(started.map((call) => call.payload)).toEqual([
      { parking_id: carPark.parking_id, day: "2026-11-20" },
    ]);
  });

  it("shows what would be refused in the city's words, and leads to each visit", async () => {
    show({ rehearsal: view() });
    const group = await screen.findByTestId("rehearsal-group");
    expect(group.textContent).toContain("照片格式错误");
    const links = within(group).getAllByTestId("rehearsal-row");
    expect(links.map((link) => link.getAttribute("href"))).toEqual(["/sessions/7", "/sessions/8"]);
  });

  it("can be stopped while it goes on, and nothing else be begun", async () => {
    const { calls } = show({ rehearsal: view({ state: "running", done: 1 }), stop_rehearsal: null });
    await userEvent.click(await screen.findByTestId("rehearsal-stop"));
    expect(calls.map((call) => call.command)).toContain("stop_rehearsal");
    expect(screen.queryByTestId("rehearsal-start")).toBeNull();
  });

  it("says that nothing would be refused", async () => {
    show({ rehearsal: view({ refused: 0, behind: 0, groups: [] }) });
    await screen.findByText("全部会收下");
  });

  it("says why it could not begin", async () => {
    show({ start_rehearsal: fails("invalid", { field: "day", problem: "running" }) });
    await userEvent.click(await screen.findByTestId("rehearsal-start"));
    await screen.findByText(/已有一次预演在进行/);
  });
});
