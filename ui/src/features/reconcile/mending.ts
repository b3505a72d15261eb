import type { PairingCandidate } from "../../bindings/PairingCandidate";
import type { SessionChange } from "../../bindings/SessionChange";
import type { SessionPage } from "../../bindings/SessionPage";

/** A correction, ready to be looked at. */
export interface Mending {
  session: number;
  version: string;
  change: SessionChange;
  /** The sessions that are settled by it. */
  touched: readonly number[];
}

/** Two halves of a visit: the departure goes to the session whose arrival was seen. */
export function joinOf(page: SessionPage, other: PairingCandidate): Mending {
  const touched = [page.id, other.session];
  return page.departed_at === null
    ? {
        session: page.id,
        version: page.version,
        change: { change: "join", other: other.session, other_version: other.version },
        touched,
      }
    : {
        session: other.session,
        version: other.version,
        change: { change: "join", other: page.id, other_version: page.version },
        touched,
      };
}
