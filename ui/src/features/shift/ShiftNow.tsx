import { UserSwitchOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useState } from "react";
import { useMe, useRead, wordsFor } from "../../api";
import { FailureState, Keycap, LoadingState, Page, SafeText, Time, useKeys } from "../../components";
import { m } from "../../messages/messages.js";
import { CloseDialog } from "./CloseDialog";
import { Report } from "./Report";
import { ShiftList } from "./ShiftList";
import styles from "./shift.module.css";

/** What happened since the last handover, and handing over. */
export function ShiftNow({ onOpen }: { onOpen: (shift: number) => void }) {
  const me = useMe();
  const { data, error, refetch } = useRead("shift", null);
  const [closing, setClosing] = useState(false);
  const begin = () => data && setClosing(true);
  useKeys([{ keys: "H", label: m.shift_close(), group: m.shift_title(), run: begin }]);
  return (
    <Page
      title={m.shift_title()}
      testId="shift"
      actions={
        <Button
          type="primary"
          icon={<UserSwitchOutlined aria-hidden />}
          disabled={!data}
          onClick={begin}
          data-testid="shift-close"
        >
          {m.shift_close()} <Keycap keys="H" onColour />
        </Button>
      }
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and is reached by keys. */}
      <div className={styles.scroll} tabIndex={0}>
        <section className={styles.card} aria-label={m.shift_now()} data-testid="shift-now">
          <header>
            <h2>{m.shift_now()}</h2>
            {data && (
              <span className={styles.dim}>
                <SafeText text={me.name} length={40} /> · {m.shift_since()}{" "}
                <Time at={data.begun_at} form="full" />
              </span>
            )}
          </header>
          {error && data && <FailureState {...wordsFor(error)} inline onRetry={() => void refetch()} />}
          {data ? (
            <Report counted={data.counted} />
          ) : error ? (
            <FailureState {...wordsFor(error)} onRetry={() => void refetch()} />
          ) : (
            <LoadingState label={m.shift_counting()} />
          )}
        </section>
        <ShiftList onOpen={onOpen} />
      </div>
      {closing && data && <CloseDialog now={data} onClose={() => setClosing(false)} />}
    </Page>
  );
}
