import { describe, expect, it } from "vitest";
import { passage } from "../../test/samples";
import { absorb, extend, nothingKept, PAGE } from "./keep";

const row = (id: number) => passage({ id, at: id * 1_000 });
const mark = (id: number) => ({ id, at: id * 1_000 });
const ids = (rows: readonly { id: number }[]) => rows.map(({ id }) => id);

describe("passages that were read so far", () => {
  it("keep what a newer first page joins on to, and its place", () => {
    const kept = { rows: [row(5), row(4), row(3)], next: mark(3) };
    const joined = absorb(kept, { rows: [row(6), row(5)], next: mark(5) });
    expect([ids(joined.rows), joined.next]).toEqual([[6, 5, 4, 3], mark(3)]);
  });

  it("begin anew where a full first page leaves a hole", () => {
    const rows = Array.from({ length: PAGE }, (_, at) => row(1_000 - at));
    const anew = absorb({ rows: [row(5)], next: mark(4) }, { rows, next: mark(901) });
    expect([anew.rows.length, anew.next]).toEqual([PAGE, mark(901)]);
  });

  it("are not searched again where a short first page found nothing", () => {
    const searched = extend({ ...nothingKept, next: mark(900) }, { rows: [row(50)], next: mark(40) });
    expect(searched).toEqual({ rows: [row(50)], next: mark(40) });
    const again = absorb(searched, { rows: [], next: mark(901) });
    expect([ids(again.rows), again.next]).toEqual([[50], mark(40)]);
    const found = absorb(again, { rows: [row(990)], next: mark(902) });
    expect([ids(found.rows), found.next]).toEqual([[990, 50], mark(40)]);
    const gone = absorb(found, { rows: [], next: mark(902) });
    expect([ids(gone.rows), gone.next]).toEqual([[50], mark(40)]);
  });

  it("end where everything was searched", () => {
    const all = absorb({ rows: [row(50)], next: null }, { rows: [], next: mark(901) });
    expect([ids(all.rows), all.next]).toEqual([[50], null]);
  });
});
