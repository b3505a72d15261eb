import { createContext, type ReactNode, useCallback, useContext, useMemo, useReducer, useRef } from "react";
import { CallFailed, useRead, useWrite } from "../../../api";
import type { LaneCard } from "../../../bindings/LaneCard";
import { part } from "../../../components";
import { type LaneKey, laneKey } from "../../../domain";
import { type Attempt, advance, atRest, coolUntil } from "./flow";

const OpenLaneDialog = part(async () => (await import("./OpenLaneDialog")).OpenLaneDialog);

/** After these nobody knows whether the order reached the barrier. */
const LOST_CODES = new Set(["host_unreachable", "answer_unknown", "internal"]);

type Ask = (lane: LaneKey, plate?: string) => void;

const AskContext = createContext<Ask>(() => undefined);
const AttemptsContext = createContext<Readonly<Record<LaneKey, Attempt>>>({});

/** Asks for a reason before a lane is opened; for the plate, where it is known for whom. */
export function useAskToOpen(): Ask {
  return useContext(AskContext);
}

/** What became of the last order of each lane that this window gave. */
export function useAttempts(): Readonly<Record<LaneKey, Attempt>> {
  return useContext(AttemptsContext);
}

/** Opens lanes: asks for the reason, gives the order once, keeps what became of it. */
export function OpeningDesk({ children }: { children: ReactNode }) {
  const [flow, dispatch] = useReducer(advance, atRest);
  const { data, dataUpdatedAt } = useRead("booth", null);
  const { mutateAsync } = useWrite("open_lane");
  // Two presses can come before the first one is drawn.
  const underWay = useRef(new Set<LaneKey>());

  const ask = useCallback<Ask>((lane, plate) => dispatch({ act: "ask", lane, plate }), []);

  const send = useCallback(
    async (lane: LaneCard, reason: string, plate: string) => {
      const key = laneKey(lane);
      if (underWay.current.has(key)) return;
      underWay.current.add(key);
      dispatch({ act: "send", lane: key, reason, plate, at: Date.now() });
      const { parking_id, lane_no } = lane;
      try {
        const opening = await mutateAsync({ parking_id, lane_no, reason, ...(plate ? { plate } : {}) });
        dispatch({ act: "answered", lane: key, opening, at: Date.now() });
      } catch (error) {
        dispatch({ act: "failed", lane: key, error, lost: isLost(error), at: Date.now() });
      } finally {
        underWay.current.delete(key);
      }
    },
    [mutateAsync],
  );

  const asked = flow.asked;
  const lane = useMemo(
    () => (asked ? data?.lanes.find((one) => laneKey(one) === asked.lane) : undefined),
    [asked, data],
  );
  return (
    <AskContext value={ask}>
      <AttemptsContext value={flow.attempts}>
        {children}
        {asked && lane && (
          <OpenLaneDialog
            key={asked.lane}
            lane={lane}
            plate={asked.plate}
            coolUntil={coolUntil(lane, dataUpdatedAt, flow.attempts[asked.lane])}
            onSend={(reason, plate) => void send(lane, reason, plate)}
            onClose={() => dispatch({ act: "cancel" })}
          />
        )}
      </AttemptsContext>
    </AskContext>
  );
}

function isLost(error: unknown): boolean {
  return !(error instanceof CallFailed) || LOST_CODES.has(error.failure.code);
}
