import { useMemo } from "react";
import type { LaneCard as Lane } from "../../../bindings/LaneCard";
import type { PassageItem } from "../../../bindings/PassageItem";
import { shortened, useKeys } from "../../../components";
import { laneKey, laneShortcut } from "../../../domain";
import { m } from "../../../messages/messages.js";
import { coolUntil } from "../opening/flow";
import { useAskToOpen, useAttempts } from "../opening/OpeningDesk";
import { LaneCard } from "./LaneCard";
import styles from "./lanes.module.css";

interface LaneGridProps {
  lanes: readonly Lane[];
  /** When they were read. */
  readAt: number;
  onPassage: (passage: PassageItem) => void;
  onPlate: (plate: string) => void;
  onCorrect: (passage: PassageItem) => void;
}

/** Beside more than these a card is too small for a whole photo. */
const LARGE_CARDS = 6;
const LONGEST_LANE = 16;

/** Up to eight lanes stand on the screen at once; further ones are scrolled to. */
export function LaneGrid({ lanes, readAt, ...handlers }: LaneGridProps) {
  const ask = useAskToOpen();
  const attempts = useAttempts();
  useLaneKeys(lanes, handlers.onPassage);
  return (
    <div className={styles.grid} data-lanes={Math.min(lanes.length, 9)}>
      {lanes.map((lane, at) => {
        const attempt = attempts[laneKey(lane)];
        return (
          <LaneCard
            key={laneKey(lane)}
            lane={lane}
            shortcut={laneShortcut(at)}
            attempt={attempt}
            coolUntil={coolUntil(lane, readAt, attempt)}
            photos={lanes.length <= LARGE_CARDS ? "card" : "thumbnail"}
            onOpen={ask}
            {...handlers}
          />
        );
      })}
    </div>
  );
}

function useLaneKeys(lanes: readonly Lane[], onPassage: (passage: PassageItem) => void): void {
  const ask = useAskToOpen();
  const bindings = useMemo(() => {
    const group = m.booth_keys_lanes();
    return lanes.flatMap((lane, at) => {
      const keys = laneShortcut(at);
      if (!keys) return [];
      const name = shortened(lane.name, LONGEST_LANE);
      const { last } = lane;
      return [
        {
          keys,
          label: m.booth_key_open({ lane: name }),
          group,
          inFields: true,
          run: () => ask(laneKey(lane)),
        },
        {
          keys: `Shift+${keys}`,
          label: m.booth_key_passage({ lane: name }),
          group,
          inFields: true,
          disabled: !last,
          run: () => last && onPassage(last),
        },
      ];
    });
  }, [lanes, ask, onPassage]);
  useKeys(bindings);
}
