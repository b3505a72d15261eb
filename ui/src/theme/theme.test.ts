import { readFileSync } from "node:fs";
import { beforeEach, describe, expect, it } from "vitest";
import { palette, type Shade } from "./palette";
import { apply, choose } from "./preferences";

const css = readFileSync("src/theme/tokens.css", "utf8");

/** Relative luminance of a colour like #rrggbb (WCAG 2.2). */
function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

describe.each(Object.keys(palette) as Shade[])("the %s theme", (shade) => {
  const colours = palette[shade];

  it("is the same in stylesheets and in antd's tokens", () => {
    const block = css.split(`[data-theme="${shade}"]`)[1]?.split("}")[0] ?? "";
    const inCss = Object.fromEntries(
      [...block.matchAll(/--([a-z-]+): (#[0-9a-f]{6});/g)].map((m) => [m[1], m[2]]),
    );
    const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    expect(inCss).toEqual(
      Object.fromEntries(Object.entries(colours).map(([name, value]) => [kebab(name), value])),
    );
  });

  it.each([
    ["ink", "bg"],
    ["dim", "bg"],
    ["dim", "card"],
    ["dim", "sunken"],
    ["brand", "card"],
    ["brandInk", "brand"],
    ["ok", "okSoft"],
    ["warn", "warnSoft"],
    ["bad", "badSoft"],
    ["info", "infoSoft"],
    ["ok", "card"],
    ["warn", "card"],
    ["bad", "card"],
  ] as const)("can be read: %s on %s", (text, ground) => {
    expect(contrast(colours[text], colours[ground])).toBeGreaterThanOrEqual(4.5);
  });
});

describe("what a person chose", () => {
  beforeEach(() => localStorage.clear());

  it("is on the document at once, and kept", async () => {
    await choose({ language: "en", theme: "dark", print: "large" });
    const root = document.documentElement;
    expect([root.lang, root.dataset.theme, root.dataset.print]).toEqual(["en", "dark", "large"]);
    expect(JSON.parse(localStorage.getItem("gatehouse.preferences") ?? "")).toEqual({
      language: "en",
      theme: "dark",
      print: "large",
    });
    await choose({ language: "zh-CN", theme: "light", print: "normal" });
    apply();
    expect(document.documentElement.lang).toBe("zh-CN");
  });
});
