import { render, screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { PlateForm } from "./forms";
import { Plate } from "./Plate";

const examples: [PlateForm, string, string, string][] = [
  ["ordinary", "浙B12345", "blue", "浙B·12345"],
  ["small_new_energy", "浙BD12345", "gradient", "浙B·D12345"],
  ["large_new_energy", "浙B12345D", "twoTone", "浙B·12345D"],
  ["trailer", "浙B1234挂", "yellow", "浙B·1234挂"],
  ["driving_school", "浙B1234学", "yellow", "浙B·1234学"],
  ["police", "浙B1234警", "white", "浙B·1234警"],
  ["armed_police", "WJ浙1234X", "white", "WJ浙·1234X"],
  ["military", "KA12345", "white", "KA·12345"],
  ["consulate", "沪A1234领", "black", "沪A·1234领"],
  ["embassy", "224001使", "black", "224·001使"],
  ["hong_kong", "粤Z1234港", "black", "粤Z·1234港"],
  ["macau", "粤Z1234澳", "black", "粤Z·1234澳"],
  ["civil_aviation", "民航A1234", "green", "民航·A1234"],
  ["test", "浙B1234试", "buff", "浙B·1234试"],
  ["oversize", "浙B1234超", "buff", "浙B·1234超"],
  ["emergency_rescue", "浙X1234应急", "white", "浙X·1234应急"],
  ["implausible", "C00D", "unknown", "C00D"],
];

describe("a plate", () => {
  it.each(examples)("of form %s, %s, is drawn on %s and read as %s", (form, text, paper, name) => {
    render(<Plate plate={{ text, form }} />);
    const plate = screen.getByRole("img");
    expect(plate.className).toContain(paper);
    expect(plate.getAttribute("aria-label")).toContain(name);
    expect(plate.textContent).toBe(text);
  });

  it("says in words that there is none", () => {
    render(<Plate plate={{ text: "", form: "unlicensed" }} />);
    expect(screen.getByRole("img", { name: "无牌车" }).textContent).toBe("无牌车");
  });

  it.each([
    ["浙B1234警", "police", "警"],
    ["KA12345", "military", "KA"],
    ["WJ浙1234X", "armed_police", "WJ浙"],
    ["浙X1234应急", "emergency_rescue", "应急"],
    ["浙B12345", "ordinary", ""],
  ] as const)("%s prints %s's %j red", (text, form, red) => {
    const { container } = render(<Plate plate={{ text, form }} />);
    expect([...container.querySelectorAll("b.red")].map((glyph) => glyph.textContent).join("")).toBe(red);
  });

  it("shows characters that are meant to be unseen", () => {
    render(<Plate plate={{ text: "浙B\u202e1\u200b\u0007", form: "implausible" }} />);
    expect(screen.getByRole("img").textContent).toBe("浙B⟨202E⟩1⟨200B⟩␇");
  });

  it("draws markup as the text it is, and cuts what is too long, with more of it in the title", () => {
    render(<Plate plate={{ text: `<img src=x onerror=1>${"9".repeat(10_000)}`, form: "implausible" }} />);
    const plate = screen.getByRole("img");
    expect(plate.querySelector("img")).toBeNull();
    expect(plate.textContent).toBe("<img src=x …");
    expect(plate.title.length).toBeGreaterThan(100);
    expect(plate.title.length).toBeLessThan(200);
  });
});
