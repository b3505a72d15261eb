import { Button } from "antd";
import { type FormEvent, useState } from "react";
import { call, fieldOf, useWrite, wordsFor } from "../../api";
import type { PassageItem } from "../../bindings/PassageItem";
import {
  Dialog,
  EmptyState,
  FailureState,
  formOf,
  Plate,
  StatusWord,
  TextField,
  VirtualTable,
} from "../../components";
import { m } from "../../messages/messages.js";
import { extend, type Kept } from "./keep";
import { PassageView } from "./PassageView";
import styles from "./passages.module.css";
import { usePassageColumns } from "./usePassageColumns";

interface PlateHistoryDialogProps {
  plate: string;
  onPlate: (plate: string) => void;
  onCorrect: (passage: PassageItem) => void;
  onSession: (session: number) => void;
  onClose: () => void;
}

const LONGEST_REASON = 200;
const SHORTEST_REASON = 2;

/** Every passage of one plate. Where somebody has been is personal: it needs a reason, which is recorded. */
export function PlateHistoryDialog(props: PlateHistoryDialogProps) {
  const { plate, onClose } = props;
  const [reason, setReason] = useState("");
  const [found, setFound] = useState<Kept>();
  const read = useWrite("plate_history");
  const ready = Array.from(reason.trim()).length >= SHORTEST_REASON && !read.isPending;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready) read.mutate({ plate, reason: reason.trim() }, { onSuccess: setFound });
  };
  const usual = [m.passages_reason_dispute(), m.passages_reason_fee(), m.passages_reason_police()];
  return (
    <Dialog
      title={m.passages_history_title()}
      onClose={onClose}
      width={found ? "min(94vw, 68rem)" : "32rem"}
      held={read.isPending}
    >
      <div className={styles.history} data-testid="plate-history">
        <p>
          <Plate plate={{ text: plate, form: formOf(plate) }} />
        </p>
        {found ? (
          <Found {...props} reason={reason.trim()} kept={found} onKept={setFound} />
        ) : (
          <form className={styles.form} onSubmit={submit}>
            <p>{m.passages_history_what()}</p>
            <TextField
              label={m.passages_reason()}
              value={reason}
              onChange={setReason}
              autoFocus
              maxLength={LONGEST_REASON}
              error={read.error && fieldOf(read.error) === "reason" ? wordsFor(read.error).what : undefined}
            />
            <div className={styles.usual}>
              {usual.map((words) => (
                <Button key={words} size="small" onClick={() => setReason(words)}>
                  {words}
                </Button>
              ))}
            </div>
            {read.error && fieldOf(read.error) === undefined && (
              <FailureState {...wordsFor(read.error)} inline />
            )}
            <div className={styles.buttons}>
              <Button onClick={onClose}>{m.kit_cancel()}</Button>
              <Button
                type="primary"
                htmlType="submit"
                disabled={!ready}
                loading={read.isPending}
                data-testid="history-send"
              >
                {m.passages_history_act()}
              </Button>
            </div>
          </form>
        )}
      </div>
    </Dialog>
  );
}

interface FoundProps extends PlateHistoryDialogProps {
  reason: string;
  kept: Kept;
  onKept: (kept: Kept) => void;
}

function Found({ plate, reason, kept, onKept, onPlate, onCorrect, onSession, onClose }: FoundProps) {
  const columns = usePassageColumns();
  const [opened, setOpened] = useState<PassageItem>();
  const [asking, setAsking] = useState(false);
  const [error, setError] = useState<unknown>();
  const { rows, next } = kept;
  const at = rows.findIndex((row) => row.id === opened?.id);
  const older = async () => {
    if (next === null || asking) return;
    setAsking(true);
    try {
      onKept(extend(kept, await call("plate_history", { plate, reason, before: next })));
      setError(undefined);
    } catch (failure) {
      setError(failure);
    } finally {
      setAsking(false);
    }
  };
  const leave = (then: () => void) => {
    onClose();
    then();
  };
  return (
    <>
      <StatusWord tone="info" plain>
        {m.passages_history_recorded()}
      </StatusWord>
      <div className={styles.found}>
        <VirtualTable
          label={m.passages_history_title()}
          columns={columns}
          total={rows.length}
          rowAt={(index) => rows[index]}
          keyOf={(row) => String(row.id)}
          rowHeight={3.1}
          onOpen={setOpened}
          empty={<EmptyState title={m.passages_history_none()} />}
          testId="history-table"
        />
      </div>
      {error !== undefined && <FailureState {...wordsFor(error)} inline />}
      <div className={styles.buttons}>
        <span className={styles.dim}>
          {next === null ? m.passages_all({ count: rows.length }) : m.passages_so_far({ count: rows.length })}
        </span>
        {next !== null && (
          <Button loading={asking} onClick={() => void older()}>
            {m.passages_more()}
          </Button>
        )}
        <Button onClick={onClose}>{m.kit_close()}</Button>
      </div>
      {opened && (
        <PassageView
          passage={opened}
          newer={at > 0 ? rows[at - 1] : undefined}
          older={at >= 0 ? rows[at + 1] : undefined}
          onShow={setOpened}
          onPlate={(one) => leave(() => onPlate(one))}
          onCorrect={(one) => leave(() => onCorrect(one))}
          onSession={(one) => leave(() => onSession(one))}
          onClose={() => setOpened(undefined)}
        />
      )}
    </>
  );
}
