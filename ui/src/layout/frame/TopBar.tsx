import { useStart } from "../../api";
import { Keycap } from "../../components";
import { m } from "../../messages/messages.js";
import { BarrierMark } from "../entry/EntryScreen";
import { AccountButton } from "./AccountButton";
import { Clock } from "./Clock";
import styles from "./frame.module.css";
import { SettingsButton } from "./SettingsButton";
import type { FrameDialogs } from "./useFrameKeys";

interface TopBarProps {
  /** Where the screen shown draws its own part of the bar. */
  onPlace: (place: HTMLElement | null) => void;
  dialogs: FrameDialogs;
}

export function TopBar({ onPlace, dialogs }: TopBarProps) {
  const { demo } = useStart();
  return (
    <header className={styles.top}>
      <span className={styles.brand}>
        <BarrierMark />
        <b>{m.layout_name()}</b>
        {demo && (
          <span className={styles.demo} title={m.layout_demo_hint()}>
            {m.layout_demo()}
          </span>
        )}
      </span>
      <div ref={onPlace} className={styles.place} />
      <button type="button" className={styles.palette} onClick={dialogs.showPalette}>
        {m.layout_commands()}
        <Keycap keys="Ctrl+K" />
      </button>
      <Clock />
      <AccountButton dialogs={dialogs} />
      <SettingsButton />
    </header>
  );
}
