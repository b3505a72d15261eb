import { describe, expect, it } from "vitest";
import type { CityPoint } from "../../bindings/CityPoint";
import { deliveryDay } from "../../test/deliveries";
import { byDay, linesOf, shareOf, sum } from "./tallies";
import { shareWords } from "./words";

const point = (at: number, change: Partial<CityPoint> = {}): CityPoint => ({
  parking_id: "P1",
  at,
  beats_ok: 9,
  beats_failed: 1,
  drift_least: -300,
  drift_most: 200,
  delivered: 0,
  failed: 0,
  ...change,
});

describe("deliveries in numbers", () => {
  it("have every day, car parks together, and zeros where nothing is known", () => {
    const days = [
      deliveryDay({ day: "2026-11-30", delivered: 3 }),
      deliveryDay({ day: "2026-11-30", parking_id: "P2", delivered: 4 }),
      deliveryDay({ day: "2026-12-02", delivered: 1 }),
    ];
    const drawn = byDay(days, "2026-11-30", "2026-12-02");
    expect(drawn.map(({ day, delivered }) => [day, delivered])).toEqual([
      ["2026-11-30", 7],
      ["2026-12-01", 0],
      ["2026-12-02", 1],
    ]);
    expect(sum(days).delivered).toBe(8);
  });

  it("are never all delivered while one is missing", () => {
    const share = shareOf({ ...deliveryDay(), owed: 100_000, delivered: 99_999 });
    expect(shareWords(share ?? 0)).toContain("99.9");
    expect(shareWords(1)).toContain("100.0");
    expect(shareOf({ ...deliveryDay(), owed: 0 })).toBeUndefined();
  });

  it("break a line where nothing synced, and take the clock's largest difference", () => {
    const [line] = linesOf(
      [point(0), point(1_000), point(5_000, { drift_least: null, drift_most: 700 })],
      1_000,
    );
    expect(line?.drift).toEqual([
      [0, -300],
      [1_000, -300],
      [2_000, null],
      [5_000, 700],
    ]);
    expect(line?.beats[0]).toEqual([0, 0.9]);
  });

  it("draw a line of each car park, and no heartbeat where none was sent", () => {
    const lines = linesOf([point(0), point(0, { parking_id: "P2", beats_ok: 0, beats_failed: 0 })], 1_000);
    expect(lines.map(({ parking_id, beats }) => [parking_id, beats[0]?.[1]])).toEqual([
      ["P1", 0.9],
      ["P2", null],
    ]);
  });
});
