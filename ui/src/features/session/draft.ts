import type { PairingCandidate } from "../../bindings/PairingCandidate";
import type { PreviewCorrection } from "../../bindings/PreviewCorrection";
import type { SessionChange } from "../../bindings/SessionChange";
import type { SessionPage } from "../../bindings/SessionPage";
import { formatTime, judge, noPlate, type PlateEntry, parseMoment } from "../../components";

export type Act = SessionChange["change"];

/** What was typed and chosen so far, for whichever act. */
export interface Draft {
  act: Act;
  plate: PlateEntry;
  arrived: string;
  departed: string;
  vehtype: string;
  hpys: string;
  forPlate: boolean;
  other: number | undefined;
}

const SHOWN = (at: number | null) => (at === null ? "" : formatTime(at, "full", at));

/** As it stands: one character is changed, and not all of it typed. */
export function draftOf(page: SessionPage, act: Act = "plate"): Draft {
  return {
    act,
    plate: page.plate.text === "" ? noPlate : { typed: page.plate.text, insisted: false },
    arrived: SHOWN(page.arrived_at),
    departed: SHOWN(page.departed_at),
    vehtype: page.kind.vehtype,
    hpys: page.kind.hpys,
    forPlate: false,
    other: undefined,
  };
}

/** What can be put right of a session as it stands. */
export function actsOf(page: SessionPage): Act[] {
  const { arrived_at, departed_at, arrival_seen, state } = page;
  const acts: [Act, boolean][] = [
    ["plate", true],
    ["arrived_at", arrived_at !== null],
    ["departed_at", departed_at !== null],
    ["kind", true],
    ["join", departed_at === null || !arrival_seen],
    ["split", departed_at !== null && arrival_seen],
    ["exit_missed", state === "open"],
    ["swap", arrived_at !== null && departed_at !== null],
  ];
  return acts.filter(([, isPossible]) => isPossible).map(([act]) => act);
}

/** A moment in China to the second; undefined for what is none. */
export function momentOf(text: string): number | undefined {
  const at = parseMoment(text);
  const second = /:\d{2}:(\d{2})$/.exec(text.trim())?.[1];
  if (at === undefined || Number(second ?? 0) > 59) return undefined;
  return at + Number(second ?? 0) * 1_000;
}

/** The half that is looked for: without an arrival of its own, a session needs one; otherwise it needs an exit. */
export const seeksArrival = (page: SessionPage) => !page.arrival_seen && page.departed_at !== null;

/** Of what may belong together, what an act can take. */
export function fitting(
  page: SessionPage,
  act: Act,
  candidates: readonly PairingCandidate[],
): PairingCandidate[] {
  return candidates.filter((one) => {
    if (act === "swap") return one.arrived_at !== null && one.departed_at !== null;
    return seeksArrival(page)
      ? one.arrived_at !== null && one.departed_at === null
      : one.departed_at !== null;
  });
}

/** What is to be asked of the program; undefined while something is missing. */
export function requestOf(
  page: SessionPage,
  draft: Draft,
  candidates: readonly PairingCandidate[],
): PreviewCorrection | undefined {
  const own = (change: SessionChange) => ({ session: page.id, version: page.version, change });
  switch (draft.act) {
    case "plate": {
      const { acceptable, text } = judge(draft.plate);
      return acceptable && text !== page.plate.text ? own({ change: "plate", plate: text }) : undefined;
    }
    case "arrived_at":
    case "departed_at": {
      const text = draft.act === "arrived_at" ? draft.arrived : draft.departed;
      const at = momentOf(text);
      const isSame = text.trim() === SHOWN(page[draft.act]);
      return at === undefined || isSame ? undefined : own({ change: draft.act, at });
    }
    case "kind": {
      const { vehtype, hpys, forPlate } = draft;
      const isSame = vehtype === page.kind.vehtype && hpys === page.kind.hpys;
      return isSame && !forPlate ? undefined : own({ change: "kind", vehtype, hpys, for_plate: forPlate });
    }
    case "split":
    case "exit_missed":
      return own({ change: draft.act });
    case "join":
    case "swap": {
      const other = candidates.find((one) => one.session === draft.other);
      if (!other) return undefined;
      // The exit is given to the session that has the arrival.
      if (draft.act === "join" && seeksArrival(page))
        return {
          session: other.session,
          version: other.version,
          change: { change: "join", other: page.id, other_version: page.version },
        };
      return own({ change: draft.act, other: other.session, other_version: other.version });
    }
  }
}
