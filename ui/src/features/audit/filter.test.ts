import { describe, expect, it } from "vitest";
import { startOf } from "../../components";
import { searchBy } from "./filter";

const NOON = startOf("2026-11-22") + 12 * 3_600_000;

describe("what an address asks of the audit log", () => {
  it("is everything while nothing is chosen", () => {
    expect(searchBy({}, NOON)).toEqual({ actor: "", action: "", text: "" });
  });

  it("counts days in China, the last one included", () => {
    expect(searchBy({ range: "yesterday" }, NOON)).toMatchObject({
      from: startOf("2026-11-21"),
      until: startOf("2026-11-22"),
    });
    expect(searchBy({ range: "days", first: "2026-11-01", last: "2026-11-02" }, NOON)).toMatchObject({
      from: startOf("2026-11-01"),
      until: startOf("2026-11-03"),
    });
  });

  it("leaves out a day that is none, and a range that does not exist", () => {
    expect(searchBy({ range: "days", first: "soon" }, NOON)).toEqual({ actor: "", action: "", text: "" });
    expect(searchBy({ range: "ever", who: "booth" }, NOON)).toEqual({ actor: "booth", action: "", text: "" });
  });
});
