import { Button } from "antd";
import { useMemo, useState } from "react";
import { useWindows, useWrite, wordsFor } from "../../api";
import type { ImportRowView } from "../../bindings/ImportRowView";
import type { ImportView } from "../../bindings/ImportView";
import type { RowVerdict } from "../../bindings/RowVerdict";
import {
  Chips,
  type Column,
  EmptyState,
  FailureState,
  LoadingState,
  Panel,
  Plate,
  Section,
  StatusWord,
  shortened,
  type Tone,
  VirtualTable,
} from "../../components";
import { ChangeList, fieldWords } from "../../domain";
import { m } from "../../messages/messages.js";
import { Columns } from "./Columns";
import { changesLine, problemWords } from "./problems";
import styles from "./sheets.module.css";

interface ReviewProps {
  view: ImportView;
  /** Another file, or the same one mended. */
  onAgain: () => void;
  onBatch: (id: number) => void;
}

const VERDICTS: Record<RowVerdict, { tone: Tone; words: () => string }> = {
  added: { tone: "ok", words: m.sheets_added },
  changed: { tone: "info", words: m.sheets_changed },
  same: { tone: "neutral", words: m.sheets_same },
  wrong: { tone: "bad", words: m.sheets_wrong },
};

/** What a spreadsheet would do, row by row, before anything is written. */
export function Review({ view, onAgain, onBatch }: ReviewProps) {
  const [verdict, setVerdict] = useState<RowVerdict | "">(view.wrong > 0 ? "wrong" : "");
  const [opened, setOpened] = useState<ImportRowView>();
  const windows = useWindows("import_rows", { id: view.id, ...(verdict ? { verdict } : {}) });
  const apply = useWrite("apply_import");
  const columns = useReviewColumns();
  const effective = view.added + view.changed;
  const run = () => apply.mutate({ id: view.id }, { onSuccess: (batch) => onBatch(batch.id) });
  return (
    <div className={styles.review} data-testid="import-review">
      <div className={styles.summary}>
        <strong>{shortened(view.name, 40)}</strong>
        <Chips<RowVerdict | "">
          label={m.sheets_verdicts()}
          value={verdict}
          onChange={setVerdict}
          options={[
            { value: "", label: m.sheets_all(), count: view.rows },
            { value: "added", label: m.sheets_added(), count: view.added },
            { value: "changed", label: m.sheets_changed(), count: view.changed },
            { value: "same", label: m.sheets_same(), count: view.same },
            { value: "wrong", label: m.sheets_wrong(), count: view.wrong },
          ]}
        />
        <span className={styles.acts}>
          <Button onClick={onAgain} disabled={apply.isPending} data-testid="import-again">
            {m.sheets_again()}
          </Button>
          <Button
            type="primary"
            onClick={run}
            disabled={effective === 0}
            loading={apply.isPending}
            data-testid="import-apply"
          >
            {m.sheets_apply({ count: effective })}
          </Button>
        </span>
      </div>
      <Columns columns={view.columns} />
      <p className={styles.dim}>
        {view.wrong > 0 ? m.sheets_review_wrong({ count: view.wrong }) : m.sheets_review_fine()}
      </p>
      {apply.error && <FailureState {...wordsFor(apply.error)} inline />}
      {windows.head ? (
        <VirtualTable
          label={m.sheets_verdicts()}
          columns={columns}
          total={windows.total}
          rowAt={windows.rowAt}
          keyOf={(row) => String(row.row)}
          onSee={windows.see}
          startKey={windows.key}
          old={windows.old}
          onOpen={setOpened}
          empty={<EmptyState title={m.sheets_no_rows()} />}
          testId="import-rows"
        />
      ) : windows.error ? (
        <FailureState {...wordsFor(windows.error)} onRetry={windows.retry} />
      ) : (
        <LoadingState />
      )}
      {opened && <RowPanel row={opened} onClose={() => setOpened(undefined)} />}
    </div>
  );
}

function Verdict({ verdict }: { verdict: RowVerdict }) {
  const { tone, words } = VERDICTS[verdict];
  return (
    <StatusWord tone={tone} plain>
      <span data-verdict={verdict}>{words()}</span>
    </StatusWord>
  );
}

function useReviewColumns(): readonly Column<ImportRowView>[] {
  return useMemo(
    () => [
      { id: "row", title: m.sheets_row(), width: "4.5rem", end: true, cell: (row) => row.row },
      {
        id: "plate",
        title: fieldWords.plate(),
        width: "9.5rem",
        cell: (row) => <Plate plate={row.plate} size="small" />,
      },
      {
        id: "verdict",
        title: m.sheets_verdict(),
        width: "7rem",
        cell: (row) => <Verdict verdict={row.verdict} />,
      },
      {
        id: "what",
        title: m.sheets_what(),
        width: "minmax(20rem, 1fr)",
        cell: (row) => <What row={row} />,
      },
    ],
    [],
  );
}

/** In one line; the panel has all of it. */
function What({ row }: { row: ImportRowView }) {
  return (
    <>
      {row.problems.map((problem) => (
        <span
          key={`${problem.field} ${problem.problem}`}
          className={problem.warning ? styles.warning : styles.problem}
        >
          {problemWords(problem)}
        </span>
      ))}
      {row.verdict !== "wrong" && <span>{changesLine(row.changes)}</span>}
    </>
  );
}

function RowPanel({ row, onClose }: { row: ImportRowView; onClose: () => void }) {
  return (
    <Panel title={m.sheets_row_title({ row: row.row })} onClose={onClose} width="32rem" testId="import-row">
      <p className={styles.summary}>
        <Plate plate={row.plate} />
        <Verdict verdict={row.verdict} />
      </p>
      {row.problems.length > 0 && (
        <Section title={m.sheets_problems()}>
          <ul className={styles.list}>
            {row.problems.map((problem) => (
              <li key={`${problem.field} ${problem.problem}`}>
                <StatusWord tone={problem.warning ? "warn" : "bad"} plain>
                  {problemWords(problem)}
                </StatusWord>
              </li>
            ))}
          </ul>
        </Section>
      )}
      {row.changes.length > 0 && (
        <Section title={m.sheets_changes()}>
          <ChangeList changes={row.changes} />
        </Section>
      )}
    </Panel>
  );
}
