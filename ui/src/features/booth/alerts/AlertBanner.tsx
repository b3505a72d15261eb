import { StopOutlined } from "@ant-design/icons";
import { useEffect, useId, useRef } from "react";
import { useWrite, wordsFor } from "../../../api";
import type { AlertView } from "../../../bindings/AlertView";
import { Ago, Keycap, PhotoView, Plate, Time, useKeys, useNow, visible } from "../../../components";
import { m } from "../../../messages/messages.js";
import styles from "./alerts.module.css";
import { isHushed } from "./useSiren";
import { wordsOf } from "./words";

interface AlertBannerProps {
  alert: AlertView;
  /** Further ones behind it. */
  more: number;
}

/** An Enter that was on its way when the banner appeared was meant for something else. */
const DEAF_MS = 700;

/** Over the whole screen, and over every dialog, until somebody acknowledges it. Escape does not. */
export function AlertBanner({ alert, more }: AlertBannerProps) {
  const { mutate, isPending, error } = useWrite("acknowledge_alert");
  const button = useRef<HTMLButtonElement>(null);
  const shownAt = useRef(0);
  const id = useId();
  const words = wordsOf(alert);

  useEffect(() => {
    shownAt.current = performance.now();
    const before = document.activeElement;
    // Whoever types or answers a question is not interrupted in the middle of a word: Alt+A serves him.
    const isBusy = before instanceof HTMLElement && before.closest("input, textarea, select, [role=dialog]");
    if (isBusy) return;
    button.current?.focus();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);

  const acknowledge = () => {
    if (!isPending) mutate({ id: alert.id });
  };
  useKeys([
    {
      keys: "Alt+A",
      label: m.booth_key_acknowledge(),
      group: m.booth_keys_alerts(),
      inFields: true,
      everywhere: true,
      run: acknowledge,
    },
  ]);

  return (
    <div
      className={styles.banner}
      role="alertdialog"
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-means`}
      data-testid="alert-banner"
      data-alert={alert.id}
    >
      <div className={styles.bannerPhoto}>
        <PhotoView
          photo={alert.photo}
          alt={m.booth_alert_photo({ plate: visible(alert.plate?.text ?? "").slice(0, 40) })}
        />
      </div>
      <div className={styles.bannerWords}>
        <h2 id={`${id}-title`}>
          <StopOutlined aria-hidden /> {words.title}
        </h2>
        <div className={styles.bannerPlate}>
          {alert.plate && <Plate plate={alert.plate} size="large" />}
          <span>
            <Time at={alert.raised_at} /> · <Ago at={alert.raised_at} />
          </span>
        </div>
        <p id={`${id}-means`} className={styles.bannerReason}>
          {words.means}
        </p>
        <p className={styles.bannerNext}>{m.booth_alert_next()}</p>
        <Hushed />
        {error && (
          <p className={styles.bannerError}>{m.booth_alert_failed({ what: wordsFor(error).what })}</p>
        )}
      </div>
      <div className={styles.bannerButtons}>
        <button
          ref={button}
          type="button"
          className={styles.acknowledge}
          onClick={(event) => {
            const byKey = event.detail === 0;
            if (!byKey || performance.now() - shownAt.current > DEAF_MS) acknowledge();
          }}
          data-testid="acknowledge"
        >
          {m.booth_alert_acknowledge()}
        </button>
        <span className={styles.bannerKeys}>
          <Keycap keys="Enter" onColour /> <Keycap keys="Alt+A" onColour />
        </span>
        {more > 0 && <span>{m.booth_alert_more({ count: more })}</span>}
      </div>
    </div>
  );
}

function Hushed() {
  useNow(1);
  return isHushed() ? <p className={styles.bannerError}>{m.booth_alert_silent()}</p> : null;
}
