import type { KeyboardEvent } from "react";
import { m } from "../../messages/messages.js";
import { normalise, PROVINCES } from "./forms";
import styles from "./PlateInput.module.css";

/** Characters that end or begin special plates. */
const SUFFIXES = ["挂", "学", "警", "港", "澳", "领", "使", "试", "超", "应急"];
const COLUMNS = 11;

interface ProvincePadProps {
  typed: string;
  onType: (typed: string) => void;
  /** Up out of the first row. */
  onLeave: () => void;
  disabled: boolean;
}

/** The province takes the place of the one before; a suffix that of the suffix before. */
export function withProvince(typed: string, province: string): string {
  const characters = Array.from(normalise(typed));
  const rest = PROVINCES.includes(characters[0] ?? "") ? characters.slice(1) : characters;
  return province + rest.join("");
}

export function withSuffix(typed: string, suffix: string): string {
  const plain = normalise(typed);
  const before = SUFFIXES.find((known) => plain.endsWith(known));
  return (before ? plain.slice(0, -before.length) : plain) + suffix;
}

export function ProvincePad({ typed, onType, onLeave, disabled }: ProvincePadProps) {
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: arrows move between the buttons inside.
    <div className={styles.pad} onKeyDown={(event) => move(event, onLeave)}>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset brings a frame of its own. */}
      <div className={styles.keys} role="group" aria-label={m.kit_plate_provinces()}>
        {PROVINCES.map((province, at) => (
          <button
            key={province}
            type="button"
            tabIndex={at === 0 ? 0 : -1}
            disabled={disabled}
            onClick={() => onType(withProvince(typed, province))}
          >
            {province}
          </button>
        ))}
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset brings a frame of its own. */}
      <div className={styles.keys} role="group" aria-label={m.kit_plate_suffixes()}>
        {SUFFIXES.map((suffix) => (
          <button
            key={suffix}
            type="button"
            tabIndex={-1}
            disabled={disabled}
            onClick={() => onType(withSuffix(typed, suffix))}
          >
            {suffix}
          </button>
        ))}
      </div>
    </div>
  );
}

const STEPS: Record<string, number> = {
  ArrowLeft: -1,
  ArrowRight: 1,
  ArrowUp: -COLUMNS,
  ArrowDown: COLUMNS,
};

function move(event: KeyboardEvent<HTMLDivElement>, onLeave: () => void): void {
  const step = STEPS[event.key];
  if (step === undefined) return;
  event.preventDefault();
  const buttons = [...event.currentTarget.querySelectorAll("button")];
  const at = buttons.indexOf(event.target as HTMLButtonElement) + step;
  if (at < 0) onLeave();
  else buttons[Math.min(at, buttons.length - 1)]?.focus();
}
