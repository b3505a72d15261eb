import type { CarParkFields } from "../../../bindings/CarParkFields";
import type { FoundCarPark } from "../../../bindings/FoundCarPark";

/** A car park that can be chosen: found at the platform, in the file, or both. */
export interface Candidate {
  id: string;
  name: string;
  /** The account has it. */
  found: boolean;
}

/** What the account has, and behind it what the file names and the account has not. */
export function candidates(found: readonly FoundCarPark[], saved: readonly CarParkFields[]): Candidate[] {
  const listed = found.map((park) => ({ id: park.parking_id, name: park.name, found: true }));
  const others = saved
    .filter((park) => !listed.some((one) => one.id === park.fields.parking_id))
    .map((park) => ({
      id: park.fields.parking_id ?? "",
      name: park.fields.name ?? "",
      found: false,
    }));
  return [...listed, ...others];
}

/** The file's car parks with these chosen: what is known keeps all of its fields, in its place. */
export function chosenCarParks(
  all: readonly Candidate[],
  chosen: readonly string[],
  saved: readonly CarParkFields[],
): CarParkFields[] {
  const kept = saved.filter((park) => chosen.includes(park.fields.parking_id ?? ""));
  const added = all
    .filter((one) => chosen.includes(one.id))
    .filter((one) => !kept.some((park) => park.fields.parking_id === one.id))
    .map((one): CarParkFields => {
      const fields: CarParkFields["fields"] = { parking_id: one.id };
      const name = one.name.trim();
      if (name) fields.name = name;
      return { at: null, fields, city: null, static_facts: {} };
    });
  return [...kept, ...added];
}
