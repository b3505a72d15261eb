import type { AuditSearch } from "../../bindings/AuditSearch";
import { addDays, parseDay, startOf, today } from "../../components";

export type Range = "today" | "yesterday" | "week" | "days" | "";

type Address = Readonly<Record<string, string>>;

const RANGES: readonly string[] = ["today", "yesterday", "week", "days"];

export const rangeOf = ({ range = "" }: Address): Range => (RANGES.includes(range) ? (range as Range) : "");

/** What an address asks for. Days are China's, the last one included. */
export function searchBy(address: Address, now = Date.now()): AuditSearch {
  const { first, last } = daysOf(address, now);
  return {
    actor: address.who ?? "",
    action: address.what ?? "",
    text: address.text ?? "",
    ...(first ? { from: startOf(first) } : {}),
    ...(last ? { until: startOf(addDays(last, 1)) } : {}),
  };
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
