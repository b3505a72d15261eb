import type { DeliveryKind } from "../bindings/DeliveryKind";
import { m } from "../messages/messages.js";

/** What the city is told, or shown. */
export const deliveryKindWords: Record<DeliveryKind, () => string> = {
  arrival: m.deliveries_kind_arrival,
  departure: m.deliveries_kind_departure,
  arrival_photo: m.deliveries_kind_arrival_photo,
  departure_photo: m.deliveries_kind_departure_photo,
};
