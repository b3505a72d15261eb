import { CloseOutlined } from "@ant-design/icons";
import { useEffect, useSyncExternalStore } from "react";
import { m } from "../../messages/messages.js";
import { StatusWord, type Tone } from "../status/StatusWord";
import styles from "./toasts.module.css";

interface Toast {
  id: number;
  tone: Tone;
  title: string;
  text: string;
}

const SHOWN_MS = 5_000;
const MOST = 4;

let toasts: readonly Toast[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

function set(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

function add(tone: Tone, title: string, text = ""): void {
  lastId += 1;
  // The same thing said twice is said once.
  const others = toasts.filter((other) => other.title !== title || other.text !== text);
  set([...others, { id: lastId, tone, title, text }].slice(-MOST));
}

/** Short words in a corner. What failed stays until it is closed; the rest goes by itself. */
export const toast = {
  ok: (title: string, text?: string) => add("ok", title, text),
  info: (title: string, text?: string) => add("info", title, text),
  warn: (title: string, text?: string) => add("warn", title, text),
  bad: (title: string, text?: string) => add("bad", title, text),
  /** Takes the words of `wordsFor`. */
  failure: (words: { what: string; means: string; next: string; severity: string }) =>
    add(words.severity === "trouble" ? "bad" : "warn", words.what, `${words.means} ${words.next}`),
  close: (id: number) => set(toasts.filter((other) => other.id !== id)),
  closeAll: () => set([]),
};

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Where toasts appear; once. */
export function Toasts() {
  const shown = useSyncExternalStore(subscribe, () => toasts);
  return (
    <div className={styles.corner} role="status" aria-live="polite">
      {shown.map((one) => (
        <Slice key={one.id} toast={one} />
      ))}
    </div>
  );
}

function Slice({ toast: { id, tone, title, text } }: { toast: Toast }) {
  const stays = tone === "bad" || tone === "warn";
  useEffect(() => {
    if (stays) return;
    const timer = setTimeout(() => toast.close(id), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [id, stays]);
  return (
    <div className={styles.slice}>
      <div>
        <StatusWord tone={tone} plain>
          {title}
        </StatusWord>
        {text && <p>{text}</p>}
      </div>
      <button type="button" aria-label={m.kit_close()} onClick={() => toast.close(id)}>
        <CloseOutlined aria-hidden />
      </button>
    </div>
  );
}
