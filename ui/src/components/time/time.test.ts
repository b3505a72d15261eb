import { describe, expect, it } from "vitest";
import { chinaDay, formatTime } from "./china";
import { agoWords, stayWords } from "./Time";

const now = Date.UTC(2026, 10, 22, 9, 32, 8);

describe("times are China's, whatever the machine's zone", () => {
  it.each([
    [now, "second", "17:32:08"],
    [now, "full", "2026-11-22 17:32:08"],
    [now, "smart", "17:32:08"],
    [Date.UTC(2026, 10, 21, 15, 59, 59), "smart", "11-21 23:59"],
    [Date.UTC(2026, 10, 21, 16, 0, 0), "smart", "00:00:00"],
    [Date.UTC(2025, 11, 31, 15, 0, 0), "smart", "2025-12-31 23:00"],
    [Number.NaN, "smart", "—"],
    [1e300, "full", "—"],
  ] as const)("%d as %s is %s", (at, form, words) => expect(formatTime(at, form, now)).toBe(words));

  it("begin their day at China's midnight", () => {
    expect(chinaDay(Date.UTC(2026, 0, 1, 16))).toBe(chinaDay(Date.UTC(2026, 0, 1, 15, 59)) + 1);
  });
});

describe("durations", () => {
  it.each([
    [30_000, "不到 1 分钟"],
    [8 * 3_600_000 + 18 * 60_000, "8 小时 18 分"],
    [3_600_000, "1 小时 0 分"],
    [50 * 3_600_000, "2 天 2 小时"],
    [-1, "—"],
  ])("%d ms is %s", (ms, words) => expect(stayWords(ms)).toBe(words));

  it.each([
    [-5_000, "0 秒前"],
    [12_000, "12 秒前"],
    [90_000, "1 分钟前"],
    [7_200_000, "2 小时前"],
    [200_000_000, "2 天前"],
  ])("%d ms ago is %s", (ms, words) => expect(agoWords(ms)).toBe(words));
});
