import { Button } from "antd";
import { useCallback, useMemo, useRef, useState } from "react";
import { useMe } from "../../api";
import type { DiscrepancyItem } from "../../bindings/DiscrepancyItem";
import { EmptyState, type RowSelection, VirtualTable, visible } from "../../components";
import { m } from "../../messages/messages.js";
import { keyOf, topicWords } from "./kinds";
import { MarkDialog } from "./MarkDialog";
import type { Proposed } from "./Proposal";
import { ProposalDialog } from "./ProposalDialog";
import { ReviewDialog } from "./ReviewDialog";
import styles from "./reconcile.module.css";
import { useColumns } from "./useColumns";

interface GhostsProps {
  items: readonly DiscrepancyItem[];
  onSettled: (sessions: readonly number[]) => void;
  onSession: (session: number) => void;
}

/** Open sessions whose vehicle seems gone: each reviewed, or all at once, by an administrator. */
export function Ghosts({ items, onSettled, onSession }: GhostsProps) {
  const isAdministrator = useMe().role === "administrator";
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [marked, setMarked] = useState<readonly DiscrepancyItem[]>();
  const [isReviewing, setReviewing] = useState(false);
  const [proposed, setProposed] = useState<Proposed>();
  const last = useRef(-1);
  const columns = useColumns("ghosts", setProposed);
  const selected = useMemo(() => items.filter((item) => chosen.has(keyOf(item))), [items, chosen]);

  const onToggle = useCallback(
    (row: DiscrepancyItem, index: number, range: boolean) => {
      const from = range && last.current >= 0 ? Math.min(last.current, index) : index;
      const to = range && last.current >= 0 ? Math.max(last.current, index) : index;
      last.current = index;
      setChosen((now) => {
        const next = new Set(now);
        const isAdded = !next.has(keyOf(row));
        for (const one of items.slice(from, to + 1)) {
          if (isAdded) next.add(keyOf(one));
          else next.delete(keyOf(one));
        }
        return next;
      });
    },
    [items],
  );
  const selection = useMemo<RowSelection<DiscrepancyItem>>(
    () => ({
      isSelected: (row) => chosen.has(keyOf(row)),
      onToggle,
      all: selected.length === 0 ? "none" : selected.length === items.length ? "all" : "some",
      onToggleAll: () => setChosen(selected.length > 0 ? new Set() : new Set(items.map(keyOf))),
      allLabel: m.reconcile_choose_all({ count: items.length }),
      rowLabel: (row) => m.reconcile_choose({ plate: visible(row.plate.text).slice(0, 20) || "—" }),
    }),
    [chosen, selected, items, onToggle],
  );

  return (
    <>
      {isAdministrator && items.length > 0 && (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset brings a frame of its own.
        <div className={styles.acts} role="group" aria-label={m.reconcile_ghosts()}>
          <Button type="primary" onClick={() => setReviewing(true)} data-testid="review">
            {m.reconcile_review({ count: selected.length || items.length })}
          </Button>
          <Button
            disabled={selected.length === 0}
            onClick={() => setMarked(selected)}
            data-testid="mark-chosen"
          >
            {m.reconcile_mark_chosen({ count: selected.length })}
          </Button>
          <Button onClick={() => setMarked(items)} data-testid="mark-all">
            {m.reconcile_mark_all({ count: items.length })}
          </Button>
        </div>
      )}
      <VirtualTable
        label={topicWords.ghosts.title()}
        columns={columns}
        total={items.length}
        rowAt={(index) => items[index]}
        keyOf={keyOf}
        {...(isAdministrator ? { selection } : {})}
        onOpen={(row) => row.session !== null && onSession(row.session)}
        empty={<EmptyState title={m.reconcile_none()} hint={m.reconcile_none_hint()} />}
        testId="reconcile-table"
      />
      {isReviewing && (
        <ReviewDialog
          items={selected.length > 0 ? selected : items}
          onDecided={(gone) => {
            setReviewing(false);
            if (gone.length > 0) setMarked(gone);
          }}
          onClose={() => setReviewing(false)}
        />
      )}
      {marked && <MarkDialog items={marked} onSettled={onSettled} onClose={() => setMarked(undefined)} />}
      {proposed && (
        <ProposalDialog proposed={proposed} onSettled={onSettled} onClose={() => setProposed(undefined)} />
      )}
    </>
  );
}
