import { describe, expect, it } from "vitest";
import { filterBy, listOf, rangeOf } from "./filter";

/** 00:30 of 22 November in China, when it is still the 21st by UTC. */
const NOW = Date.UTC(2026, 10, 21, 16, 30);
const address = (path: string) => Object.fromEntries(new URLSearchParams(path.split("?")[1]));

describe("what an address asks for", () => {
  it("counts days by China's midnight", () => {
    expect(filterBy({ view: "list", range: "today" }, NOW)).toEqual({
      text: "",
      first_day: "2026-11-22",
      last_day: "2026-11-22",
    });
    expect(filterBy({ view: "list", range: "week" }, NOW).first_day).toBe("2026-11-16");
  });

  it("is a week of the overview, and everything of the list", () => {
    expect([rangeOf({}), rangeOf({ view: "list" })]).toEqual(["week", "any"]);
    expect(filterBy({ view: "list" }, NOW)).toEqual({ text: "" });
  });

  it("leaves out what makes no sense, and the city's words without a refusal", () => {
    const wrong = {
      view: "list",
      state: "lost",
      kind: "toString",
      reason: "bad luck",
      range: "days",
      first: "soon",
    };
    expect(filterBy({ ...wrong, words: "x" }, NOW)).toEqual({ text: "" });
  });

  it("is what a number's link says", () => {
    const to = listOf({ park: "P 1", first: "2026-11-20", last: "2026-11-20", state: "parked" });
    expect(filterBy(address(to), NOW)).toEqual({
      text: "",
      parking_id: "P 1",
      first_day: "2026-11-20",
      last_day: "2026-11-20",
      state: "parked",
    });
    const refused = listOf({ park: "P1", reason: "refused", words: "时间 & 车牌 = ?", state: "parked" });
    expect(filterBy(address(refused), NOW)).toMatchObject({ reason: "refused", words: "时间 & 车牌 = ?" });
  });
});
