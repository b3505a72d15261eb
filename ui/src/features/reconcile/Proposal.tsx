import { Button } from "antd";
import type { DiscrepancyItem } from "../../bindings/DiscrepancyItem";
import type { SessionChange } from "../../bindings/SessionChange";
import { Plate } from "../../components";
import { m } from "../../messages/messages.js";
import styles from "./reconcile.module.css";

/** A correction that somebody may make of a session. */
export interface Proposed {
  session: number;
  /** As it was seen; read when it is looked at where nobody saw it yet. */
  version: string | null;
  /** Undefined where the other half is still to be chosen. */
  change: SessionChange | undefined;
}

/** What may be behind a difference, and what would mend it. Nothing happens before a person has seen what changes. */
export function Proposal({
  item,
  onPropose,
}: {
  item: DiscrepancyItem;
  onPropose: (proposed: Proposed) => void;
}) {
  const proposed = proposedOf(item);
  if (!proposed) return null;
  const { resembles } = item;
  return (
    <span className={styles.proposal}>
      {resembles && item.kind !== "other_time" && (
        <>
          {m.reconcile_resembles()} <Plate plate={resembles} size="small" />
        </>
      )}
      <Button
        size="small"
        // The row itself opens the session.
        onClick={(event) => {
          event.stopPropagation();
          onPropose(proposed);
        }}
        data-testid="propose"
      >
        {wordsOf(proposed)}
      </Button>
    </span>
  );
}

export function proposedOf(item: DiscrepancyItem): Proposed | undefined {
  const { kind, session, version, resembles, resembles_session: other } = item;
  if (kind === "other_time" && session !== null && item.entered_at !== null) {
    return { session, version, change: { change: "arrived_at", at: item.entered_at } };
  }
  if (!resembles) return undefined;
  // Only the list knows the other plate, or its own: then a plate was misread.
  if (session !== null) {
    return other === null
      ? { session, version, change: { change: "plate", plate: resembles.text } }
      : { session, version, change: undefined };
  }
  return other === null
    ? undefined
    : { session: other, version: null, change: { change: "plate", plate: item.plate.text } };
}

function wordsOf({ change }: Proposed): string {
  switch (change?.change) {
    case "plate":
      return m.reconcile_correct_plate();
    case "arrived_at":
      return m.reconcile_correct_time();
    default:
      return m.reconcile_find_half();
  }
}
