import { Button } from "antd";
import { useState } from "react";
import { wordsFor } from "../../api";
import { EmptyState, FailureState, formatTime, LoadingState, VirtualTable } from "../../components";
import { m } from "../../messages/messages.js";
import styles from "./deliveries.module.css";
import { type Address, filterBy } from "./filter";
import { PhotoBatchesDialog } from "./PhotoBatchesDialog";
import { SelectionBar } from "./SelectionBar";
import { useColumns } from "./useColumns";
import { useDeliveries } from "./useDeliveries";
import { useSelection } from "./useSelection";

interface ListViewProps {
  address: Address;
  onSession: (session: number) => void;
}

/** Each delivery, the newest passage first, read further back as one scrolls; a row opens its session. */
export function ListView({ address, onSession }: ListViewProps) {
  const filter = filterBy(address);
  const list = useDeliveries(filter);
  const columns = useColumns();
  const [isAsking, setAsking] = useState(false);
  const { rows, next } = list.kept;
  const selection = useSelection(list.key, rows);
  const isFiltered = Object.entries(address).some(([name, value]) => name !== "view" && value !== "");
  const more = next === null ? 0 : 1;
  if (!list.ready) {
    return list.error ? <FailureState {...wordsFor(list.error)} onRetry={list.retry} /> : <LoadingState />;
  }
  return (
    <>
      {list.error && <FailureState {...wordsFor(list.error)} inline onRetry={list.retry} />}
      <div className={styles.above}>
        <SelectionBar selection={selection} filter={filter} />
        <span className={styles.searched} aria-live="polite">
          {next === null
            ? m.deliveries_rows({ count: rows.length })
            : m.deliveries_searched({ count: rows.length, until: formatTime(next.at, "full", next.at) })}
        </span>
        <Button size="small" type="link" onClick={() => setAsking(true)} data-testid="photo-batches-open">
          {m.deliveries_again_batches()}
        </Button>
        {isAsking && <PhotoBatchesDialog onClose={() => setAsking(false)} />}
      </div>
      <VirtualTable
        label={m.deliveries_list()}
        columns={columns}
        // One row more than there is: it is being read once it comes on screen.
        total={rows.length + more}
        rowAt={(index) => rows[index]}
        keyOf={(row) => String(row.id)}
        onSee={(_, last) => list.see(last)}
        selection={selection.forTable}
        startKey={list.key}
        old={list.old}
        onOpen={(row) => onSession(row.session)}
        empty={
          <EmptyState
            title={m.deliveries_none()}
            hint={isFiltered ? m.deliveries_none_filtered() : m.deliveries_none_hint()}
          />
        }
        testId="deliveries-table"
      />
      {list.olderError !== undefined && (
        <FailureState {...wordsFor(list.olderError)} inline onRetry={list.readOlder} />
      )}
    </>
  );
}
