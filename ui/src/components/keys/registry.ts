/** One shortcut of a screen or a dialog. */
export interface KeyBinding {
  /** Such as `F1`, `Ctrl+K`, `?`, `Escape`, `1`. Several keys may do the same. */
  keys: string | readonly string[];
  /** What it does, for the help and the palette. */
  label: string;
  run: (event: KeyboardEvent) => void;
  /** Heading in the help. */
  group?: string;
  /** Fires while somebody types in a field, too: for keys that no field needs, such as F1. */
  inFields?: boolean;
  /** Fires whatever dialog is open. */
  everywhere?: boolean;
  /** Keeps its place in the help and does nothing. */
  disabled?: boolean;
  /** Not listed. */
  hidden?: boolean;
  /** Fires again while the key is held. */
  repeats?: boolean;
}

interface Entry {
  scope: symbol;
  bindings: readonly KeyBinding[];
}

interface TypingEntry {
  scope: symbol;
  listener: (event: KeyboardEvent) => void;
}

/** The scope outside of all dialogs. */
export const SCREEN = Symbol("screen");

/** `?` and letters are what they are whatever made them; Shift counts with named keys only. */
export function nameOf(event: KeyboardEvent): string {
  const printable = [...event.key].length === 1;
  const key = event.key === " " ? "Space" : printable ? event.key.toUpperCase() : event.key;
  const ctrl = event.ctrlKey || event.metaKey ? "Ctrl+" : "";
  const alt = event.altKey ? "Alt+" : "";
  const letter = /^[A-Z]$/.test(key);
  const shift = event.shiftKey && (!printable || (letter && ctrl !== "")) ? "Shift+" : "";
  return `${ctrl}${alt}${shift}${key}`;
}

/** Whether what is typed there goes into a field. */
export function isField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.closest('[contenteditable="true"]')) return true;
  if (target instanceof HTMLInputElement) {
    return !["button", "checkbox", "radio", "range", "submit", "reset", "file", "color"].includes(
      target.type,
    );
  }
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

function isComposing(event: KeyboardEvent): boolean {
  return event.isComposing || event.keyCode === 229;
}

/** All shortcuts that are in force. Of two that share a key the later one wins. */
export class KeyRegistry {
  readonly #entries: Entry[] = [];
  readonly #typing: TypingEntry[] = [];
  readonly #scopes: symbol[] = [SCREEN];

  add(
    scope: symbol,
    bindings: readonly KeyBinding[],
  ): { update(next: readonly KeyBinding[]): void; remove(): void } {
    const entry: Entry = { scope, bindings };
    this.#entries.push(entry);
    return {
      update: (next) => {
        entry.bindings = next;
      },
      remove: () => remove(this.#entries, entry),
    };
  }

  /** Hears of letters and digits that nothing else took. */
  addTyping(scope: symbol, listener: (event: KeyboardEvent) => void): () => void {
    const entry: TypingEntry = { scope, listener };
    this.#typing.push(entry);
    return () => remove(this.#typing, entry);
  }

  enter(scope: symbol): () => void {
    this.#scopes.push(scope);
    return () => remove(this.#scopes, scope);
  }

  /** What is in force now, for the help: of the innermost dialog, and what fires everywhere. */
  list(): KeyBinding[] {
    return this.#inForce().filter((binding) => !binding.hidden);
  }

  handle(event: KeyboardEvent): void {
    if (event.defaultPrevented) return;
    const inField = isField(event.target);
    if (isComposing(event)) {
      if (!inField) this.#type(event);
      return;
    }
    const name = nameOf(event);
    const binding = this.#inForce()
      .reverse()
      .find((candidate) => [candidate.keys].flat().includes(name) && (!inField || candidate.inFields));
    if (binding) {
      // Also when it does nothing now: F1 must never open the browser's help.
      event.preventDefault();
      if (!binding.disabled && (!event.repeat || binding.repeats)) binding.run(event);
      return;
    }
    const printable = [...event.key].length === 1 && event.key !== " ";
    if (printable && !inField && !event.ctrlKey && !event.altKey && !event.metaKey) this.#type(event);
  }

  #inForce(): KeyBinding[] {
    const scope = this.#scopes.at(-1);
    return this.#entries.flatMap((entry) =>
      entry.scope === scope ? entry.bindings : entry.bindings.filter((binding) => binding.everywhere),
    );
  }

  #type(event: KeyboardEvent): void {
    const scope = this.#scopes.at(-1);
    this.#typing
      .filter((entry) => entry.scope === scope)
      .at(-1)
      ?.listener(event);
  }
}

function remove<T>(list: T[], item: T): void {
  const index = list.lastIndexOf(item);
  if (index >= 0) list.splice(index, 1);
}
