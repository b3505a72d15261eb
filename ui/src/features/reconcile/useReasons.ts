import { useRead } from "../../api";
import type { DeliveryReason } from "../../bindings/DeliveryReason";
import type { ReasonGroup } from "../../bindings/ReasonGroup";

export interface Reasons {
  groups: readonly ReasonGroup[] | undefined;
  /** Deliveries of exits without an entry. */
  awaiting: number | undefined;
  error: Error | null;
  retry: () => void;
}

const OF_PHOTOS: ReadonlySet<DeliveryReason> = new Set([
  "photo_missing",
  "photo_unreadable",
  "photo_too_large",
  "photo_host_not_allowed",
  "photo_unreachable",
  "photo_lost",
]);

/** What holds deliveries up, as far as it is a matter of the books. */
export function useReasons(park: string): Reasons {
  const { data, error, refetch } = useRead("delivery_reasons", park ? { parking_id: park } : {}, {
    keepPrevious: true,
  });
  return {
    groups: data,
    awaiting: data
      ?.filter((group) => group.reason === "awaits_arrival")
      .reduce((sum, group) => sum + group.count, 0),
    error,
    retry: () => void refetch(),
  };
}

export function missingPhotos(groups: readonly ReasonGroup[]): readonly ReasonGroup[] {
  return groups.filter((group) => OF_PHOTOS.has(group.reason));
}
