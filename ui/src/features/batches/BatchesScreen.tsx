import { useRead, wordsFor } from "../../api";
import type { BatchView } from "../../bindings/BatchView";
import {
  EmptyState,
  FailureState,
  LoadingState,
  Page,
  StatusWord,
  shortened,
  Time,
  useAddress,
} from "../../components";
import { m } from "../../messages/messages.js";
import { BatchDetails } from "./BatchDetails";
import styles from "./batches.module.css";
import { stateWords, workWords } from "./words";

/** What was done to many: progress, and each row's outcome. */
export function BatchesScreen({ onPlate }: { onPlate: (plate: string) => void }) {
  const { data, error, isPending, refetch } = useRead("batches", null);
  const [address, change] = useAddress();
  const chosen = data?.find((batch) => String(batch.id) === address.id) ?? data?.[0];
  return (
    <Page title={m.batches_title()} testId="batches">
      {isPending ? (
        <LoadingState />
      ) : !data ? (
        <FailureState {...wordsFor(error)} onRetry={() => void refetch()} />
      ) : !chosen ? (
        <EmptyState title={m.batches_none()} hint={m.batches_none_hint()} />
      ) : (
        <div className={styles.columns}>
          <nav className={styles.list} aria-label={m.batches_title()}>
            {data.map((batch) => (
              <Entry
                key={batch.id}
                batch={batch}
                chosen={batch.id === chosen.id}
                onChoose={() => change({ id: String(batch.id) })}
              />
            ))}
          </nav>
          <BatchDetails key={chosen.id} batch={chosen} onPlate={onPlate} />
        </div>
      )}
    </Page>
  );
}

interface EntryProps {
  batch: BatchView;
  chosen: boolean;
  onChoose: () => void;
}

function Entry({ batch, chosen, onChoose }: EntryProps) {
  const { tone, words } = stateWords[batch.state];
  const failed = batch.failed + batch.unknown;
  return (
    <button
      type="button"
      className={styles.entry}
      aria-current={chosen}
      onClick={onChoose}
      data-testid="batch"
    >
      <strong>{workWords(batch.work)}</strong>
      <span className={styles.line}>
        <StatusWord tone={tone} plain>
          {words()}
        </StatusWord>
        <span className={styles.number}>
          {batch.total - batch.left} / {batch.total}
        </span>
        {failed > 0 && (
          <StatusWord tone="bad" plain>
            {m.batches_failed({ count: failed })}
          </StatusWord>
        )}
      </span>
      <span className={styles.dim}>
        {shortened(batch.by, 12)} · <Time at={batch.at} />
      </span>
    </button>
  );
}
