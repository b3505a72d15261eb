import { m } from "../../messages/messages.js";
import { formatTime, type TimeForm } from "./china";
import { useNow } from "./clock";

/** A time in China, its whole form in the title. */
export function Time({ at, form = "smart" }: { at: number | null | undefined; form?: TimeForm }) {
  const now = useNow(60);
  if (at === null || at === undefined) return <span>—</span>;
  const full = formatTime(at, "full", now);
  return (
    <time dateTime={isoOf(at)} title={full} className="number">
      {formatTime(at, form, now)}
    </time>
  );
}

/** How long ago: `12 秒前`, `5 分钟前`. A time that is still to come is now. */
export function Ago({ at }: { at: number }) {
  // The first minute is told in seconds, and only that is worth drawing every second.
  const now = Date.now();
  useNow(now - at < 60_000 ? 1 : 10);
  return <span title={formatTime(at, "full", now)}>{agoWords(now - at)}</span>;
}

export function agoWords(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return m.kit_ago_seconds({ count: seconds });
  if (seconds < 3600) return m.kit_ago_minutes({ count: Math.floor(seconds / 60) });
  if (seconds < 86_400) return m.kit_ago_hours({ count: Math.floor(seconds / 3600) });
  return m.kit_ago_days({ count: Math.floor(seconds / 86_400) });
}

/** How long a vehicle stayed: `8 小时 18 分`. */
export function Stay({ ms }: { ms: number }) {
  return <span>{stayWords(ms)}</span>;
}

export function stayWords(ms: number): string {
  if (!Number.isFinite(ms) || ms < 0) return "—";
  const minutes = Math.floor(ms / 60_000);
  const hours = Math.floor(minutes / 60);
  if (minutes < 1) return m.kit_stay_under_a_minute();
  if (hours < 1) return m.kit_stay_minutes({ minutes });
  if (hours < 24) return m.kit_stay_hours({ hours, minutes: minutes % 60 });
  return m.kit_stay_days({ days: Math.floor(hours / 24), hours: hours % 24 });
}

function isoOf(at: number): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? "" : date.toISOString();
}
