/** Times are UTC milliseconds; people read them in China Standard Time, wherever the machine thinks it is. */
const ZONE_MS = 8 * 3_600_000;
const DAY_MS = 86_400_000;

/** The parts of a time in China; undefined for what is no time. China has had no daylight saving since 1991. */
export function chinaParts(at: number) {
  const shifted = new Date(at + ZONE_MS);
  if (Number.isNaN(shifted.getTime())) return undefined;
  const two = (value: number) => String(value).padStart(2, "0");
  return {
    year: String(shifted.getUTCFullYear()),
    month: two(shifted.getUTCMonth() + 1),
    day: two(shifted.getUTCDate()),
    hour: two(shifted.getUTCHours()),
    minute: two(shifted.getUTCMinutes()),
    second: two(shifted.getUTCSeconds()),
  };
}

/** Days since the epoch, by China's midnight. */
export function chinaDay(at: number): number {
  return Math.floor((at + ZONE_MS) / DAY_MS);
}

export type TimeForm = "minute" | "second" | "date" | "full" | "smart";

/**
 * `minute` 17:32, `second` 17:32:08, `date` 2026-11-22, `full` all of it; `smart` leaves out the day of today and the
 * year of this year.
 */
export function formatTime(at: number, form: TimeForm, now: number): string {
  const parts = chinaParts(at);
  if (!parts) return "—";
  const minute = `${parts.hour}:${parts.minute}`;
  const date = `${parts.year}-${parts.month}-${parts.day}`;
  switch (form) {
    case "minute":
      return minute;
    case "second":
      return `${minute}:${parts.second}`;
    case "date":
      return date;
    case "full":
      return `${date} ${minute}:${parts.second}`;
    case "smart":
      if (chinaDay(at) === chinaDay(now)) return `${minute}:${parts.second}`;
      return chinaParts(now)?.year === parts.year
        ? `${parts.month}-${parts.day} ${minute}`
        : `${date} ${minute}`;
  }
}
