import { chinaParts } from "./china";

/** A day as `2026-11-22`, without a time or a zone. */
export type Day = string;

const FORMS = [
  /^(\d{4})-(\d{1,2})-(\d{1,2})$/,
  /^(\d{4})[/.](\d{1,2})[/.](\d{1,2})$/,
  /^(\d{4})(\d{2})(\d{2})$/,
  /^(\d{4})年(\d{1,2})月(\d{1,2})日?$/,
];

const two = (value: number) => String(value).padStart(2, "0");

function dayOf(year: number, month: number, day: number): Day | undefined {
  const date = new Date(Date.UTC(year, month - 1, day));
  const real = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return real && year >= 1970 && year <= 2999 ? `${year}-${two(month)}-${two(day)}` : undefined;
}

/** The day that was typed or pasted, however it is written; undefined for what is none. */
export function parseDay(text: string): Day | undefined {
  const half = text.trim().replace(/[０-９／．－]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0));
  // A spreadsheet's cell brings its time along.
  const plain = half.replace(/[ T]\d{1,2}:\d{2}(?::\d{2})?$/, "");
  for (const form of FORMS) {
    const found = form.exec(plain);
    if (found) return dayOf(Number(found[1]), Number(found[2]), Number(found[3]));
  }
  return undefined;
}

/** Today in China. */
export function today(now = Date.now()): Day {
  const parts = chinaParts(now);
  return parts ? `${parts.year}-${parts.month}-${parts.day}` : "";
}

function numbers(day: Day): [number, number, number] {
  const [year = 0, month = 0, date = 0] = day.split("-").map(Number);
  return [year, month, date];
}

/** So many months later; the 31st becomes the month's last day where there is none. */
export function addMonths(day: Day, months: number): Day {
  const [year, month, date] = numbers(day);
  const at = year * 12 + month - 1 + months;
  const last = new Date(Date.UTC(Math.floor(at / 12), (at % 12) + 1, 0)).getUTCDate();
  return `${Math.floor(at / 12)}-${two((at % 12) + 1)}-${two(Math.min(date, last))}`;
}

export function addDays(day: Day, days: number): Day {
  const [year, month, date] = numbers(day);
  return new Date(Date.UTC(year, month - 1, date + days)).toISOString().slice(0, 10);
}

/** Days from the first to the second; negative when the second is earlier. */
export function daysBetween(first: Day, second: Day): number {
  return Math.round((startOf(second) - startOf(first)) / 86_400_000);
}

/** China's midnight at which it begins, in UTC milliseconds. */
export function startOf(day: Day): number {
  const [year, month, date] = numbers(day);
  return Date.UTC(year, month - 1, date) - 8 * 3_600_000;
}

/** A moment in China, to the minute: `2026-11-22 17:30`; undefined for what is none. */
export function parseMoment(text: string): number | undefined {
  const found = /^(.+?)[ T]+(\d{1,2})[:：](\d{2})(?::\d{2})?$/.exec(text.trim());
  const day = found?.[1] ? parseDay(found[1]) : undefined;
  const [hour, minute] = [Number(found?.[2]), Number(found?.[3])];
  if (!day || hour > 23 || minute > 59) return undefined;
  return startOf(day) + (hour * 60 + minute) * 60_000;
}

/** As `parseMoment` reads it. */
export function formatMoment(at: number): string {
  const parts = chinaParts(at);
  return parts ? `${parts.year}-${parts.month}-${parts.day} ${parts.hour}:${parts.minute}` : "";
}
