import {
  BellOutlined,
  CheckOutlined,
  ExclamationCircleFilled,
  InfoCircleFilled,
  SoundOutlined,
  StopOutlined,
} from "@ant-design/icons";
import { memo } from "react";
import { useRead, useWrite, wordsFor } from "../../../api";
import type { AlertView } from "../../../bindings/AlertView";
import { Ago, FailureState, Plate, shortened } from "../../../components";
import { m } from "../../../messages/messages.js";
import styles from "./alerts.module.css";
import { ranked, type Urgency, unacknowledged, urgencyOf } from "./rank";
import { wordsOf } from "./words";

const LOOKS: Record<Urgency, { icon: typeof StopOutlined; words: () => string }> = {
  urgent: { icon: StopOutlined, words: m.booth_alert_urgent },
  serious: { icon: ExclamationCircleFilled, words: m.booth_alert_serious },
  minor: { icon: InfoCircleFilled, words: m.booth_alert_minor },
};

/** What waits for somebody, the most urgent first; it stays until it is acknowledged, over a restart too. */
export function AlertList({ onPlate }: { onPlate: (plate: string) => void }) {
  const { data, error, refetch } = useRead("alerts", null);
  const options = useRead("options", null);
  const acknowledge = useWrite("acknowledge_alert");
  const alerts = ranked(data ?? []);
  const count = unacknowledged(alerts).length;
  return (
    <section className={styles.alerts} aria-label={m.booth_alerts()} data-testid="alerts">
      <header className={styles.head}>
        <h2>
          {m.booth_alerts()} {count > 0 && <span className={styles.count}>{count}</span>}
        </h2>
        {options.data && <Sound on={options.data.alert_sound} />}
      </header>
      {error && !data && <FailureState {...wordsFor(error)} inline onRetry={() => void refetch()} />}
      {acknowledge.error && <FailureState {...wordsFor(acknowledge.error)} inline />}
      {data && alerts.length === 0 && (
        <p className={styles.none}>
          <CheckOutlined aria-hidden /> {m.booth_alerts_none()}
        </p>
      )}
      <ul className={styles.list}>
        {alerts.map((alert) => (
          <Item key={alert.id} alert={alert} onAcknowledge={acknowledge.mutate} onPlate={onPlate} />
        ))}
      </ul>
    </section>
  );
}

function Sound({ on }: { on: boolean }) {
  return on ? (
    <span className={styles.sound}>
      <SoundOutlined aria-hidden /> {m.booth_sound_on()}
    </span>
  ) : (
    <span className={`${styles.sound} ${styles.silent}`} title={m.booth_sound_off_title()}>
      <BellOutlined aria-hidden /> {m.booth_sound_off()}
    </span>
  );
}

interface ItemProps {
  alert: AlertView;
  onAcknowledge: (of: { id: number }) => void;
  onPlate: (plate: string) => void;
}

const Item = memo(function Item({ alert, onAcknowledge, onPlate }: ItemProps) {
  const urgency = urgencyOf(alert);
  const { icon: Icon, words } = LOOKS[urgency];
  const { title, means } = wordsOf(alert);
  const { plate } = alert;
  const isOpen = alert.acknowledged_at === null;
  return (
    <li
      className={`${styles.item} ${isOpen ? styles[urgency] : styles.seen}`}
      data-testid="alert"
      data-kind={alert.kind}
    >
      <Icon aria-label={words()} className={styles.icon ?? ""} />
      <div className={styles.words}>
        <strong>{title}</strong>
        <span className={styles.about}>
          {plate && plate.text !== "" && (
            <button type="button" className={styles.plate} onClick={() => onPlate(plate.text)}>
              <Plate plate={plate} size="small" />
            </button>
          )}
          {alert.lane && alert.kind !== "blacklisted" && <bdi>{shortened(alert.lane, 16)}</bdi>}
          <Ago at={alert.raised_at} />
          {alert.times > 1 && <span>{m.booth_alert_times({ count: alert.times })}</span>}
          {alert.cleared_at !== null && <b>{m.booth_alert_cleared()}</b>}
          {alert.acknowledged_by && (
            <span>{m.booth_alert_acknowledged({ by: shortened(alert.acknowledged_by, 12) })}</span>
          )}
        </span>
        {means && isOpen && <p>{means}</p>}
      </div>
      {isOpen && (
        <button
          type="button"
          className={styles.done}
          onClick={() => onAcknowledge({ id: alert.id })}
          aria-label={m.booth_alert_acknowledge_of({ what: title })}
          data-testid="acknowledge-alert"
        >
          {m.booth_alert_acknowledge()}
        </button>
      )}
    </li>
  );
});
