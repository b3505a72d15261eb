import type { DeliveryFilter } from "../../bindings/DeliveryFilter";
import type { DeliveryKind } from "../../bindings/DeliveryKind";
import type { DeliveryReason } from "../../bindings/DeliveryReason";
import type { DeliveryStateFilter } from "../../bindings/DeliveryStateFilter";
import { addDays, type Day, parseDay, today } from "../../components";
import { deliveryKindWords } from "../../domain";
import { reasonWords } from "./words";

export type Address = Readonly<Record<string, string>>;

export type View = "overview" | "reasons" | "list";

const RANGES = ["today", "yesterday", "week", "month", "days", "any"] as const;
export type Range = (typeof RANGES)[number];

const STATES: readonly DeliveryStateFilter[] = ["open", "parked", "delivered", "given_up"];

export function viewOf({ view }: Address): View {
  return view === "reasons" || view === "list" ? view : "overview";
}

/** Which days; the list begins with all there are, the overview with a week. */
export function rangeOf(address: Address): Range {
  const usual = viewOf(address) === "list" ? "any" : "week";
  return RANGES.find((range) => range === address.range) ?? usual;
}

/** The first and the last day, in China; what is no day is left out. */
export function daysOf(
  address: Address,
  now = Date.now(),
): { first?: Day | undefined; last?: Day | undefined } {
  const day = today(now);
  switch (rangeOf(address)) {
    case "today":
      return { first: day, last: day };
    case "yesterday":
      return { first: addDays(day, -1), last: addDays(day, -1) };
    case "week":
      return { first: addDays(day, -6), last: day };
    case "month":
      return { first: addDays(day, -29), last: day };
    case "days":
      return { first: parseDay(address.first ?? ""), last: parseDay(address.last ?? "") };
    case "any":
      return {};
  }
}

export function stateOf({ state }: Address): DeliveryStateFilter | undefined {
  return STATES.find((one) => one === state);
}

export function kindOf({ kind }: Address): DeliveryKind | undefined {
  return kind && Object.hasOwn(deliveryKindWords, kind) ? (kind as DeliveryKind) : undefined;
}

export function reasonOf({ reason }: Address): DeliveryReason | undefined {
  return reason && Object.hasOwn(reasonWords, reason) ? (reason as DeliveryReason) : undefined;
}

/** What an address asks for. */
export function filterBy(address: Address, now = Date.now()): DeliveryFilter {
  const { first, last } = daysOf(address, now);
  const state = stateOf(address);
  const kind = kindOf(address);
  const reason = reasonOf(address);
  return {
    text: address.text ?? "",
    ...(address.park ? { parking_id: address.park } : {}),
    ...(first ? { first_day: first } : {}),
    ...(last ? { last_day: last } : {}),
    ...(state ? { state } : {}),
    ...(reason ? { reason } : {}),
    ...(reason === "refused" && address.words ? { words: address.words } : {}),
    ...(kind ? { kind } : {}),
  };
}

/** Which rows a number stands for. */
export interface Rows {
  park?: string | undefined;
  first?: Day | undefined;
  last?: Day | undefined;
  state?: DeliveryStateFilter;
  reason?: DeliveryReason;
  words?: string | null;
}

/** The list's address with these rows. */
export function listOf({ park, first, last, state, reason, words }: Rows): string {
  return addressOf("/deliveries", {
    view: "list",
    park,
    ...(first || last ? { range: "days", first, last } : {}),
    state,
    reason,
    words: words ?? undefined,
  });
}

/** The address of the passages of these days. */
export function passagesOf({ park, first, last }: Rows): string {
  return addressOf("/passages", { park, range: "days", first, last });
}

function addressOf(path: string, parts: Record<string, string | undefined>): string {
  const kept = Object.entries(parts).filter((part): part is [string, string] => Boolean(part[1]));
  return `${path}?${new URLSearchParams(kept)}`;
}
