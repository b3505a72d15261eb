import { ArrowDownOutlined, ArrowUpOutlined, QuestionOutlined, SwapOutlined } from "@ant-design/icons";
import type { ReactNode } from "react";
import type { Direction } from "../bindings/Direction";
import type { LaneDirection } from "../bindings/LaneDirection";
import { StatusWord } from "../components";
import { m } from "../messages/messages.js";

const LANE: Record<LaneDirection, { icon: ReactNode; words: () => string }> = {
  in: { icon: <ArrowDownOutlined aria-hidden />, words: m.domain_lane_in },
  out: { icon: <ArrowUpOutlined aria-hidden />, words: m.domain_lane_out },
  both: { icon: <SwapOutlined rotate={90} aria-hidden />, words: m.domain_lane_both },
};

/** Which way a lane goes, by arrow and word. */
export function LaneDirectionTag({ direction }: { direction: LaneDirection | null }) {
  const look = direction ? LANE[direction] : undefined;
  return (
    <StatusWord tone="neutral" icon={look?.icon ?? <QuestionOutlined aria-hidden />}>
      {look?.words() ?? m.domain_lane_unknown()}
    </StatusWord>
  );
}

/** Which way a vehicle went, by arrow and word. */
export function DirectionWord({ direction }: { direction: Direction }) {
  return (
    <span style={{ whiteSpace: "nowrap" }}>
      {LANE[direction].icon} {directionWord(direction)}
    </span>
  );
}

export function directionWord(direction: Direction): string {
  return direction === "in" ? m.domain_direction_in() : m.domain_direction_out();
}
