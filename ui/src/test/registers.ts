import type { CarParkView } from "../bindings/CarParkView";
import type { StartView } from "../bindings/StartView";
import type { VehicleItem } from "../bindings/VehicleItem";
import type { VehiclesPage } from "../bindings/VehiclesPage";
import type { WriteView } from "../bindings/WriteView";

/** Made-up things of the registers, each whole but for what a test changes. */
export const administrator: StartView = {
  version: "0.1.0",
  needs_first_run: false,
  demo: null,
  me: { id: 1, name: "管理员", role: "administrator", has_pin: false, car_parks: [] },
  locked: false,
  idle_lock_s: 0,
  sync: { place: "here" },
  setup: false,
};

export const carPark: CarParkView = {
  parking_id: "P1",
  name: "一号停车场",
  configured: true,
  lanes: [{ lane_no: "1", name: "1 号入口" }],
  types: [
    { id: "1", name: "" },
    { id: "2", name: "" },
    { id: "31", name: "业主" },
  ],
  visitor_type: "31",
};

export function vehicle(change: Partial<VehicleItem> = {}): VehicleItem {
  return {
    parking_id: "P1",
    plate: { text: "浙B12345", form: "ordinary" },
    vehicle_type: "1",
    type_name: null,
    standing: "monthly",
    owner: "王**",
    phone: "138****0000",
    valid_from: "2026-01-01",
    valid_until: "2099-01-01",
    days_left: 400,
    spaces: 1,
    lanes: [],
    department: null,
    work_no: null,
    remark: null,
    unsettled: false,
    ...change,
  };
}

export function vehicles(total: number, offset: number, limit: number): VehiclesPage {
  const rows = Array.from({ length: Math.max(0, Math.min(limit, total - offset)) }, (_, at) =>
    vehicle({ plate: { text: `浙B${10_000 + offset + at}`, form: "ordinary" } }),
  );
  return {
    total,
    rows,
    counts: { all: total, valid: total, within_7: 0, within_30: 0, expired: 0, not_yet: 0 },
    mirrors: [],
  };
}

export function write(change: Partial<WriteView> = {}): WriteView {
  return {
    id: 1,
    operation: "add_vehicle",
    parking_id: "P1",
    plate: { text: "浙B12345", form: "ordinary" },
    outcome: "done",
    answer: null,
    checked_at: null,
    changes: [],
    by: "管理员",
    at: 0,
    inside_since: null,
    ...change,
  };
}
