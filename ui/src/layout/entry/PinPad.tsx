import { EnterOutlined } from "@ant-design/icons";
import { useState } from "react";
import { CallFailed, waitOf, wordsFor } from "../../api";
import { useKeys, useNow } from "../../components";
import { m } from "../../messages/messages.js";
import styles from "./entry.module.css";

const SHORTEST = 4;
const LONGEST = 8;
const DIGITS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0"] as const;

interface PinPadProps {
  /** Whose PIN. */
  name: string;
  busy: boolean;
  error: Error | null;
  onPin: (pin: string) => void;
}

/** A PIN by mouse, touch or the digit keys; Enter submits. After too many wrong ones it counts the wait down. */
export function PinPad({ name, busy, error, onPin }: PinPadProps) {
  const [pin, setPin] = useState("");
  const [failedPin, setFailedPin] = useState<Error | null>(null);
  const wait = useLockout(error);
  // What was wrong is wiped once, when it is known to be wrong.
  if (error && error !== failedPin) {
    setFailedPin(error);
    setPin("");
  }
  const rests = busy || wait > 0;
  const ready = pin.length >= SHORTEST && !rests;
  const add = (digit: string) => setPin((before) => (rests ? before : (before + digit).slice(0, LONGEST)));
  const erase = () => setPin((before) => before.slice(0, -1));
  const submit = () => {
    if (ready) onPin(pin);
  };
  useKeys([
    ...DIGITS.map((digit) => ({ keys: digit, label: digit, hidden: true, run: () => add(digit) })),
    { keys: "Backspace", label: m.layout_pin_erase(), repeats: true, run: erase },
    { keys: "Enter", label: m.layout_pin_enter(), run: submit },
  ]);
  return (
    <div className={styles.form}>
      <div className={styles.dots} role="img" aria-label={m.layout_pin_typed({ name, count: pin.length })}>
        {Array.from({ length: Math.max(SHORTEST, pin.length) }, (_, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: dots have no identity but their place.
          <i key={at} data-filled={at < pin.length} />
        ))}
      </div>
      <div className={styles.note} role="alert">
        <PinNote error={error} wait={wait} typing={pin !== ""} />
      </div>
      <div className={styles.pad}>
        {DIGITS.slice(0, 9).map((digit) => (
          <button key={digit} type="button" disabled={rests} onClick={() => add(digit)}>
            {digit}
          </button>
        ))}
        <button type="button" disabled={rests} onClick={erase} aria-label={m.layout_pin_erase()}>
          ⌫
        </button>
        <button type="button" disabled={rests} onClick={() => add("0")}>
          0
        </button>
        <button type="button" className={styles.enter} disabled={!ready} onClick={submit}>
          <EnterOutlined aria-hidden /> {m.layout_pin_enter()}
        </button>
      </div>
    </div>
  );
}

function PinNote({ error, wait, typing }: { error: Error | null; wait: number; typing: boolean }) {
  if (wait > 0) return <>{m.layout_locked_out({ seconds: wait })}</>;
  if (!error || typing) return null;
  const wrong = error instanceof CallFailed && error.failure.code === "wrong_secret";
  // The wait that was said is over.
  if (waitOf(error) > 0) return null;
  return <>{wrong ? m.layout_pin_wrong() : wordsFor(error).what}</>;
}

/** Seconds that are left of a lockout, counting down. */
export function useLockout(error: Error | null): number {
  const now = useNow(1);
  const [ends, setEnds] = useState<{ error: Error; at: number }>();
  if (error && waitOf(error) > 0 && ends?.error !== error) setEnds({ error, at: Date.now() + waitOf(error) });
  if (!error || ends?.error !== error) return 0;
  return Math.max(0, Math.ceil((ends.at - now) / 1000));
}
