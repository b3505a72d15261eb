import { LoadingOutlined } from "@ant-design/icons";
import { Keycap } from "../../../components";
import { m } from "../../../messages/messages.js";
import { useCountdown } from "../opening/useCountdown";
import styles from "./lanes.module.css";

interface OpenButtonProps {
  /** The lane's, to be read out. */
  name: string;
  shortcut: string | undefined;
  sending: boolean;
  coolUntil: number;
  onOpen: () => void;
}

/** Opens a lane, and says why not now. It keeps its size and the focus whatever it says. */
export function OpenButton({ name, shortcut, sending, coolUntil, onOpen }: OpenButtonProps) {
  const seconds = useCountdown(coolUntil);
  const rests = sending || seconds > 0;
  const label = sending
    ? m.booth_open_sending_of({ lane: name })
    : seconds > 0
      ? m.booth_open_cooling_of({ lane: name, seconds })
      : m.booth_open_of({ lane: name });
  return (
    <button
      type="button"
      className={styles.open}
      aria-disabled={rests}
      aria-label={label}
      aria-keyshortcuts={shortcut}
      title={label}
      onClick={() => {
        if (!rests) onOpen();
      }}
      data-testid="open-lane"
    >
      <span className={styles.openWords}>
        {sending ? (
          <LoadingOutlined aria-hidden />
        ) : seconds > 0 ? (
          m.booth_open_cooling({ seconds })
        ) : (
          m.booth_open()
        )}
      </span>
      {shortcut && <Keycap keys={shortcut} onColour />}
    </button>
  );
}
