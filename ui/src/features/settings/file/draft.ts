import type { CarParkFields } from "../../../bindings/CarParkFields";
import type { FieldProblem } from "../../../bindings/FieldProblem";
import type { FieldTable } from "../../../bindings/FieldTable";
import type { FileFields } from "../../../bindings/FileFields";

/** The fields of one table by their names. */
export type FieldValues = FileFields["open_platform"];

/** Without what is empty: that is not in the file. */
function filled(values: FieldValues): FieldValues {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value?.trim() !== ""));
}

export function cleaned(fields: FileFields): FileFields {
  return {
    open_platform: filled(fields.open_platform),
    car_parks: fields.car_parks.map((park) => ({
      at: park.at,
      fields: filled(park.fields),
      city: park.city && filled(park.city),
      static_facts: filled(park.static_facts),
    })),
  };
}

export function isSame(one: FileFields, other: FileFields): boolean {
  const sorted = (values: FieldValues | null) => values && Object.entries(values).sort();
  const text = (fields: FileFields) => {
    const { open_platform, car_parks } = cleaned(fields);
    const parks = car_parks.map((park) => [
      park.at,
      sorted(park.fields),
      sorted(park.city),
      sorted(park.static_facts),
    ]);
    return JSON.stringify([sorted(open_platform), parks]);
  };
  return text(one) === text(other);
}

export const newCarPark = (): CarParkFields => ({ at: null, fields: {}, city: null, static_facts: {} });

/** A city platform that is filled in for the first time. */
export const newCity = (): FieldValues => ({ platform: "ningbo" });

export function problemAt(
  problems: readonly FieldProblem[],
  table: FieldTable,
  carPark: number,
  field: string,
): FieldProblem | undefined {
  return problems.find((one) => one.table === table && one.car_park === carPark && one.field === field);
}
