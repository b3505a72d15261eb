import { type KeyboardEvent, useId, useRef } from "react";
import { m } from "../../messages/messages.js";
import { formOf, normalise, type PlateForm } from "./forms";
import { formName } from "./names";
import { Plate } from "./Plate";
import styles from "./PlateInput.module.css";
import { ProvincePad } from "./ProvincePad";

/** What a plate field holds. */
export interface PlateEntry {
  /** As typed. */
  typed: string;
  /** That a strange number is really meant. */
  insisted: boolean;
}

export const noPlate: PlateEntry = { typed: "", insisted: false };

/** What is possible at all; the program refuses longer ones. */
const LONGEST = 16;

export interface PlateVerdict {
  /** Normalised, as it is sent. */
  text: string;
  form: PlateForm;
  /** Nothing was typed. */
  empty: boolean;
  /** Not like any plate: it may be meant all the same. */
  strange: boolean;
  tooLong: boolean;
  /** It can be submitted. */
  acceptable: boolean;
}

/** What is to be said of an entry. */
export function judge(entry: PlateEntry): PlateVerdict {
  const text = normalise(entry.typed);
  const form = formOf(text);
  const empty = text === "";
  const strange = form === "implausible";
  const tooLong = Array.from(text).length > LONGEST;
  return {
    text,
    form,
    empty,
    strange,
    tooLong,
    acceptable: !empty && !tooLong && (!strange || entry.insisted),
  };
}

export interface PlateInputProps {
  value: PlateEntry;
  onChange: (entry: PlateEntry) => void;
  label?: string;
  autoFocus?: boolean;
  disabled?: boolean;
  /** What the program said of it, such as that the plate is unknown. */
  error?: string | undefined;
}

/**
 * A plate as one types or pastes it: any width, case and separators. The pad has the provinces, whose characters are hard
 * to type. A strange number is pointed out and can be insisted on: cameras and plates are stranger than rules.
 */
export function PlateInput({ value, onChange, label, autoFocus, disabled, error }: PlateInputProps) {
  const input = useRef<HTMLInputElement>(null);
  const pad = useRef<HTMLDivElement>(null);
  const id = useId();
  const verdict = judge(value);
  const problem = error ?? (verdict.tooLong ? m.kit_plate_too_long({ longest: LONGEST }) : undefined);

  const type = (typed: string) => onChange({ typed, insisted: false });
  const fromPad = (typed: string) => {
    type(typed);
    input.current?.focus();
  };
  const intoPad = (event: KeyboardEvent) => {
    if (event.key !== "ArrowDown" || event.nativeEvent.isComposing) return;
    event.preventDefault();
    pad.current?.querySelector<HTMLButtonElement>("button")?.focus();
  };

  return (
    <div className={styles.field}>
      <label className={styles.label} htmlFor={id}>
        {label ?? m.kit_plate_input_label()}
      </label>
      <div className={styles.row}>
        <input
          ref={input}
          id={id}
          className={styles.input}
          value={value.typed}
          onChange={(event) => type(event.target.value)}
          onKeyDown={intoPad}
          // biome-ignore lint/a11y/noAutofocus: a dialog that asks for a plate begins there.
          autoFocus={autoFocus}
          data-autofocus={autoFocus || undefined}
          disabled={disabled}
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          maxLength={200}
          placeholder={m.kit_plate_input_example()}
          aria-invalid={problem !== undefined || (verdict.strange && !value.insisted)}
          aria-describedby={`${id}-verdict`}
        />
        <span className={styles.preview}>
          {!verdict.empty && <Plate plate={{ text: verdict.text, form: verdict.form }} size="medium" />}
        </span>
      </div>
      <div id={`${id}-verdict`} className={styles.verdict} aria-live="polite">
        {problem ? (
          <span className={styles.problem}>{problem}</span>
        ) : verdict.strange ? (
          <span className={styles.strange}>{m.kit_plate_strange()}</span>
        ) : (
          <span>{verdict.empty ? m.kit_plate_input_hint() : formName[verdict.form]()}</span>
        )}
      </div>
      {verdict.strange && !verdict.tooLong && (
        <label className={styles.insist}>
          <input
            type="checkbox"
            checked={value.insisted}
            disabled={disabled}
            onChange={(event) => onChange({ ...value, insisted: event.target.checked })}
          />
          {m.kit_plate_insist()}
        </label>
      )}
      <div ref={pad}>
        <ProvincePad
          typed={value.typed}
          onType={fromPad}
          onLeave={() => input.current?.focus()}
          disabled={disabled ?? false}
        />
      </div>
    </div>
  );
}
