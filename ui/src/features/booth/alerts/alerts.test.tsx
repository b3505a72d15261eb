import { fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Options } from "../../../bindings/Options";
import { alert } from "../../../test/samples";
import { fails, stage } from "../../../test/stage";
import { AlertDesk } from "./AlertDesk";
import { AlertList } from "./AlertList";
import { pressing, ranked } from "./rank";
import { Siren } from "./siren";

const options: Options = {
  idle_lock_s: 0,
  close_to_tray: true,
  autostart: false,
  lane_silent_min: 0,
  alert_sound: true,
};
const acknowledged = { acknowledged_at: 5_000, acknowledged_by: "值班员 01" };

describe("the order of alerts", () => {
  it("has what nobody acknowledged first, the more urgent before, then the newer", () => {
    const order = ranked([
      alert({ id: 1, ...acknowledged }),
      alert({ id: 2, kind: "city_unreachable", critical: false, raised_at: 9_000 }),
      alert({ id: 3, kind: "disk_low", raised_at: 1_000 }),
      alert({ id: 4, kind: "disk_low", raised_at: 2_000 }),
      alert({ id: 5 }),
    ]);
    expect(order.map(({ id }) => id)).toEqual([5, 4, 3, 2, 1]);
  });

  it("presses for blacklisted vehicles only, until they are acknowledged", () => {
    const list = [alert({ id: 1, ...acknowledged }), alert({ id: 2 }), alert({ id: 3, kind: "disk_low" })];
    expect(pressing(list).map(({ id }) => id)).toEqual([2]);
  });
});

describe("the banner", () => {
  // An Enter within the first moment was meant for something else; tests wait it out.
  let now = 0;
  beforeEach(() => {
    now = 0;
    vi.spyOn(performance, "now").mockImplementation(() => now);
    vi.spyOn(Siren.prototype, "start").mockImplementation(() => undefined);
    vi.spyOn(Siren.prototype, "stop").mockImplementation(() => undefined);
  });
  afterEach(() => vi.restoreAllMocks());

  async function show(change: Parameters<typeof stage>[1] = {}) {
    const shown = stage(<AlertDesk />, { alerts: [alert()], options, acknowledge_alert: null, ...change });
    await screen.findByTestId("alert-banner");
    return shown;
  }

  it("has the focus, says what and where and why, and counts in the title", async () => {
    await show();
    expect(document.activeElement).toBe(screen.getByTestId("acknowledge"));
    expect(screen.getByTestId("alert-banner").textContent).toContain("2 号入口");
    expect(screen.getByTestId("alert-banner").textContent).toContain("多次逃费");
    expect(document.title).toMatch(/^\(1\)/);
  });

  it("sounds until it is acknowledged", async () => {
    const { answers, tell } = await show();
    await waitFor(() => expect(Siren.prototype.start).toHaveBeenCalled());
    expect(Siren.prototype.stop).not.toHaveBeenCalled();
    answers.alerts = [alert(acknowledged)];
    await tell({ kind: "changed", tags: ["alerts"] });
    await waitFor(() => expect(Siren.prototype.stop).toHaveBeenCalled());
    expect(screen.queryByTestId("alert-banner")).toBeNull();
  });

  it("does not sound where an administrator switched that off", async () => {
    const { count } = await show({ options: { ...options, alert_sound: false } });
    await waitFor(() => expect(count("options")).toBe(1));
    expect(Siren.prototype.start).not.toHaveBeenCalled();
  });

  it("stays for Escape", async () => {
    const { count } = await show();
    fireEvent.keyDown(screen.getByTestId("acknowledge"), { key: "Escape" });
    expect(screen.getByTestId("alert-banner")).toBeTruthy();
    expect(count("acknowledge_alert")).toBe(0);
  });

  it("goes by Alt+A, also while somebody types", async () => {
    const { calls } = await show();
    const field = document.body.appendChild(document.createElement("input"));
    field.focus();
    fireEvent.keyDown(field, { key: "a", altKey: true });
    await waitFor(() => expect(calls).toContainEqual({ command: "acknowledge_alert", payload: { id: 1 } }));
    field.remove();
  });

  it("takes no Enter that was on its way when it appeared", async () => {
    const { count } = await show();
    fireEvent.click(screen.getByTestId("acknowledge"), { detail: 0 });
    expect(count("acknowledge_alert")).toBe(0);
    now = 1_000;
    fireEvent.click(screen.getByTestId("acknowledge"), { detail: 0 });
    await waitFor(() => expect(count("acknowledge_alert")).toBe(1));
  });

  it("stays where acknowledging failed, and says so", async () => {
    await show({ acknowledge_alert: fails("database_failed") });
    now = 1_000;
    fireEvent.click(screen.getByTestId("acknowledge"), { detail: 1 });
    await waitFor(() => expect(screen.getByTestId("alert-banner").textContent).toContain("没有记下"));
  });

  it("does not take the focus from somebody who types", async () => {
    const field = document.body.appendChild(document.createElement("input"));
    field.focus();
    await show();
    expect(document.activeElement).toBe(field);
    field.remove();
  });
});

