import type { LaneCard } from "../../../bindings/LaneCard";
import type { OpeningView } from "../../../bindings/OpeningView";
import type { LaneKey } from "../../../domain";

/** No second opening of a lane within this time; the program refuses it too. */
export const COOL_DOWN_MS = 5_000;

/** What became of an order that this window gave. */
export type Attempt =
  | { state: "sending"; reason: string; plate: string; at: number }
  | { state: "answered"; opening: OpeningView; at: number }
  /** It was not carried out: what is said of it is certain. */
  | { state: "failed"; error: unknown; at: number }
  /** Its answer never came: the barrier may have risen. */
  | { state: "lost"; at: number };

/** What is asked now, and what became of the last order of each lane. */
export interface OpeningFlow {
  asked: { lane: LaneKey; plate: string | undefined } | null;
  attempts: Readonly<Record<LaneKey, Attempt>>;
}

export const atRest: OpeningFlow = { asked: null, attempts: {} };

export type OpeningAct =
  | { act: "ask"; lane: LaneKey; plate?: string | undefined }
  | { act: "cancel" }
  | { act: "send"; lane: LaneKey; reason: string; plate: string; at: number }
  | { act: "answered"; lane: LaneKey; opening: OpeningView; at: number }
  | { act: "failed"; lane: LaneKey; error: unknown; lost: boolean; at: number };

/** One question at a time, one order under way per lane. Nothing here gives an order a second time. */
export function advance(flow: OpeningFlow, act: OpeningAct): OpeningFlow {
  switch (act.act) {
    case "ask":
      return isSending(flow, act.lane) ? flow : { ...flow, asked: { lane: act.lane, plate: act.plate } };
    case "cancel":
      return { ...flow, asked: null };
    case "send": {
      if (isSending(flow, act.lane)) return flow;
      const { reason, plate, at } = act;
      return {
        asked: null,
        attempts: { ...flow.attempts, [act.lane]: { state: "sending", reason, plate, at } },
      };
    }
    case "answered":
      return withAttempt(flow, act.lane, { state: "answered", opening: act.opening, at: act.at });
    case "failed":
      return withAttempt(
        flow,
        act.lane,
        act.lost ? { state: "lost", at: act.at } : { state: "failed", error: act.error, at: act.at },
      );
  }
}

function withAttempt(flow: OpeningFlow, lane: LaneKey, attempt: Attempt): OpeningFlow {
  return { ...flow, attempts: { ...flow.attempts, [lane]: attempt } };
}

export function isSending(flow: OpeningFlow, lane: LaneKey): boolean {
  return flow.attempts[lane]?.state === "sending";
}

/** What a lane says of its opening. */
export type OpeningState =
  | { state: "none" }
  | { state: "sending"; since: number }
  | { state: "waiting" | "passed" | "unseen" | "refused" | "not_sent" | "unknown"; opening: OpeningView }
  | { state: "lost"; since: number }
  | { state: "failed"; error: unknown };

/** A certain failure is about now; it need not stand for as long as what was really ordered. */
const FAILURE_SHOWN_MS = 20_000;
/** As long as the program tells of an opening. */
const LOST_SHOWN_MS = 600_000;

/** The later of what this window knows of its own order and what the program tells of the lane. */
export function stateOf(
  lane: Pick<LaneCard, "opening">,
  attempt: Attempt | undefined,
  now: number,
): OpeningState {
  const { opening } = lane;
  const told: OpeningState = opening ? stateOfOpening(opening) : { state: "none" };
  if (!attempt) return told;
  const isNewer = !opening || attempt.at > opening.at;
  switch (attempt.state) {
    case "sending":
      return { state: "sending", since: attempt.at };
    case "answered":
      return !opening || attempt.opening.id > opening.id ? stateOfOpening(attempt.opening) : told;
    case "lost":
      return isNewer && now - attempt.at < LOST_SHOWN_MS ? { state: "lost", since: attempt.at } : told;
    case "failed":
      return isNewer && now - attempt.at < FAILURE_SHOWN_MS
        ? { state: "failed", error: attempt.error }
        : told;
  }
}

function stateOfOpening(opening: OpeningView): OpeningState {
  if (opening.outcome === "asking") return { state: "sending", since: opening.at };
  if (opening.outcome === "refused" || opening.outcome === "not_sent")
    return { state: opening.outcome, opening };
  // A passage is a better witness than a lost answer.
  if (opening.outcome === "unknown")
    return { state: opening.seen === "passed" ? "passed" : "unknown", opening };
  return { state: opening.seen === "waiting" ? "waiting" : opening.seen, opening };
}

/** Until when a lane cannot be opened again: by what the program said when it was read, and by what was ordered here. */
export function coolUntil(
  lane: Pick<LaneCard, "cool_down_ms">,
  readAt: number,
  attempt: Attempt | undefined,
): number {
  const told = lane.cool_down_ms > 0 ? readAt + lane.cool_down_ms : 0;
  const own = attempt?.state === "sending" || attempt?.state === "lost" ? attempt.at + COOL_DOWN_MS : 0;
  return Math.max(told, own);
}
