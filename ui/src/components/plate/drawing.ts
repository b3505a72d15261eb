import { shortened } from "../visible";
import type { PlateForm } from "./forms";

/** What a plate is painted on. */
export type Paper =
  | "blue"
  | "yellow"
  | "white"
  | "black"
  | "green"
  | "gradient"
  | "twoTone"
  | "buff"
  | "unknown"
  | "none";

export interface Glyph {
  character: string;
  /** Chinese characters are as wide as high, others narrow. */
  wide: boolean;
  red: boolean;
}

/** How the characters stand: the group before the dot, and the one after it. */
export interface PlateLayout {
  paper: Paper;
  head: Glyph[];
  tail: Glyph[];
  /** What stands between: the dot, the sign of new energy, or nothing. */
  between: "dot" | "energy" | "nothing";
}

interface Rule {
  paper: Paper;
  /** Characters before the dot. */
  head: number;
  between?: PlateLayout["between"];
  /** Characters printed red. */
  red?: RegExp;
}

/** Colours of GA 36-2018; temporary plates are brownish paper. */
const RULES: Record<Exclude<PlateForm, "unlicensed" | "implausible">, Rule> = {
  ordinary: { paper: "blue", head: 2 },
  small_new_energy: { paper: "gradient", head: 2, between: "energy" },
  large_new_energy: { paper: "twoTone", head: 2, between: "energy" },
  trailer: { paper: "yellow", head: 2 },
  driving_school: { paper: "yellow", head: 2 },
  police: { paper: "white", head: 2, red: /警/ },
  armed_police: { paper: "white", head: 2, red: /[^0-9A-Z]|^WJ/ },
  military: { paper: "white", head: 2, red: /^[A-Z]{2}/ },
  consulate: { paper: "black", head: 2, red: /领/ },
  embassy: { paper: "black", head: 3, red: /使/ },
  hong_kong: { paper: "black", head: 2 },
  macau: { paper: "black", head: 2 },
  civil_aviation: { paper: "green", head: 2 },
  test: { paper: "buff", head: 2 },
  oversize: { paper: "buff", head: 2 },
  emergency_rescue: { paper: "white", head: 2, red: /应急/ },
};

/** No plate is longer; what is, is no plate and is cut. */
const LONGEST = 12;

/** Lays a number out as its form prescribes. Whatever is in the text is drawn, and nothing of it is obeyed. */
export function layOut(text: string, form: PlateForm): PlateLayout {
  if (form === "unlicensed") return { paper: "none", head: [], tail: [], between: "nothing" };
  const characters = Array.from(shortened(text, LONGEST));
  if (form === "implausible") {
    return { paper: "unknown", head: glyphs(characters), tail: [], between: "nothing" };
  }
  const rule = RULES[form];
  const split = headLength(text, form, rule.head);
  const red = redPositions(text, rule.red);
  const all = glyphs(characters, red);
  return {
    paper: rule.paper,
    head: all.slice(0, split),
    tail: all.slice(split),
    between: rule.between ?? "dot",
  };
}

/** WJ takes its province along; an embassy's 使 may stand first. */
function headLength(text: string, form: PlateForm, usual: number): number {
  if (form === "armed_police") return /^WJ[^0-9]/.test(text) ? 3 : 2;
  if (form === "embassy") return text.startsWith("使") ? 4 : 3;
  return usual;
}

function redPositions(text: string, pattern: RegExp | undefined): Set<number> {
  const positions = new Set<number>();
  if (!pattern) return positions;
  for (const match of text.matchAll(new RegExp(pattern, "g"))) {
    for (let at = match.index; at < match.index + match[0].length; at += 1) positions.add(at);
  }
  return positions;
}

function glyphs(characters: string[], red: ReadonlySet<number> = new Set()): Glyph[] {
  return characters.map((character, at) => ({
    character,
    wide: (character.codePointAt(0) ?? 0) > 0x2e80,
    red: red.has(at),
  }));
}

/** As one writes it: 浙B·12345. */
export function written(text: string, form: PlateForm): string {
  const { head, tail, between } = layOut(text, form);
  const join = (group: Glyph[]) => group.map((glyph) => glyph.character).join("");
  return between === "nothing" ? join(head) : `${join(head)}·${join(tail)}`;
}
