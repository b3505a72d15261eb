import { FileExcelOutlined } from "@ant-design/icons";
import { Button, Input } from "antd";
import { useState } from "react";
import { useWrite, wordsFor } from "../../api";
import type { StockTaken } from "../../bindings/StockTaken";
import { Chips, FailureState, Field, formatMoment, MomentField, parseMoment } from "../../components";
import { FileDrop } from "../../components/form/FileDrop";
import { base64Of, CarParkField, useCarParks } from "../../domain";
import { m } from "../../messages/messages.js";
import { Differences } from "./Differences";
import { Ghosts } from "./Ghosts";
import styles from "./reconcile.module.css";

/** The program takes no larger ones. */
const MOST_BYTES = 10 * 1024 * 1024;
const MOST_TEXT = 1_000_000;

interface StockTakeProps {
  park: string;
  onSession: (session: number) => void;
}

type What = { text: string } | { base64: string };
type Side = "missing" | "unknown";

/** Plates that somebody saw in the car park, against the books: compared first, then reviewed. */
export function StockTake({ park, onSession }: StockTakeProps) {
  const parks = useCarParks();
  const [chosen, setChosen] = useState(park);
  const parkingId = parks.find((one) => one.parking_id === chosen)?.parking_id ?? parks[0]?.parking_id ?? "";
  const [text, setText] = useState("");
  const [when, setWhen] = useState(() => formatMoment(Date.now()));
  const [taken, setTaken] = useState<StockTaken>();
  const [tooBig, setTooBig] = useState(false);
  const compare = useWrite("take_stock");
  const countedAt = parseMoment(when);
  const isFuture = countedAt !== undefined && countedAt > Date.now();
  const isReady = parkingId !== "" && countedAt !== undefined && !isFuture && !compare.isPending;
  const run = (what: What) => {
    if (!isReady) return;
    setTooBig(false);
    compare.mutate(
      { parking_id: parkingId, counted_at: countedAt, ...what },
      { onSuccess: (answer) => setTaken(answer) },
    );
  };
  if (taken) return <Taken taken={taken} onSession={onSession} onAgain={() => setTaken(undefined)} />;
  return (
    <form
      className={styles.stock}
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() !== "") run({ text });
      }}
      data-testid="stock-take"
    >
      <div className={styles.stockWhen}>
        <CarParkField parks={parks} value={parkingId} onChange={setChosen} disabled={compare.isPending} />
        <MomentField
          label={m.reconcile_stock_when()}
          value={when}
          onChange={setWhen}
          error={isFuture ? m.reconcile_stock_future() : undefined}
          hint={m.reconcile_stock_when_hint()}
        />
      </div>
      <Field label={m.reconcile_stock_text()} hint={m.reconcile_stock_text_hint()}>
        {(control) => (
          <Input.TextArea
            {...control}
            value={text}
            onChange={(event) => setText(event.target.value)}
            rows={6}
            maxLength={MOST_TEXT}
            placeholder={"浙B12345\n浙BD12345"}
            spellCheck={false}
            data-testid="stock-text"
          />
        )}
      </Field>
      <FileDrop
        icon={<FileExcelOutlined aria-hidden />}
        title={m.reconcile_stock_file()}
        note={m.reconcile_stock_file_note()}
        accept=".xlsx,.csv,.txt"
        label={m.reconcile_stock_file()}
        disabled={!isReady}
        testId="stock-drop"
        inputTestId="stock-file"
        onFile={(file) => {
          if (file.size > MOST_BYTES) setTooBig(true);
          else void base64Of(file).then((base64) => run({ base64 }));
        }}
      />
      {tooBig && <FailureState what={m.reconcile_stock_too_big()} inline />}
      {compare.error && !tooBig && <FailureState {...wordsFor(compare.error)} inline />}
      <div className={styles.buttons}>
        <Button
          type="primary"
          htmlType="submit"
          disabled={!isReady || text.trim() === ""}
          loading={compare.isPending}
          data-testid="stock-compare"
        >
          {m.reconcile_stock_compare()}
        </Button>
      </div>
    </form>
  );
}

interface TakenProps {
  taken: StockTaken;
  onSession: (session: number) => void;
  onAgain: () => void;
}

function Taken({ taken, onSession, onAgain }: TakenProps) {
  const [side, setSide] = useState<Side>("missing");
  const [settled, setSettled] = useState<ReadonlySet<number>>(new Set());
  const settle = (sessions: readonly number[]) => setSettled((now) => new Set([...now, ...sessions]));
  const missing = taken.missing.filter((item) => !settled.has(item.session ?? -1));
  const unknown = taken.unknown.filter((item) => !settled.has(item.resembles_session ?? -1));
  return (
    <>
      <div className={styles.stockResult} data-testid="stock-result">
        <span>{m.reconcile_stock_seen({ count: taken.seen })}</span>
        <span>{m.reconcile_stock_known({ count: taken.known })}</span>
        {taken.twice > 0 && <span>{m.reconcile_stock_twice({ count: taken.twice })}</span>}
        {taken.came_since > 0 && <span>{m.reconcile_stock_since({ count: taken.came_since })}</span>}
        {taken.without_plate > 0 && <span>{m.reconcile_stock_without({ count: taken.without_plate })}</span>}
        <Button size="small" onClick={onAgain} data-testid="stock-again">
          {m.reconcile_stock_again()}
        </Button>
      </div>
      <Chips<Side>
        label={m.reconcile_stock()}
        value={side}
        onChange={setSide}
        options={[
          { value: "missing", label: m.reconcile_stock_missing(), count: missing.length },
          { value: "unknown", label: m.reconcile_stock_unknown(), count: unknown.length },
        ]}
      />
      <p className={styles.means}>
        {side === "missing" ? m.reconcile_stock_missing_means() : m.reconcile_stock_unknown_means()}
      </p>
      {side === "missing" ? (
        <Ghosts items={missing} onSettled={settle} onSession={onSession} />
      ) : (
        <Differences items={unknown} topic="unseen" onSettled={settle} onSession={onSession} />
      )}
    </>
  );
}
