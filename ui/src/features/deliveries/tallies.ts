import type { CityPoint } from "../../bindings/CityPoint";
import type { DeliveryDay } from "../../bindings/DeliveryDay";
import { addDays, type Day } from "../../components";

export type Counts = Pick<DeliveryDay, "passages" | "owed" | "delivered" | "waiting" | "parked" | "given_up">;

const NAMES = ["passages", "owed", "delivered", "waiting", "parked", "given_up"] as const;

function none(): Counts {
  return { passages: 0, owed: 0, delivered: 0, waiting: 0, parked: 0, given_up: 0 };
}

export function sum(days: readonly Counts[]): Counts {
  const all = none();
  for (const day of days) for (const name of NAMES) all[name] += day[name];
  return all;
}

/** Delivered of owed; undefined where nothing is. */
export function shareOf({ delivered, owed }: Counts): number | undefined {
  return owed > 0 ? delivered / owed : undefined;
}

/** Every day from the first to the last, its car parks together; a day of which nothing is known has zeros. */
export function byDay(
  days: readonly DeliveryDay[],
  first: Day,
  last: Day,
): readonly (Counts & { day: Day })[] {
  const all = new Map<Day, Counts>();
  for (let day = first; day <= last; day = addDays(day, 1)) all.set(day, none());
  for (const one of days) {
    const counts = all.get(one.day);
    if (counts) for (const name of NAMES) counts[name] += one[name];
  }
  return [...all].map(([day, counts]) => ({ day, ...counts }));
}

export interface CityLine {
  parking_id: string;
  /** Accepted heartbeats of all, 0 to 1. */
  beats: readonly (readonly [number, number | null])[];
  /** The largest difference of the clocks, in milliseconds. */
  drift: readonly (readonly [number, number | null])[];
}

/** Heartbeat and clock of each car park; a stretch without points breaks the line, and is not drawn over. */
export function linesOf(points: readonly CityPoint[], pointMs: number): readonly CityLine[] {
  const parks = new Map<string, CityPoint[]>();
  for (const point of points) {
    const known = parks.get(point.parking_id);
    if (known) known.push(point);
    else parks.set(point.parking_id, [point]);
  }
  return [...parks].map(([parking_id, own]) => {
    const beats: [number, number | null][] = [];
    const drift: [number, number | null][] = [];
    let before: number | undefined;
    for (const point of own) {
      if (before !== undefined && point.at - before > pointMs * 1.5) {
        beats.push([before + pointMs, null]);
        drift.push([before + pointMs, null]);
      }
      before = point.at;
      const sent = point.beats_ok + point.beats_failed;
      beats.push([point.at, sent > 0 ? point.beats_ok / sent : null]);
      drift.push([point.at, largest(point.drift_least, point.drift_most)]);
    }
    return { parking_id, beats, drift };
  });
}

function largest(least: number | null, most: number | null): number | null {
  if (least === null || most === null) return least ?? most;
  return Math.abs(least) > Math.abs(most) ? least : most;
}
