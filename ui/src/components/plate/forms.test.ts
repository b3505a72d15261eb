import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { formOf, normalise } from "./forms";

const vectors = readFileSync("src/test/fixtures/plates.tsv", "utf8")
  .split("\n")
  .filter((line) => line !== "" && !line.startsWith("#"))
  .map((line) => {
    const [raw = "", normalised = ""] = line.split("\t");
    // The last row, of no plate at all, has a tab too many: from the right the columns stand.
    return [raw, normalised, line.split("\t").at(-4) ?? ""] as const;
  });

describe("the form of a number", () => {
  it.each(vectors)("%j is normalised to %j and is %s", (raw, normalised, form) => {
    expect(normalise(raw)).toBe(normalised);
    expect(formOf(normalise(raw))).toBe(form);
  });

  it("has the vectors that the program is tested with", () => expect(vectors.length).toBeGreaterThan(25));

  it.each([
    ["京A1234警", "police"],
    ["浙B1234试", "test"],
    ["浙B1234超", "oversize"],
    ["使014578", "embassy"],
    ["浙BD1234O", "implausible"],
    ["浙I12345", "implausible"],
    ["京Z1234港", "implausible"],
    ["WJ12345", "armed_police"],
    ["WJ123456789", "implausible"],
  ] as const)("%s is %s", (number, form) => expect(formOf(number)).toBe(form));
});
