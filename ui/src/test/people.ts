import type { Me } from "../bindings/Me";
import type { StartView } from "../bindings/StartView";
import { administrator } from "./registers";

/** Somebody is signed in: an attendant with a PIN, but for what a test changes. */
export function startView(change: Partial<Me> = {}): StartView {
  return { ...administrator, me: person(change) };
}

export function person(change: Partial<Me> = {}): Me {
  return { id: 3, name: "值班员 03", role: "attendant", has_pin: true, car_parks: [], ...change };
}
