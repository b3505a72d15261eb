/** The forms of GA 36-2018, by the names the program gives them. */
export type PlateForm =
  | "ordinary"
  | "small_new_energy"
  | "large_new_energy"
  | "trailer"
  | "driving_school"
  | "police"
  | "armed_police"
  | "military"
  | "consulate"
  | "embassy"
  | "hong_kong"
  | "macau"
  | "civil_aviation"
  | "test"
  | "oversize"
  | "emergency_rescue"
  | "unlicensed"
  | "implausible";

/** The provinces' characters, in the order of the pad. */
export const PROVINCES = [..."京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"];

const SERIAL = "[0-9A-HJ-NP-Z]";
const ENERGY = "[A-HJK]";
const PROVINCE = `[${PROVINCES.join("")}]`;
const HEAD = `^${PROVINCE}[A-HJ-Z]`;

/** In this order; the first that fits. The program decides by the same rules: both are tested with the same vectors. */
const RULES: readonly (readonly [PlateForm, RegExp])[] = [
  ["unlicensed", /^$/],
  ["armed_police", new RegExp(`^WJ(?=.{5,6}$)${PROVINCE}?[0-9]{4,}[0-9A-Z]$`)],
  ["civil_aviation", new RegExp(`^民航[A-HJ-NP-Z]${SERIAL}{4}$`)],
  ["embassy", /^(?:使[0-9]{6}|[0-9]{6}使)$/],
  ["small_new_energy", new RegExp(`${HEAD}${ENERGY}${SERIAL}[0-9]{4}$`)],
  ["large_new_energy", new RegExp(`${HEAD}[0-9]{5}${ENERGY}$`)],
  ["emergency_rescue", new RegExp(`${HEAD}${SERIAL}{4}应急$`)],
  ["trailer", new RegExp(`${HEAD}${SERIAL}{4}挂$`)],
  ["driving_school", new RegExp(`${HEAD}${SERIAL}{4}学$`)],
  ["police", new RegExp(`${HEAD}${SERIAL}{4}警$`)],
  ["consulate", new RegExp(`${HEAD}${SERIAL}{4}领$`)],
  ["test", new RegExp(`${HEAD}${SERIAL}{4}试$`)],
  ["oversize", new RegExp(`${HEAD}${SERIAL}{4}超$`)],
  ["hong_kong", new RegExp(`^粤Z${SERIAL}{4}港$`)],
  ["macau", new RegExp(`^粤Z${SERIAL}{4}澳$`)],
  ["ordinary", new RegExp(`${HEAD}${SERIAL}{5}$`)],
  ["military", /^[A-HJ-NP-Z]{2}[0-9]{5}$/],
];

/** The form of a normalised number. */
export function formOf(normalised: string): PlateForm {
  return RULES.find(([, rule]) => rule.test(normalised))?.[0] ?? "implausible";
}

const SEPARATORS = /[·•・･‧∙⋅.\-_－\s\ufeff\u200b-\u200f\p{Cc}]/gu;

/** As the program normalises: full width to half width, no separators, capitals; "no plate" is the empty text. */
export function normalise(raw: string): string {
  const half = raw.replace(/[！-～]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0));
  const plain = half.replace(SEPARATORS, "").toUpperCase();
  return /^(?:无|未识别|未知|NULL$)/.test(plain) ? "" : plain;
}
