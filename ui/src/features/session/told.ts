import type { DeliveryItem } from "../../bindings/DeliveryItem";
import type { DeliveryKind } from "../../bindings/DeliveryKind";
import type { DeliveryState } from "../../bindings/DeliveryState";
import type { SessionDelivery } from "../../bindings/SessionDelivery";
import type { SessionPage } from "../../bindings/SessionPage";

/** What the city was told of an event, as it stood in the request. */
export interface Told {
  plate: string;
  vehtype: string;
  hpys: string;
  arrived: string;
  departed: string;
  spaces: string;
}

/** The members of a request of an event; undefined for what is none. */
export function toldBy(payload: string | null): Told | undefined {
  if (payload === null) return undefined;
  try {
    const told: unknown = JSON.parse(payload);
    if (typeof told !== "object" || told === null) return undefined;
    const members = told as Record<string, unknown>;
    const text = (name: string) => String(members[name] ?? "");
    return {
      plate: text("vehnum"),
      vehtype: text("vehtype"),
      hpys: text("hpys"),
      arrived: text("parktime"),
      departed: text("leavetime"),
      spaces: text("freeparklotcount"),
    };
  } catch {
    return undefined;
  }
}

/** The delivery of an event that the city accepted last. */
export function acceptedOf(page: SessionPage, kind: DeliveryKind): SessionDelivery | undefined {
  return page.deliveries
    .filter(({ item }) => item.kind === kind && item.delivered_at !== null)
    .sort((one, other) => (one.item.delivered_at ?? 0) - (other.item.delivered_at ?? 0))
    .at(-1);
}

/** What is still to be delivered of a kind. */
export function owedOf(page: SessionPage, kind: DeliveryKind): SessionDelivery | undefined {
  return page.deliveries.find(
    ({ item }) => item.kind === kind && item.state !== "delivered" && item.state !== "given_up",
  );
}

/** How many the city lacks, and how many of these need a person. */
export function missing(page: SessionPage): { missing: number; person: number; delivered: number } {
  const of = (...states: string[]) =>
    page.deliveries.filter(({ item }) => states.includes(item.state)).length;
  return { missing: of("due", "waiting", "parked"), person: of("parked"), delivered: of("delivered") };
}

/** What the city accepted in the same place: an event's kind, or a photo's kind and index. */
function inPlaceOf(page: SessionPage, { item }: SessionDelivery): DeliveryItem[] {
  return page.deliveries
    .map((other) => other.item)
    .filter(
      (other) =>
        other.id !== item.id &&
        other.kind === item.kind &&
        other.img_index === item.img_index &&
        other.delivered_at !== null,
    );
}

/** The city has a later one in its place. */
export function isSuperseded(page: SessionPage, delivery: SessionDelivery): boolean {
  const at = delivery.item.delivered_at;
  return at !== null && inPlaceOf(page, delivery).some((other) => (other.delivered_at ?? 0) > at);
}

/** The city has one in its place, and keeps that until it accepts this one. */
export function keepsOld(page: SessionPage, delivery: SessionDelivery): boolean {
  const { state } = delivery.item;
  return state !== "delivered" && state !== "given_up" && inPlaceOf(page, delivery).length > 0;
}

const URGENCY: Record<DeliveryState, number> = { parked: 0, due: 1, waiting: 1, delivered: 2, given_up: 3 };

/** What needs a person first, then what is under way, what the city has, what is given up. */
export function inUrgency(page: SessionPage): SessionDelivery[] {
  return [...page.deliveries].sort((one, other) => URGENCY[one.item.state] - URGENCY[other.item.state]);
}
