import { afterEach, describe, expect, it } from "vitest";
import type { WriteOutcome } from "../bindings/WriteOutcome";
import { overwriteGetLocale } from "../messages/runtime.js";
import { write } from "../test/registers";
import { cameWords, type WriteAct } from "./writeWords";

const ACTS: WriteAct[] = [
  "register",
  "change",
  "renew",
  "remove",
  "blacklist",
  "unblacklist",
  "pass",
  "extend",
  "cancel",
];
const OUTCOMES: WriteOutcome[] = ["done", "refused", "not_done", "unknown"];

afterEach(() => overwriteGetLocale(() => "zh-CN"));

describe.each(["zh-CN", "en"] as const)("in %s", (language) => {
  it("every outcome of every act has a sentence of its own", () => {
    overwriteGetLocale(() => language);
    const all = ACTS.flatMap((act) => OUTCOMES.map((outcome) => cameWords(write({ outcome }), act)));
    expect(new Set(all).size).toBe(ACTS.length * OUTCOMES.length);
    for (const words of all) {
      expect(words).not.toMatch(/domain_|undefined|[{}]/);
      expect(words).toMatch(/[。.]$/);
    }
  });
});

it("shows the platform's words and obeys none of them; without any it says so", () => {
  const refused = cameWords(write({ outcome: "refused", answer: "\u202e<b>满</b>" }));
  expect(refused).toContain("⟨202E⟩<b>满</b>");
  expect(cameWords(write({ outcome: "refused", answer: null }))).not.toContain("“”");
});

it("calls a change of the last day alone a renewal", () => {
  const day = { field: "valid_until", before: "2026-01-01", after: "2027-01-01" } as const;
  const name = { field: "owner", before: "王**", after: "李**" } as const;
  const renewed = write({ operation: "change_vehicle", outcome: "not_done", changes: [day] });
  expect(cameWords(renewed)).toContain("没有续期");
  expect(cameWords({ ...renewed, changes: [day, name] })).not.toContain("续期");
});
