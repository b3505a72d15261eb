import { Button } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import type { DiscrepancyItem } from "../../bindings/DiscrepancyItem";
import { Dialog, Facts, Keycap, Plate, stayWords, Time, useKeys } from "../../components";
import { m } from "../../messages/messages.js";
import { keyOf } from "./kinds";
import styles from "./reconcile.module.css";
import { whyOf } from "./useColumns";

interface ReviewDialogProps {
  items: readonly DiscrepancyItem[];
  /** Those that a person takes for gone. Nothing was done to them yet. */
  onDecided: (gone: readonly DiscrepancyItem[]) => void;
  onClose: () => void;
}

/** One vehicle after the other: gone or still here. What was decided is asked for once more at the end. */
export function ReviewDialog({ items, onDecided, onClose }: ReviewDialogProps) {
  return (
    <Dialog title={m.reconcile_review_title()} onClose={onClose} width="34rem">
      <Review items={items} onDecided={onDecided} />
    </Dialog>
  );
}

function Review({ items, onDecided }: Omit<ReviewDialogProps, "onClose">) {
  // Kept as they were when the review began, so that none slips away under the hand.
  const [all] = useState(items);
  const [at, setAt] = useState(0);
  const [gone, setGone] = useState<ReadonlySet<string>>(new Set());
  const item = all[at];
  const decide = (isGone: boolean) => {
    if (!item) return;
    const next = new Set(gone);
    if (isGone) next.add(keyOf(item));
    else next.delete(keyOf(item));
    setGone(next);
    if (at + 1 < all.length) setAt(at + 1);
    else onDecided(all.filter((one) => next.has(keyOf(one))));
  };
  const group = m.reconcile_title();
  useKeys([
    { keys: "1", label: m.reconcile_gone(), group, run: () => decide(true) },
    { keys: "2", label: m.reconcile_here(), group, run: () => decide(false) },
    { keys: "ArrowLeft", label: m.reconcile_back(), group, disabled: at === 0, run: () => setAt(at - 1) },
  ]);
  if (!item) return null;
  return (
    <div className={styles.fields} data-testid="review-dialog">
      <span className={styles.dim} aria-live="polite">
        {m.reconcile_review_at({ at: at + 1, count: all.length, gone: gone.size })}
      </span>
      <span>
        <Plate plate={item.plate} size="large" />
      </span>
      <p>{whyOf(item)}</p>
      <Facts
        facts={[
          [
            m.reconcile_arrived(),
            item.arrived_at !== null && <Time key="in" at={item.arrived_at} form="full" />,
          ],
          [m.reconcile_stay(), item.arrived_at !== null && stayWords(item.last_seen_at - item.arrived_at)],
          [m.reconcile_left(), item.left_at !== null && <Time key="left" at={item.left_at} form="full" />],
          [m.reconcile_found(), <Time key="found" at={item.first_seen_at} form="full" />],
          [
            m.reconcile_resembles(),
            item.resembles && <Plate key="like" plate={item.resembles} size="small" />,
          ],
        ]}
      />
      {item.session !== null && <Link to={`/sessions/${item.session}`}>{m.reconcile_open_session()}</Link>}
      <div className={styles.buttons}>
        <Button disabled={at === 0} onClick={() => setAt(at - 1)}>
          <Keycap keys="ArrowLeft" /> {m.reconcile_back()}
        </Button>
        <span className={styles.push} />
        <Button onClick={() => decide(true)} data-testid="review-gone">
          {m.reconcile_gone()} <Keycap keys="1" />
        </Button>
        <Button onClick={() => decide(false)} data-testid="review-here" data-autofocus>
          {m.reconcile_here()} <Keycap keys="2" />
        </Button>
      </div>
    </div>
  );
}
