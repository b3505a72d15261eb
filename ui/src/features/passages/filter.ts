import type { PassageFilter } from "../../bindings/PassageFilter";
import { addDays, parseDay, startOf, today } from "../../components";

export type Range = "today" | "yesterday" | "week" | "days" | "";

type Address = Readonly<Record<string, string>>;

/** What an address asks for. Days are China's, the last one included. */
export function filterBy(address: Address, now = Date.now()): PassageFilter {
  const days = daysOf(address, now);
  return {
    text: address.text ?? "",
    without_photo: address.photo === "none",
    ...(address.park ? { parking_id: address.park } : {}),
    ...(address.park && address.lane ? { lane_no: address.lane } : {}),
    ...(address.way === "in" || address.way === "out" ? { direction: address.way } : {}),
    ...(days.first ? { from: startOf(days.first) } : {}),
    ...(days.last ? { until: startOf(addDays(days.last, 1)) } : {}),
  };
}

export function rangeOf(address: Address): Range {
  const { range } = address;
  return range === "today" || range === "yesterday" || range === "week" || range === "days" ? range : "";
}

function daysOf(address: Address, now: number): { first?: string | undefined; last?: string | undefined } {
  const day = today(now);
  switch (rangeOf(address)) {
    case "today":
      return { first: day };
    case "yesterday":
      return { first: addDays(day, -1), last: addDays(day, -1) };
    case "week":
      return { first: addDays(day, -6) };
    case "days":
      return { first: parseDay(address.first ?? ""), last: parseDay(address.last ?? "") };
    case "":
      return {};
  }
}