describe("the list", () => {
  it("says each alert, and acknowledges it", async () => {
    const { calls } = stage(<AlertList onPlate={() => undefined} />, {
      alerts: [alert({ id: 7, kind: "clock_wrong", number: 7_400, plate: null, lane: null })],
      options,
      acknowledge_alert: null,
    });
    expect((await screen.findByTestId("alert")).textContent).toContain("7.4");
    fireEvent.click(screen.getByTestId("acknowledge-alert"));
    await waitFor(() => expect(calls).toContainEqual({ command: "acknowledge_alert", payload: { id: 7 } }));
  });

  it("is calm where nothing is to be done", async () => {
    stage(<AlertList onPlate={() => undefined} />, { alerts: [], options });
    expect(await screen.findByText("没有要处理的事")).toBeTruthy();
  });
});

describe("the siren", () => {
  function output(state: AudioContextState) {
    const parameter = { value: 0, setValueAtTime: vi.fn(), linearRampToValueAtTime: vi.fn() };
    const tones: { start: ReturnType<typeof vi.fn> }[] = [];
    const node = { connect: () => node, gain: parameter };
    return {
      tones,
      context: {
        state,
        currentTime: 0,
        destination: node,
        resume: vi.fn(async () => undefined),
        suspend: vi.fn(async () => undefined),
        createGain: () => node,
        createOscillator: () => {
          const tone = { type: "", frequency: parameter, connect: () => node, start: vi.fn(), stop: vi.fn() };
          tones.push(tone);
          return tone;
        },
      } as unknown as AudioContext,
    };
  }
  afterEach(() => vi.useRealTimers());

  it("sounds again and again until it is stopped", () => {
    vi.useFakeTimers();
    const { tones, context } = output("running");
    const siren = new Siren(() => context);
    siren.start();
    siren.start();
    expect(tones).toHaveLength(4);
    vi.advanceTimersByTime(4_000);
    expect(tones).toHaveLength(12);
    siren.stop();
    vi.advanceTimersByTime(10_000);
    expect(tones).toHaveLength(12);
  });

  it("lets the output rest when nothing sounds, and wakes it for the next", async () => {
    vi.useFakeTimers();
    const { tones, context } = output("running");
    const siren = new Siren(() => context);
    siren.start();
    await vi.advanceTimersByTimeAsync(6_000);
    expect(context.suspend).not.toHaveBeenCalled();
    siren.stop();
    await vi.advanceTimersByTimeAsync(3_000);
    expect(context.suspend).toHaveBeenCalledTimes(1);

    Object.assign(context, { state: "suspended" });
    const before = tones.length;
    siren.chime();
    await vi.advanceTimersByTimeAsync(0);
    expect(context.resume).toHaveBeenCalled();
    expect(tones).toHaveLength(before + 1);
    await vi.advanceTimersByTimeAsync(3_000);
    expect(context.suspend).toHaveBeenCalledTimes(2);
  });

  it("waits for leave to sound, makes up for nothing, and never breaks the screen", async () => {
    vi.useFakeTimers();
    const { tones, context } = output("suspended");
    let allow = () => {};
    vi.mocked(context.resume).mockReturnValue(new Promise((resolve) => (allow = resolve)));
    const siren = new Siren(() => context);
    siren.chime();
    expect(context.resume).toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(5_000);
    allow();
    await vi.advanceTimersByTimeAsync(0);
    expect(tones).toHaveLength(0);
    expect(() =>
      new Siren(() => {
        throw new Error("no sound card");
      }).chime(),
    ).not.toThrow();
  });
});
