import { readFileSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { CallFailed } from "../host";
import { overwriteGetLocale } from "../messages/runtime.js";
import { errorTable, fieldOf, waitOf, wordsFor } from "./errors";

/** The codes as the generated file lists them, not as our table does. */
const codes = [...readFileSync("src/bindings/Code.ts", "utf8").matchAll(/"([a-z_]+)"/g)].map(
  ([, code]) => code as string,
);
const params = { detail: "here", words: "no", remaining_s: 30, field: "name", problem: "empty" };
const failed = (code: string, more: Record<string, string | number> = {}) =>
  new CallFailed({ code, params: { ...params, ...more } });

afterEach(() => overwriteGetLocale(() => "zh-CN"));

describe.each(["zh-CN", "en"] as const)("in %s", (language) => {
  it("every code of the program has words of its own", () => {
    overwriteGetLocale(() => language);
    expect(codes.length).toBeGreaterThan(20);
    for (const code of codes) {
      const words = wordsFor(failed(code));
      expect(words.code, code).toBe(code);
      for (const text of [words.what, words.means, words.next]) {
        expect(text, code).not.toBe("");
        expect(text, code).not.toMatch(/errors_|undefined|\{|\}/);
      }
      expect(/[\u4e00-\u9fff]/.test(words.what), code).toBe(language === "zh-CN");
    }
  });
});

describe("the table from codes to words", () => {
  it("has no code that neither the program nor the way to it knows", () => {
    const known = [...codes, "host_unreachable", "answer_unknown"];
    expect(Object.keys(errorTable).filter((code) => !known.includes(code))).toEqual([]);
  });

  it("has words for a code of a newer program, and for a fault of ours", () => {
    expect(wordsFor(failed("brand_new")).what).toBe("程序的回答看不懂");
    expect(wordsFor(new TypeError("x is undefined")).what).toBe("程序内部出错");
    expect(JSON.stringify(wordsFor(new TypeError("x is undefined")))).not.toContain("undefined");
  });

  it("names the field and what is wrong with it", () => {
    const error = failed("invalid", { field: "password", problem: "too_short", least: 8 });
    expect(wordsFor(error).what).toBe("密码太短，至少 8 个字符");
    expect(fieldOf(error)).toBe("password");
    expect(fieldOf(failed("name_taken"))).toBe("name");
    expect(fieldOf(failed("disk_full"))).toBeUndefined();
  });

  it("says how long to wait", () => {
    expect(wordsFor(failed("locked_out", { remaining_s: 90 })).what).toContain("90 秒");
    expect(wordsFor(failed("locked_out", { remaining_s: 900 })).what).toContain("15 分钟");
    expect(waitOf(failed("locked_out", { remaining_s: 90 }))).toBe(90_000);
    expect(waitOf(new CallFailed({ code: "cool_down", params: { remaining_ms: 4_200 } }))).toBe(4_200);
  });

  it("shows a platform's words and obeys none of them", () => {
    const { what } = wordsFor(failed("platform_refused", { words: `\u202e<b>no</b>${"x".repeat(9_999)}` }));
    expect(what).toContain("⟨202E⟩<b>no</b>");
    expect(what.length).toBeLessThan(400);
  });
});
