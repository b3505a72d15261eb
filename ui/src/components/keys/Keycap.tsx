import styles from "./Keycap.module.css";

const SHOWN: Record<string, string> = {
  Escape: "Esc",
  ArrowUp: "↑",
  ArrowDown: "↓",
  ArrowLeft: "←",
  ArrowRight: "→",
  Enter: "Enter",
};

/** A key, drawn as one: `Ctrl+K`, `F1`, `?`. `onColour` where it stands on a filled button. */
export function Keycap({ keys, onColour = false }: { keys: string; onColour?: boolean }) {
  const parts = keys === "+" ? ["+"] : keys.split("+");
  return (
    <span className={onColour ? styles.onColour : styles.caps}>
      {parts.map((part) => (
        <kbd key={part} className={styles.cap}>
          {SHOWN[part] ?? part}
        </kbd>
      ))}
    </span>
  );
}
