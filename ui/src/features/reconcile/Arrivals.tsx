import { Button } from "antd";
import { useMemo, useState } from "react";
import { wordsFor } from "../../api";
import type { DeliveryItem } from "../../bindings/DeliveryItem";
import {
  Ago,
  type Column,
  EmptyState,
  FailureState,
  LoadingState,
  Plate,
  Time,
  VirtualTable,
} from "../../components";
import { fieldWords } from "../../domain";
import { m } from "../../messages/messages.js";
import { topicWords } from "./kinds";
import type { Proposed } from "./Proposal";
import { ProposalDialog } from "./ProposalDialog";
import { useAwaiting } from "./useAwaiting";

interface ArrivalsProps {
  park: string;
  settled: ReadonlySet<number>;
  onSettled: (sessions: readonly number[]) => void;
  onSession: (session: number) => void;
}

/** Exits without an entry: a person says whose they are. */
export function Arrivals({ park, settled, onSettled, onSession }: ArrivalsProps) {
  const list = useAwaiting(park);
  const [proposed, setProposed] = useState<Proposed>();
  const rows = useMemo(() => list.rows.filter((row) => !settled.has(row.session)), [list.rows, settled]);
  const columns = useMemo<readonly Column<DeliveryItem>[]>(
    () => [
      {
        id: "plate",
        title: fieldWords.plate(),
        width: "9.5rem",
        cell: (row) => <Plate plate={row.plate} size="small" />,
      },
      { id: "at", title: m.reconcile_left(), width: "9rem", cell: (row) => <Time at={row.at} /> },
      {
        id: "ago",
        title: m.reconcile_waits(),
        width: "minmax(8rem, 1fr)",
        cell: (row) => <Ago at={row.at} />,
      },
      {
        id: "proposal",
        title: m.reconcile_proposal(),
        width: "minmax(12rem, 1fr)",
        cell: (row) => (
          <Button
            size="small"
            onClick={(event) => {
              event.stopPropagation();
              setProposed({ session: row.session, version: null, change: undefined });
            }}
            data-testid="propose"
          >
            {m.reconcile_find_half()}
          </Button>
        ),
      },
    ],
    [],
  );
  const { error } = list;
  if (!list.ready) {
    return isFailure(error) ? <FailureState {...wordsFor(error)} onRetry={list.retry} /> : <LoadingState />;
  }
  return (
    <>
      {isFailure(error) && <FailureState {...wordsFor(error)} inline onRetry={list.retry} />}
      <VirtualTable
        label={topicWords.arrivals.title()}
        columns={columns}
        total={rows.length}
        rowAt={(index) => rows[index]}
        keyOf={(row) => String(row.id)}
        onOpen={(row) => onSession(row.session)}
        empty={<EmptyState title={m.reconcile_arrivals_none()} />}
        testId="reconcile-table"
      />
      {proposed && (
        <ProposalDialog proposed={proposed} onSettled={onSettled} onClose={() => setProposed(undefined)} />
      )}
    </>
  );
}

function isFailure(error: unknown): boolean {
  return error !== undefined && error !== null;
}
