import { useRead } from "../api";
import type { CarParkView } from "../bindings/CarParkView";
import type { RegisterOperation } from "../bindings/RegisterOperation";
import type { VehicleField } from "../bindings/VehicleField";
import { shortened } from "../components";
import { m } from "../messages/messages.js";

const LONGEST_NAME = 24;
const NONE: readonly CarParkView[] = [];

/** The car parks that who is signed in may see. */
export function useCarParks(): readonly CarParkView[] {
  return useRead("car_parks", null).data ?? NONE;
}

export function carParkName(parks: readonly CarParkView[], id: string): string {
  return shortened(parks.find((park) => park.parking_id === id)?.name ?? id, LONGEST_NAME);
}

/** A lane's name by its number. */
export function laneName(parks: readonly CarParkView[], parking_id: string, lane_no: string): string {
  const park = parks.find((one) => one.parking_id === parking_id);
  return shortened(park?.lanes.find((lane) => lane.lane_no === lane_no)?.name ?? lane_no, LONGEST_NAME);
}

/** What a type of vehicle is called: monthly and free have words of ours, others names of their own. */
export function typeWords(type: string, name?: string | null): string {
  if (name) return shortened(name, LONGEST_NAME);
  if (type === "1") return m.domain_standing_monthly();
  if (type === "2") return m.domain_standing_free();
  return type === "" ? "—" : shortened(type, LONGEST_NAME);
}

/** The types of a car park as choices. */
export function typeChoices(park: CarParkView | undefined): { value: string; label: string }[] {
  const types = park?.types.length
    ? park.types
    : [
        { id: "1", name: "" },
        { id: "2", name: "" },
      ];
  return types.map(({ id, name }) => ({ value: id, label: typeWords(id, name) }));
}

/** What the fields of a registration are called. */
export const fieldWords: Record<VehicleField, () => string> = {
  plate: m.domain_field_plate,
  type: m.domain_field_type,
  type_name: m.domain_field_type_name,
  owner: m.domain_field_owner,
  phone: m.domain_field_phone,
  valid_from: m.domain_field_valid_from,
  valid_until: m.domain_field_valid_until,
  lanes: m.domain_field_lanes,
  spaces: m.domain_field_spaces,
  department: m.domain_field_department,
  work_no: m.domain_field_work_no,
  remark: m.domain_field_remark,
  reason: m.domain_field_reason,
};

/** What was asked of a register. */
export const operationWords: Record<RegisterOperation, () => string> = {
  add_vehicle: m.domain_operation_add_vehicle,
  change_vehicle: m.domain_operation_change_vehicle,
  delete_vehicle: m.domain_operation_delete_vehicle,
  add_blacklist: m.domain_operation_add_blacklist,
  delete_blacklist: m.domain_operation_delete_blacklist,
};
