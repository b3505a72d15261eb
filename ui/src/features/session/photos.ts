import type { DeliveryKind } from "../../bindings/DeliveryKind";
import type { PhotoEvent } from "../../bindings/PhotoEvent";
import type { SessionPage } from "../../bindings/SessionPage";
import { formatTime } from "../../components";
import { m } from "../../messages/messages.js";
import { isPhoto, whatOf } from "./words";

/** As the program says: more than this it does not take. */
export const MOST_BYTES = 10_000_000;

/** What a file choice offers. The names too: not every system knows the kind of a .bmp or .webp. */
export const PICTURES = "image/jpeg,image/png,image/bmp,image/webp,.jpg,.jpeg,.png,.bmp,.webp";

/** A photo that a session has already. */
export interface KeptPhoto {
  id: number;
  event: PhotoEvent;
  what: string;
  /** Where they are known: of photos that were owed. */
  sizes: {
    width: number;
    height: number;
    bytes: number;
    sentBytes: number | null;
    md5: string | null;
  } | null;
}

/** The newest thing that the city is owed or was told of a session, as this page shows it. */
export const newestOf = (page: SessionPage): number =>
  page.deliveries.reduce((newest, { item }) => Math.max(newest, item.id), 0);

export const photoKind = (event: PhotoEvent): DeliveryKind => `${event}_photo`;

export const eventOf = (kind: DeliveryKind): PhotoEvent =>
  kind === "arrival" || kind === "arrival_photo" ? "arrival" : "departure";

/** Every photo that is kept of a session, each once: what was owed says more of itself than what passed. */
export function keptPhotos(page: SessionPage): KeptPhoto[] {
  const kept = new Map<number, KeptPhoto>();
  for (const { item, photo } of page.deliveries) {
    if (!isPhoto(item.kind) || item.photo.state !== "here" || kept.has(item.photo.id)) continue;
    const isKnown = photo && photo.bytes !== null && photo.width !== null && photo.height !== null;
    kept.set(item.photo.id, {
      id: item.photo.id,
      event: eventOf(item.kind),
      what: whatOf(item),
      sizes: isKnown
        ? {
            width: photo.width ?? 0,
            height: photo.height ?? 0,
            bytes: photo.bytes ?? 0,
            sentBytes: photo.sent_bytes,
            md5: photo.sent_md5,
          }
        : null,
    });
  }
  for (const passage of page.passages) {
    if (passage.photo.state !== "here" || kept.has(passage.photo.id)) continue;
    const isIn = passage.direction === "in";
    kept.set(passage.photo.id, {
      id: passage.photo.id,
      event: isIn ? "arrival" : "departure",
      what: `${isIn ? m.session_row_arrival() : m.session_row_departure()} ${formatTime(passage.at, "smart", page.now)}`,
      sizes: null,
    });
  }
  return [...kept.values()];
}

/** The standard has two places for each end: 1 and 2, 3 and 4. Where a car park counts otherwise, its own photos tell. */
export function places(page: SessionPage, event: PhotoEvent): number[] {
  const usual = event === "arrival" ? 1 : 3;
  const used = page.deliveries
    .filter(({ item }) => item.kind === photoKind(event) && item.img_index !== null)
    .map(({ item }) => item.img_index ?? usual);
  const isUsual = used.every((index) => index === usual || index === usual + 1);
  const first = isUsual ? usual : Math.min(...used);
  return [first, first + 1];
}

/** Whether the session has that end. */
export function hasEnd(page: SessionPage, event: PhotoEvent): boolean {
  return (event === "arrival" ? page.arrived_at : page.departed_at) !== null;
}

/** What the city is likely asked for: the end whose photo it lacks, else the departure. */
export function likelyEvent(page: SessionPage): PhotoEvent {
  const lacking = page.deliveries.find(
    ({ item }) => isPhoto(item.kind) && item.state !== "delivered" && item.state !== "given_up",
  );
  if (lacking) return eventOf(lacking.item.kind);
  return hasEnd(page, "departure") ? "departure" : "arrival";
}
