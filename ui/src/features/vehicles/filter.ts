import type { Validity } from "../../bindings/Validity";
import type { VehicleFilter } from "../../bindings/VehicleFilter";
import type { VehicleSort } from "../../bindings/VehicleSort";
import { useAddress } from "../../components";

const SORTS: readonly VehicleSort[] = ["plate", "owner", "type", "valid_from", "valid_until", "department"];
const VALIDITIES: readonly Validity[] = ["valid", "within7", "within30", "expired", "not_yet"];

/** What the table shows, as the address says it. */
export interface Shown {
  filter: VehicleFilter;
  sort: VehicleSort;
  descending: boolean;
}

type Address = Readonly<Record<string, string>>;

/** What an address means; what it does not know is left out. */
export function shownBy(address: Address): Shown {
  const validity = VALIDITIES.find((known) => known === address.validity);
  return {
    filter: {
      text: address.text ?? "",
      ...(address.park ? { parking_id: address.park } : {}),
      ...(address.type ? { vehicle_type: address.type } : {}),
      ...(validity ? { validity } : {}),
    },
    sort: SORTS.find((known) => known === address.sort) ?? "plate",
    descending: address.order === "down",
  };
}

/** The table's filters and order, kept in the address. */
export function useShown() {
  const [address, change] = useAddress();
  const shown = shownBy(address);
  return {
    ...shown,
    change,
    /** The same heading again turns the order round. */
    sortBy: (by: string) => {
      const again = shown.sort === by && !shown.descending;
      change({ sort: by === "plate" ? "" : by, order: again ? "down" : "" });
    },
  };
}
