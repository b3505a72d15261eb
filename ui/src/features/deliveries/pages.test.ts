import { describe, expect, it, vi } from "vitest";
import { delivery } from "../../test/deliveries";
import { AHEAD, extend, reachOf, reread } from "./pages";

const row = (id: number, change = {}) => delivery({ id, at: id * 1_000, ...change });
const mark = (id: number) => ({ id, at: id * 1_000 });
const ids = (rows: readonly { id: number }[]) => rows.map(({ id }) => id);

describe("deliveries that were read so far", () => {
  it("are read again down to where the screen shows them, and show their new states", async () => {
    const read = vi.fn(async () => ({ rows: [row(3, { state: "due" }), row(2)], next: mark(2) }));
    const kept = await reread({ rows: [row(5), row(4)], next: mark(4) }, mark(3), read);
    expect(read.mock.calls).toEqual([[mark(4)]]);
    expect([kept.rows.map(({ state }) => state), kept.next]).toEqual([
      ["delivered", "delivered", "due", "delivered"],
      mark(2),
    ]);
  });

  it("are not read further back than that", async () => {
    const read = vi.fn();
    const kept = await reread({ rows: [row(5), row(4)], next: mark(4) }, mark(4), read);
    expect([read.mock.calls.length, ids(kept.rows)]).toEqual([0, [5, 4]]);
  });

  it("go on over pages without rows to the end", async () => {
    const pages = [
      { rows: [], next: mark(700) },
      { rows: [row(50)], next: null },
    ];
    const read = vi.fn(async () => pages.shift() ?? { rows: [], next: null });
    const kept = await reread({ rows: [], next: mark(900) }, null, read);
    expect([ids(kept.rows), kept.next, read.mock.calls.length]).toEqual([[50], null, 2]);
  });

  it("have none twice where a page overlaps", () => {
    const kept = extend({ rows: [row(5), row(4)], next: mark(4) }, { rows: [row(4), row(3)], next: null });
    expect([ids(kept.rows), kept.next]).toEqual([[5, 4, 3], null]);
  });

  it("are kept up some way beyond the screen, at most to where was read", () => {
    const rows = Array.from({ length: AHEAD + 20 }, (_, at) => row(1_000 - at));
    expect(reachOf({ rows, next: null }, 5)).toEqual(mark(1_000 - 5 - AHEAD));
    expect(reachOf({ rows, next: mark(1) }, 30)).toEqual(mark(1));
  });
});
