import { Button } from "antd";
import { useState } from "react";
import { useRead, wordsFor } from "../../api";
import type { ShiftView } from "../../bindings/ShiftView";
import { EmptyState, FailureState, LoadingState, SafeText, Stay, shortened, Time } from "../../components";
import { m } from "../../messages/messages.js";
import styles from "./shift.module.css";

const AT_ONCE = 50;
const LONGEST_NAME = 24;
const LONGEST_NOTE = 60;

type Open = (shift: number) => void;

/** The shifts that were handed over, the newest first; older ones when asked for. */
export function ShiftList({ onOpen }: { onOpen: Open }) {
  const [pages, setPages] = useState<readonly (number | undefined)[]>([undefined]);
  const older = (before: number) => setPages((now) => [...now, before]);
  return (
    <section className={styles.card} aria-label={m.shift_closed()} data-testid="shifts">
      <header>
        <h2>{m.shift_closed()}</h2>
      </header>
      {pages.map((before, at) => (
        <Rows
          key={before ?? 0}
          before={before}
          onOpen={onOpen}
          {...(at === pages.length - 1 ? { onOlder: older } : {})}
        />
      ))}
    </section>
  );
}

interface RowsProps {
  before: number | undefined;
  onOpen: Open;
  /** On the last page only. */
  onOlder?: (before: number) => void;
}

function Rows({ before, onOpen, onOlder }: RowsProps) {
  const { data, error, refetch } = useRead("shifts", {
    limit: AT_ONCE,
    ...(before === undefined ? {} : { before }),
  });
  if (!data) {
    return error ? <FailureState {...wordsFor(error)} onRetry={() => void refetch()} /> : <LoadingState />;
  }
  if (data.length === 0) {
    return before === undefined ? (
      <EmptyState title={m.shift_none()} hint={m.shift_none_hint()} />
    ) : (
      <p className={styles.dim}>{m.shift_no_older()}</p>
    );
  }
  const last = data.at(-1);
  return (
    <>
      {error && <FailureState {...wordsFor(error)} inline onRetry={() => void refetch()} />}
      <table className={styles.table}>
        <thead>
          <tr>
            <th>{m.shift_ended()}</th>
            <th>{m.shift_lasted()}</th>
            <th>{m.shift_left_by()}</th>
            <th>{m.shift_taken_by()}</th>
            <th>{m.shift_note()}</th>
            <th aria-label={m.shift_show()} />
          </tr>
        </thead>
        <tbody>
          {data.map((shift) => (
            <Row key={shift.id} shift={shift} onOpen={onOpen} />
          ))}
        </tbody>
      </table>
      {last && onOlder && data.length === AT_ONCE && (
        <Button onClick={() => onOlder(last.id)} data-testid="shifts-older">
          {m.shift_older()}
        </Button>
      )}
    </>
  );
}

function Row({ shift, onOpen }: { shift: ShiftView; onOpen: Open }) {
  const name = (text: string) => <SafeText text={text} length={LONGEST_NAME} />;
  return (
    <tr data-testid="shift-row" data-shift={shift.id}>
      <td>
        <Time at={shift.closed_at} />
      </td>
      <td>
        <Stay ms={shift.closed_at - shift.begun_at} />
      </td>
      <td>{name(shift.left_by)}</td>
      <td>{name(shift.taken_by)}</td>
      <td className={styles.note}>
        {shift.note && shortened(shift.note.replace(/\s+/g, " "), LONGEST_NOTE)}
      </td>
      <td>
        <Button size="small" onClick={() => onOpen(shift.id)}>
          {m.shift_show()}
        </Button>
      </td>
    </tr>
  );
}
