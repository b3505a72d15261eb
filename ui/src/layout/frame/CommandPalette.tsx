import { useId, useState } from "react";
import { Dialog, Keycap } from "../../components";
import { m } from "../../messages/messages.js";
import styles from "./dialogs.module.css";

export interface PaletteEntry {
  id: string;
  label: string;
  keys: string;
  words: string;
  run: () => void;
}

/** All that can be done from here, found by typing; arrows and Enter. */
export function CommandPalette({
  entries,
  onClose,
}: {
  entries: readonly PaletteEntry[];
  onClose: () => void;
}) {
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const list = useId();
  const found = matching(entries, text);
  const chosen = Math.min(at, found.length - 1);

  const run = (entry: PaletteEntry | undefined) => {
    if (!entry) return;
    onClose();
    // After the dialog has given the focus back: what runs may want it.
    setTimeout(entry.run);
  };
  const move = (event: React.KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && found.length > 0) {
      event.preventDefault();
      setAt((chosen + step + found.length) % found.length);
    } else if (event.key === "Enter") {
      event.preventDefault();
      run(found[chosen]);
    }
  };

  return (
    <Dialog title={m.layout_commands()} onClose={onClose} width="36rem">
      <input
        data-autofocus
        className={styles.search}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setAt(0);
        }}
        onKeyDown={move}
        placeholder={m.layout_palette_hint()}
        aria-label={m.layout_palette_hint()}
        role="combobox"
        aria-expanded="true"
        aria-controls={list}
        aria-activedescendant={found[chosen] ? `${list}-${chosen}` : undefined}
        autoComplete="off"
        spellCheck={false}
      />
      <div id={list} role="listbox" className={styles.found} aria-label={m.layout_commands()}>
        {found.map((entry, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the keys.
          <div
            key={entry.id}
            id={`${list}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === chosen}
            className={styles.entry}
            ref={index === chosen ? scrollTo : null}
            onPointerMove={() => setAt(index)}
            onClick={() => run(entry)}
          >
            <span>{entry.label}</span>
            {entry.keys && <Keycap keys={entry.keys} />}
          </div>
        ))}
      </div>
      {found.length === 0 && <p className={styles.nothing}>{m.layout_palette_nothing()}</p>}
    </Dialog>
  );
}

function scrollTo(element: HTMLElement | null): void {
  element?.scrollIntoView?.({ block: "nearest" });
}

/** Every word that was typed must be there; what begins with it comes first. */
export function matching(entries: readonly PaletteEntry[], text: string): PaletteEntry[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const haystack = (entry: PaletteEntry) => `${entry.label} ${entry.words} ${entry.keys}`.toLowerCase();
  const first = words[0] ?? "";
  return entries
    .filter((entry) => words.every((word) => haystack(entry).includes(word)))
    .sort((a, b) => Number(haystack(b).startsWith(first)) - Number(haystack(a).startsWith(first)));
}
