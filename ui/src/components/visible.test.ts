import { describe, expect, it } from "vitest";
import { shortened, visible } from "./visible";

describe("text from outside", () => {
  it.each([
    ["a\u0000b\u001f\u007f", "a␀b␟␡"],
    ["\u202eabc\u2066", "⟨202E⟩abc⟨2066⟩"],
    ["a\u200bb\u00adc\ufeff", "a⟨200B⟩b⟨00AD⟩c⟨FEFF⟩"],
    ["\ud800x", "⟨D800⟩x"],
    ["a\u2028b", "a⟨2028⟩b"],
    ["\u{e0041}", "⟨E0041⟩"],
    ["车主 王**", "车主 王**"],
    ["<b>\"'&", "<b>\"'&"],
  ])("%j is shown as %s", (text, shown) => expect(visible(text)).toBe(shown));

  it("is cut to whole characters", () => {
    expect(shortened("🚗🚗🚗🚗", 3)).toBe("🚗🚗…");
    expect(shortened("浙B12345", 8)).toBe("浙B12345");
    expect(Array.from(shortened("9".repeat(10_000), 12))).toHaveLength(12);
  });
});
