import { fireEvent, screen, waitFor } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import type { OpeningView } from "../../../bindings/OpeningView";
import { booth, lane, opening, passage } from "../../../test/samples";
import { type Answers, fails, stage } from "../../../test/stage";
import { LaneGrid } from "../lanes/LaneGrid";
import { OpeningDesk } from "./OpeningDesk";

const lanes = [lane(), lane({ lane_no: "2", name: "2 号出口", last: null })];
const nothing = () => undefined;

async function show(answers: Answers = {}) {
  const shown = stage(
    <OpeningDesk>
      <LaneGrid lanes={lanes} readAt={0} onPassage={nothing} onPlate={nothing} onCorrect={nothing} />
    </OpeningDesk>,
    { booth: booth(lanes), opening_reasons: { reasons: ["一", "二"] }, open_lane: opening(), ...answers },
  );
  await waitFor(() => expect(shown.count("booth")).toBe(1));
  return shown;
}

const press = (key: string, options: KeyboardEventInit = {}) =>
  fireEvent.keyDown(document.activeElement ?? document.body, { key, ...options });

async function ask(key = "F1") {
  press(key);
  await screen.findByTestId("open-lane-dialog");
  await screen.findByText("一");
}

describe("opening a lane", () => {
  it("takes three keys: the lane's, the reason's, Enter", async () => {
    const { calls } = await show();
    await ask();
    press("2");
    press("Enter");
    await waitFor(() => expect(screen.queryByTestId("open-lane-dialog")).toBeNull());
    expect(calls.filter(({ command }) => command === "open_lane")).toEqual([
      {
        command: "open_lane",
        payload: { parking_id: "P1", lane_no: "1", reason: "二", plate: "浙BA88K6" },
      },
    ]);
  });

  it("is done once, however often Enter is pressed", async () => {
    let answer: (opening: OpeningView) => void = nothing;
    const { count } = await show({
      open_lane: () =>
        new Promise((resolve) => {
          answer = resolve;
        }),
    });
    await ask();
    press("1");
    press("Enter");
    press("Enter");
    press("Enter");
    press("F1");
    expect(screen.queryByTestId("open-lane-dialog")).toBeNull();
    expect((await screen.findByTestId("opening-state")).dataset.state).toBe("sending");
    await waitFor(() => expect(count("open_lane")).toBe(1));
    answer(opening());
    await waitFor(() => expect(screen.getByTestId("opening-state").dataset.state).toBe("waiting"));
    expect(count("open_lane")).toBe(1);
  });

  it("needs a reason, and says what will happen before it does", async () => {
    const { count } = await show();
    await ask();
    press("Enter");
    expect(screen.getByTestId("open-lane-dialog")).toBeTruthy();
    press("1");
    expect(screen.getByTestId("open-lane-consequence").textContent).toContain("浙B·A88K6");
    expect(count("open_lane")).toBe(0);
  });

  it("names no plate where none passed, or where that was chosen", async () => {
    const { calls } = await show();
    await ask("F2");
    press("1");
    press("Enter");
    await waitFor(() => expect(screen.queryByTestId("open-lane-dialog")).toBeNull());
    await ask("F1");
    press("p");
    press("1");
    press("Enter");
    await waitFor(() => expect(calls.filter(({ command }) => command === "open_lane")).toHaveLength(2));
    for (const { payload } of calls.filter(({ command }) => command === "open_lane")) {
      expect(payload).not.toHaveProperty("plate");
    }
  });

  it("offers no plate that passed long ago", async () => {
    const old = [lane({ last: passage({ at: Date.now() - 3_600_000 }) })];
    stage(
      <OpeningDesk>
        <LaneGrid lanes={old} readAt={0} onPassage={nothing} onPlate={nothing} onCorrect={nothing} />
      </OpeningDesk>,
      { booth: booth(old), opening_reasons: { reasons: ["一"] } },
    );
    await waitFor(() => expect(screen.getAllByTestId("lane-card")).toHaveLength(1));
    await vi.waitFor(() => {
      press("F1");
      expect(screen.getByTestId("open-lane-dialog")).toBeTruthy();
    });
    await screen.findByText("一");
    press("1");
    expect(screen.getByTestId("open-lane-consequence").textContent).not.toContain("A88K6");
  });

  it("takes words of one's own", async () => {
    const { calls } = await show();
    await ask();
    press("0");
    fireEvent.change(await screen.findByTestId("reason-own"), { target: { value: " 送水 " } });
    fireEvent.keyDown(screen.getByTestId("reason-own"), { key: "Enter" });
    await waitFor(() => expect(calls.some(({ command }) => command === "open_lane")).toBe(true));
    expect(calls.find(({ command }) => command === "open_lane")?.payload).toMatchObject({ reason: "送水" });
  });

  it("offers usual reasons where the administrator keeps none", async () => {
    await show({ opening_reasons: { reasons: [] } });
    press("F1");
    expect(await screen.findByText("车牌识别错误")).toBeTruthy();
  });

  it("says that it was refused, with the platform's words", async () => {
    await show({ open_lane: opening({ outcome: "refused", answer: "设备离线", seen: "unseen" }) });
    await ask();
    press("1");
    press("Enter");
    await waitFor(() => expect(screen.getByTestId("opening-state").textContent).toContain("设备离线"));
  });

  it("is never repeated after its answer was lost", async () => {
    const { count } = await show({ open_lane: fails("host_unreachable") });
    await ask();
    press("1");
    press("Enter");
    await waitFor(() => expect(screen.getByTestId("opening-state").dataset.state).toBe("lost"));
    expect(screen.getByTestId("opening-state").textContent).toContain("结果未知");
    expect(count("open_lane")).toBe(1);
  });

  it("says what went wrong where nothing was opened", async () => {
    await show({ open_lane: fails("platform_unreachable") });
    await ask();
    press("1");
    press("Enter");
    await waitFor(() => expect(screen.getByTestId("opening-state").dataset.state).toBe("failed"));
  });

  it("rests after an opening, and counts down", async () => {
    const cooling = [lane({ cool_down_ms: 5_000 })];
    stage(
      <OpeningDesk>
        <LaneGrid
          lanes={cooling}
          readAt={Date.now()}
          onPassage={nothing}
          onPlate={nothing}
          onCorrect={nothing}
        />
      </OpeningDesk>,
      { booth: booth(cooling), opening_reasons: { reasons: ["一"] } },
    );
    const button = screen.getByTestId("open-lane");
    expect(button.getAttribute("aria-disabled")).toBe("true");
    expect(button.textContent).toMatch(/[45] 秒/);
    fireEvent.click(button);
    expect(screen.queryByTestId("open-lane-dialog")).toBeNull();
  });
});
