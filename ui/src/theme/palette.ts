/** The colours of both themes. `tokens.css` holds the same values for stylesheets; a test compares the two. */
export const palette = {
  light: {
    bg: "#f1f4f8",
    card: "#ffffff",
    raised: "#ffffff",
    sunken: "#e8edf3",
    line: "#dbe2ea",
    lineStrong: "#b6c2d0",
    ink: "#16202e",
    dim: "#56657a",
    brand: "#1557d6",
    brandInk: "#ffffff",
    brandSoft: "#e6eefc",
    ok: "#0b6b4b",
    okSoft: "#e2f4ec",
    warn: "#8a5200",
    warnSoft: "#fff1d9",
    bad: "#b3231a",
    badSoft: "#fdeae8",
    info: "#1557d6",
    infoSoft: "#e6eefc",
  },
  dark: {
    bg: "#0e141c",
    card: "#161e29",
    raised: "#1d2734",
    sunken: "#0a0f16",
    line: "#283445",
    lineStrong: "#46566c",
    ink: "#e8eef6",
    dim: "#9aabc0",
    brand: "#7aa8ff",
    brandInk: "#0b1220",
    brandSoft: "#1b2b4a",
    ok: "#58cfa3",
    okSoft: "#12302a",
    warn: "#f3b95f",
    warnSoft: "#352712",
    bad: "#ff877c",
    badSoft: "#3d1c1c",
    info: "#7aa8ff",
    infoSoft: "#1b2b4a",
  },
} as const;

export type Shade = keyof typeof palette;

/** The fonts, named: the fallback of a web view can differ from the system's. */
export const fontFamily = [
  "Noto Sans CJK SC",
  "Noto Sans SC",
  "Source Han Sans SC",
  "Microsoft YaHei UI",
  "Microsoft YaHei",
  "PingFang SC",
  "WenQuanYi Micro Hei",
  "WenQuanYi Zen Hei",
]
  .map((name) => `"${name}"`)
  .concat("sans-serif")
  .join(", ");
