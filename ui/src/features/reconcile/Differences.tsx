import { useState } from "react";
import type { DiscrepancyItem } from "../../bindings/DiscrepancyItem";
import { EmptyState, VirtualTable } from "../../components";
import { m } from "../../messages/messages.js";
import { keyOf, type Topic, topicWords } from "./kinds";
import type { Proposed } from "./Proposal";
import { ProposalDialog } from "./ProposalDialog";
import { useColumns } from "./useColumns";

interface DifferencesProps {
  items: readonly DiscrepancyItem[];
  topic: Topic;
  onSettled: (sessions: readonly number[]) => void;
  onSession: (session: number) => void;
}

/** Differences to look at one by one; a row opens its session. */
export function Differences({ items, topic, onSettled, onSession }: DifferencesProps) {
  const [proposed, setProposed] = useState<Proposed>();
  const columns = useColumns(topic, setProposed);
  return (
    <>
      <VirtualTable
        label={topicWords[topic].title()}
        columns={columns}
        total={items.length}
        rowAt={(index) => items[index]}
        keyOf={keyOf}
        startKey={topic}
        onOpen={(row) => {
          const session = row.session ?? row.resembles_session;
          if (session !== null) onSession(session);
        }}
        empty={<EmptyState title={m.reconcile_none()} hint={m.reconcile_none_hint()} />}
        testId="reconcile-table"
      />
      {proposed && (
        <ProposalDialog proposed={proposed} onSettled={onSettled} onClose={() => setProposed(undefined)} />
      )}
    </>
  );
}
