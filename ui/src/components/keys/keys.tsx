import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useEffectEvent,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { type KeyBinding, KeyRegistry, SCREEN } from "./registry";

/** The window's one registry. */
export const keyRegistry = new KeyRegistry();

const ScopeContext = createContext<symbol>(SCREEN);

/** Hears the window's keys; once, around everything. */
export function KeyRoot({ children }: { children: ReactNode }) {
  useEffect(() => {
    const listener = (event: KeyboardEvent) => keyRegistry.handle(event);
    window.addEventListener("keydown", listener);
    return () => window.removeEventListener("keydown", listener);
  }, []);
  return children;
}

/** Within it, only its own shortcuts fire while it is mounted: for what covers the screen. `Dialog` brings one. */
export function KeyScope({ children }: { children: ReactNode }) {
  const [scope] = useState(() => Symbol("scope"));
  useLayoutEffect(() => keyRegistry.enter(scope), [scope]);
  return <ScopeContext value={scope}>{children}</ScopeContext>;
}

/** Puts shortcuts in force while mounted. They never fire while somebody types, unless they say so. */
export function useKeys(bindings: readonly KeyBinding[]): void {
  const scope = useContext(ScopeContext);
  const entry = useRef<ReturnType<KeyRegistry["add"]>>(undefined);
  const latest = useRef(bindings);
  useLayoutEffect(() => {
    latest.current = bindings;
    entry.current?.update(bindings);
  });
  useLayoutEffect(() => {
    const added = keyRegistry.add(scope, latest.current);
    entry.current = added;
    return added.remove;
  }, [scope]);
}

/**
 * Hears of a letter, digit or the start of an input method while no field has the focus. A listener that focuses a field
 * at once gets the character into it by itself.
 */
export function useTyping(listener: (event: KeyboardEvent) => void): void {
  const scope = useContext(ScopeContext);
  const current = useEffectEvent(listener);
  useEffect(() => keyRegistry.addTyping(scope, (event) => current(event)), [scope]);
}

/** One thing that can be done, for the palette: what has no key of its own. */
export interface PaletteCommand {
  id: string;
  label: string;
  run: () => void;
  /** Found by these words too, such as pinyin initials. */
  words?: string;
  /** Drawn as its key. */
  keys?: string;
}

const commandLists = new Set<{ current: readonly PaletteCommand[] }>();

/** Puts commands into the palette while mounted. */
export function useCommands(commands: readonly PaletteCommand[]): void {
  const latest = useRef(commands);
  useLayoutEffect(() => {
    latest.current = commands;
  });
  useEffect(() => {
    commandLists.add(latest);
    return () => {
      commandLists.delete(latest);
    };
  }, []);
}

/** All commands of the palette now. */
export function paletteCommands(): PaletteCommand[] {
  return [...commandLists].flatMap((list) => list.current);
}
