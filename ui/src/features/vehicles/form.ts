import type { VehicleForm } from "../../bindings/VehicleForm";
import type { VehicleItem } from "../../bindings/VehicleItem";
import { judge, type PlateEntry, parseDay, today } from "../../components";
import { m } from "../../messages/messages.js";

/** What a person typed into the form of a registration, as typed. */
export interface Typed {
  parkingId: string;
  plate: PlateEntry;
  type: string;
  typeName: string;
  /** Undefined while it was not touched: a change then keeps what is there. */
  owner: string | undefined;
  phone: string | undefined;
  from: string;
  until: string;
  lanes: string[];
  spaces: string;
  department: string;
  workNo: string;
  remark: string;
}

export type TypedField = keyof Typed;
export type Problems = Partial<Record<TypedField, string>>;

const LONGEST_NAME = 50;
const LONGEST_TEXT = 200;
const MOST_SPACES = 999;
const PHONE = /^\+?[0-9][0-9-]{4,18}[0-9]$/;

/** A form for a vehicle that is not registered yet. */
export function emptyForm(parkingId: string, plate: string): Typed {
  return {
    parkingId,
    plate: { typed: plate, insisted: false },
    type: "1",
    typeName: "",
    owner: "",
    phone: "",
    from: today(),
    until: "",
    lanes: [],
    spaces: "1",
    department: "",
    workNo: "",
    remark: "",
  };
}

/** The form of one that is. Name and phone are masked in the list, and kept unless somebody types new ones. */
export function formFor(item: VehicleItem): Typed {
  return {
    parkingId: item.parking_id,
    plate: { typed: item.plate.text, insisted: true },
    type: item.vehicle_type || "1",
    // A custom type's name comes with its id; only a name of its own is the display name.
    typeName: item.vehicle_type === "1" || item.vehicle_type === "2" ? (item.type_name ?? "") : "",
    owner: undefined,
    phone: undefined,
    from: item.valid_from ?? today(),
    until: item.valid_until ?? "",
    lanes: item.lanes,
    spaces: String(item.spaces),
    department: item.department ?? "",
    workNo: item.work_no ?? "",
    remark: item.remark ?? "",
  };
}

/** What is wrong with it, by field; nothing where it can be sent. */
export function problemsOf(typed: Typed, isNew: boolean): Problems {
  const problems: Problems = {};
  const set = (field: TypedField, words: string | undefined) => {
    if (words !== undefined) problems[field] = words;
  };
  const verdict = judge(typed.plate);
  if (typed.parkingId === "") set("parkingId", m.vehicles_choose_park());
  if (isNew && verdict.empty) set("plate", m.vehicles_plate_missing());
  else if (isNew && !verdict.acceptable) set("plate", m.vehicles_plate_unusual());
  const [from, until] = [parseDay(typed.from), parseDay(typed.until)];
  if (!from) set("from", typed.from.trim() === "" ? m.vehicles_day_missing() : m.kit_day_wrong());
  if (!until) set("until", typed.until.trim() === "" ? m.vehicles_day_missing() : m.kit_day_wrong());
  else if (from && until < from) set("until", m.vehicles_ends_before());
  const spaces = typed.spaces.trim();
  if (!/^\d{1,4}$/.test(spaces) || Number(spaces) < 1 || Number(spaces) > MOST_SPACES) {
    set("spaces", m.vehicles_spaces_wrong({ most: MOST_SPACES }));
  }
  // The platform takes no registration without them; undefined keeps what it has.
  if (typed.phone?.trim() === "") set("phone", m.vehicles_phone_missing());
  else if (typed.phone !== undefined && !PHONE.test(typed.phone.replace(/\s/g, "")))
    set("phone", m.vehicles_phone_wrong());
  if (typed.owner?.trim() === "") set("owner", m.vehicles_owner_missing());
  else set("owner", tooLong(typed.owner, LONGEST_NAME));
  set("typeName", tooLong(typed.typeName, LONGEST_NAME));
  set("department", tooLong(typed.department, LONGEST_TEXT));
  set("workNo", tooLong(typed.workNo, LONGEST_NAME));
  set("remark", tooLong(typed.remark, LONGEST_TEXT));
  return problems;
}

function tooLong(text: string | undefined, most: number): string | undefined {
  return Array.from(text ?? "").length > most ? m.vehicles_too_long({ most }) : undefined;
}

/** As the program takes it. What was left empty is not sent where empty means nothing. */
export function payloadOf(typed: Typed): VehicleForm {
  const optional = (name: "type_name" | "department" | "work_no" | "remark", text: string) =>
    text.trim() === "" ? {} : { [name]: text.trim() };
  return {
    parking_id: typed.parkingId,
    plate: judge(typed.plate).text,
    insist: typed.plate.insisted,
    vehicle_type: typed.type,
    ...optional("type_name", typed.typeName),
    ...(typed.owner === undefined ? {} : { owner: typed.owner.trim() }),
    ...(typed.phone === undefined ? {} : { phone: typed.phone.trim() }),
    valid_from: parseDay(typed.from) ?? "",
    valid_until: parseDay(typed.until) ?? "",
    lanes: typed.lanes,
    spaces: Number(typed.spaces),
    ...optional("department", typed.department),
    ...optional("work_no", typed.workNo),
    ...optional("remark", typed.remark),
  };
}
