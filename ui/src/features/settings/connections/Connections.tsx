import { Button } from "antd";
import { useRead, useWrite, wordsFor } from "../../../api";
import type { ConnectionView } from "../../../bindings/ConnectionView";
import { Ago, StatusWord, toast, visible } from "../../../components";
import { m } from "../../../messages/messages.js";
import { Section } from "../Section";
import sectionStyles from "../settings.module.css";
import styles from "./connections.module.css";
import { wholeOf } from "./progress";
import { Steps } from "./Steps";
import { stepNames } from "./words";

/** The way to each platform, tested step by step. */
export function Connections() {
  const read = useRead("connections", null);
  const write = useWrite("test_connection");
  const test = ({ platform, parking_id }: ConnectionView) =>
    write.mutate({ platform, parking_id }, { onError: (error) => toast.failure(wordsFor(error)) });
  const views = read.data ?? [];
  const busy = views.some((view) => view.test?.running);
  return (
    <Section
      title={m.connection_title()}
      hint={m.connection_hint()}
      read={read}
      action={
        views.length > 1 && (
          <Button onClick={() => views.forEach(test)} disabled={busy} data-testid="test-all">
            {m.connection_test_all()}
          </Button>
        )
      }
    >
      {(all) => (
        <div className={styles.list}>
          {all.map((view) => (
            <Connection
              key={`${view.platform} ${view.parking_id}`}
              view={view}
              onTest={() => test(view)}
              sending={write.isPending}
            />
          ))}
        </div>
      )}
    </Section>
  );
}

interface ConnectionProps {
  view: ConnectionView;
  onTest: () => void;
  sending: boolean;
}

function Connection({ view, onTest, sending }: ConnectionProps) {
  const { test } = view;
  const whole = wholeOf(test);
  const title =
    view.platform === "open_platform"
      ? m.connection_open_platform()
      : m.connection_city({ name: visible(view.name ?? view.parking_id ?? "") });
  return (
    <article
      className={styles.connection}
      aria-label={title}
      data-testid="connection"
      data-platform={view.platform}
      data-parking={view.parking_id ?? ""}
      data-state={whole}
    >
      <div className={styles.head}>
        <h3>{title}</h3>
        <span className={sectionStyles.hint}>{visible(view.address)}</span>
        <Whole view={view} />
        <Button
          onClick={onTest}
          loading={whole === "running"}
          disabled={sending && whole !== "running"}
          aria-label={`${test ? m.connection_test_again() : m.connection_test()}: ${title}`}
          data-testid="test-connection"
        >
          {test ? m.connection_test_again() : m.connection_test()}
        </Button>
      </div>
      {test && <Steps expected={view.expected} test={test} />}
    </article>
  );
}

function Whole({ view: { test } }: { view: ConnectionView }) {
  const failed = test?.steps.find((step) => step.outcome === "failed");
  const age = test && !test.running && <Ago at={test.started_at} />;
  switch (wholeOf(test)) {
    case "none":
      return <span className={sectionStyles.hint}>{m.connection_not_tested()}</span>;
    case "running":
      return (
        <StatusWord tone="info" plain>
          {m.connection_testing()}
        </StatusWord>
      );
    case "ok":
      return (
        <StatusWord tone="ok" plain>
          {m.connection_all_well()} {age}
        </StatusWord>
      );
    case "warning":
      return (
        <StatusWord tone="warn" plain>
          {m.connection_with_warnings()} {age}
        </StatusWord>
      );
    case "failed":
      return (
        <StatusWord tone="bad" plain>
          {m.connection_has_failed({ step: failed ? stepNames[failed.step]() : "" })} {age}
        </StatusWord>
      );
  }
}
