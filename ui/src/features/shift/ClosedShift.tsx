import { ArrowLeftOutlined, PrinterOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { createPortal } from "react-dom";
import { CallFailed, useRead, wordsFor } from "../../api";
import type { ShiftView } from "../../bindings/ShiftView";
import {
  EmptyState,
  Facts,
  FailureState,
  Keycap,
  LoadingState,
  Page,
  SafeText,
  Stay,
  Time,
  useKeys,
  visible,
} from "../../components";
import { carParkName, useCarParks } from "../../domain";
import { m } from "../../messages/messages.js";
import { Report } from "./Report";
import styles from "./shift.module.css";

const LONGEST_NAME = 60;

/** One shift that was handed over, as both signed for it. Printed, or saved as PDF by the system's print dialog. */
export function ClosedShift({ id, onBack }: { id: number; onBack: () => void }) {
  const { data, error, refetch } = useRead("closed_shift", { id });
  const print = () => data && window.print();
  useKeys([
    { keys: "Escape", label: m.shift_back(), group: m.shift_title(), run: onBack },
    { keys: "Ctrl+P", label: m.shift_print(), group: m.shift_title(), run: print },
  ]);
  const isGone = error instanceof CallFailed && error.failure.code === "not_found";
  return (
    <Page
      title={m.shift_one()}
      testId="closed-shift"
      tools={
        <Button icon={<ArrowLeftOutlined aria-hidden />} onClick={onBack} data-testid="shift-back">
          {m.shift_back()} <Keycap keys="Escape" />
        </Button>
      }
      actions={
        <Button
          type="primary"
          icon={<PrinterOutlined aria-hidden />}
          disabled={!data}
          onClick={print}
          data-testid="shift-print"
        >
          {m.shift_print()} <Keycap keys="Ctrl+P" onColour />
        </Button>
      }
    >
      {data ? (
        <>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and is reached by keys. */}
          <div className={styles.scroll} tabIndex={0}>
            <section className={styles.card} data-testid="shift-whole">
              <Whole shift={data} />
            </section>
          </div>
          {/* What is printed stands beside the program, which has neither its height nor its colours on paper. */}
          {createPortal(
            <div className={styles.paper} aria-hidden data-paper data-testid="shift-paper">
              <h1>{m.shift_paper_title()}</h1>
              <Whole shift={data} />
              <p className={styles.dim}>{m.shift_paper_note({ id: data.id })}</p>
            </div>,
            document.body,
          )}
        </>
      ) : isGone ? (
        <EmptyState title={m.shift_gone()} hint={m.shift_gone_hint()} />
      ) : error ? (
        <FailureState {...wordsFor(error)} onRetry={() => void refetch()} />
      ) : (
        <LoadingState />
      )}
    </Page>
  );
}

function Whole({ shift }: { shift: ShiftView }) {
  const parks = useCarParks();
  const name = (key: string, text: string) => <SafeText key={key} text={text} length={LONGEST_NAME} />;
  return (
    <>
      <Facts
        facts={[
          [m.shift_begun(), <Time key="begun" at={shift.begun_at} form="full" />],
          [m.shift_ended(), <Time key="ended" at={shift.closed_at} form="full" />],
          [m.shift_left_by(), name("left", shift.left_by)],
          [m.shift_taken_by(), name("taken", shift.taken_by)],
          [m.shift_lasted(), <Stay key="lasted" ms={shift.closed_at - shift.begun_at} />],
          [
            m.shift_car_parks(),
            shift.car_parks.length === 0
              ? m.shift_all_car_parks()
              : shift.car_parks.map((id) => carParkName(parks, id)).join(m.shift_and()),
          ],
        ]}
      />
      <p className={styles.dim}>{m.shift_signed()}</p>
      <h3>{m.shift_note()}</h3>
      <p className={styles.words}>
        {shift.note ? shift.note.split("\n").map(visible).join("\n") : m.shift_no_note()}
      </p>
      <Report counted={shift.counted} />
    </>
  );
}
