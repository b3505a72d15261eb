import { describe, expect, it } from "vitest";
import { passage } from "../../../test/samples";
import { absorb, extend, nothingKept, steady } from "./steady";

const items = (...ids: number[]) => ids.map((id) => passage({ id }));
const ids = (list: readonly { id: number }[]) => list.map((item) => item.id);

describe("the feed that is kept", () => {
  it("takes up new passages and keeps the older ones", () => {
    const first = absorb(nothingKept, items(3, 2, 1), 3);
    expect(ids(absorb(first, items(5, 4, 3), 3).items)).toEqual([5, 4, 3, 2, 1]);
  });

  it("draws a passage as it is now", () => {
    const first = absorb(nothingKept, items(2, 1), 2);
    const corrected = absorb(first, [passage({ id: 2, read_as: "浙B88888" }), passage({ id: 1 })], 2);
    expect(corrected.items[0]?.read_as).toBe("浙B88888");
  });

  it("gives the older part up rather than show a hole", () => {
    const first = absorb(nothingKept, items(3, 2, 1), 3);
    expect(ids(absorb(first, items(30, 29, 28), 3).items)).toEqual([30, 29, 28]);
  });

  it("drops what is no longer there", () => {
    const first = absorb(nothingKept, items(4, 3, 2), 3);
    expect(ids(absorb(first, items(4, 2, 1), 3).items)).toEqual([4, 2, 1]);
    expect(absorb(first, [], 3)).toEqual({ items: [], older: false });
  });

  it("goes on further back, and knows when it came to the end", () => {
    const first = absorb(nothingKept, items(9, 8), 2);
    const second = extend(first, items(7, 6), 2);
    expect(ids(second.items)).toEqual([9, 8, 7, 6]);
    expect(second.older).toBe(true);
    expect(extend(second, items(5), 2).older).toBe(false);
  });
});

describe("while somebody reads", () => {
  it("nothing comes in above what was at the top", () => {
    const kept = absorb(absorb(nothingKept, items(3, 2), 2), items(5, 4, 3), 3);
    expect(ids(steady(kept, 3).shown)).toEqual([3, 2]);
    expect(steady(kept, 3).waiting).toBe(2);
  });

  it("all is shown once he stops", () => {
    const kept = absorb(nothingKept, items(3, 2), 2);
    expect(steady(kept, null)).toEqual({ shown: kept.items, waiting: 0 });
  });
});
