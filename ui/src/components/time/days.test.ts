import { describe, expect, it } from "vitest";
import { addDays, addMonths, daysBetween, formatMoment, parseDay, parseMoment, startOf, today } from "./days";

describe("a day", () => {
  it.each([
    ["2026-1-5", "2026-01-05"],
    ["2026/01/05", "2026-01-05"],
    ["2026.1.5", "2026-01-05"],
    ["20260105", "2026-01-05"],
    ["2026年1月5日", "2026-01-05"],
    ["２０２６－０１－０５", "2026-01-05"],
    [" 2026-01-05 00:00:00 ", "2026-01-05"],
  ])("is read however it is written: %s", (text, day) => expect(parseDay(text)).toBe(day));

  it.each(["", "2026-13-01", "2026-02-30", "20261", "1-5", "tomorrow", "2026-01-05-01"])(
    "is not %j",
    (text) => expect(parseDay(text)).toBeUndefined(),
  );

  it("some months later ends with the month where the month is shorter", () => {
    expect(addMonths("2026-01-31", 1)).toBe("2026-02-28");
    expect(addMonths("2026-11-22", 3)).toBe("2027-02-22");
    expect(addMonths("2028-02-29", 12)).toBe("2029-02-28");
    expect(addMonths("2026-03-31", -1)).toBe("2026-02-28");
  });

  it("is counted across the ends of months and years", () => {
    expect(addDays("2026-12-31", 1)).toBe("2027-01-01");
    expect(daysBetween("2026-12-31", "2027-01-02")).toBe(2);
  });

  it("begins at midnight in China, wherever the machine is", () => {
    expect(startOf("2026-11-22")).toBe(Date.UTC(2026, 10, 21, 16));
    expect(today(Date.UTC(2026, 10, 21, 16))).toBe("2026-11-22");
    expect(today(Date.UTC(2026, 10, 21, 15, 59))).toBe("2026-11-21");
  });
});

describe("a moment", () => {
  it("is read as it is written", () => {
    const at = parseMoment("2026-11-22 17:30");
    expect(at).toBe(Date.UTC(2026, 10, 22, 9, 30));
    expect(formatMoment(at ?? 0)).toBe("2026-11-22 17:30");
    expect(parseMoment("2026/11/22  7：05")).toBe(Date.UTC(2026, 10, 21, 23, 5));
  });

  it.each(["2026-11-22", "2026-11-22 24:00", "2026-11-22 12:60", "17:30"])("is not %j", (text) =>
    expect(parseMoment(text)).toBeUndefined(),
  );
});
