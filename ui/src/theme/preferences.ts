import { useSyncExternalStore } from "react";
import { overwriteGetLocale } from "../messages/runtime.js";
import { loadEnglish } from "./foreign";

export type Language = "zh-CN" | "en";
export type Theme = "system" | "light" | "dark";
export type Print = "normal" | "large";

/** What a person chose for this machine. */
export interface Preferences {
  language: Language;
  theme: Theme;
  print: Print;
}

const KEPT_AS = "gatehouse.preferences";
const defaults: Preferences = { language: "zh-CN", theme: "system", print: "normal" };
const choices: { [K in keyof Preferences]: readonly Preferences[K][] } = {
  language: ["zh-CN", "en"],
  theme: ["system", "light", "dark"],
  print: ["normal", "large"],
};

const listeners = new Set<() => void>();
const darkSystem = window.matchMedia("(prefers-color-scheme: dark)");
let current = readKept();

overwriteGetLocale(() => current.language);
darkSystem.addEventListener("change", apply);

function oneOf<K extends keyof Preferences>(key: K, kept: Partial<Record<string, unknown>>): Preferences[K] {
  return choices[key].find((choice) => choice === kept[key]) ?? defaults[key];
}

function readKept(): Preferences {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEPT_AS) ?? "{}");
    const fields = typeof kept === "object" && kept !== null ? (kept as Record<string, unknown>) : {};
    return {
      language: oneOf("language", fields),
      theme: oneOf("theme", fields),
      print: oneOf("print", fields),
    };
  } catch {
    // Unreadable, or storage is forbidden: what was chosen lasts as long as the window.
    return defaults;
  }
}

/** Whether the screen is dark now. */
export function isDark(): boolean {
  return current.theme === "dark" || (current.theme === "system" && darkSystem.matches);
}

/** Puts the choices on the document; once before the first drawing, then with each change. */
export function apply(): void {
  const root = document.documentElement;
  root.lang = current.language;
  root.dataset.theme = isDark() ? "dark" : "light";
  root.dataset.print = current.print;
  // A new object, so that who reads the system's theme draws again too.
  current = { ...current };
  for (const listener of listeners) listener();
}

/** Shows what was kept, once its words are here. Without them it begins in the words that are. */
export async function begin(): Promise<void> {
  if (current.language === "en") {
    await loadEnglish().catch(() => {
      current = { ...current, language: "zh-CN" };
    });
  }
  apply();
}

/** Chooses, keeps the choice, and shows it: at once, or for another language as soon as its words are here. */
export async function choose(change: Partial<Preferences>): Promise<void> {
  // Words that cannot be had change nothing: what is shown can be read.
  if (change.language === "en" && !(await loadEnglish().then(isTrue, isFalse))) return;
  current = { ...current, ...change };
  try {
    localStorage.setItem(KEPT_AS, JSON.stringify(current));
  } catch {
    // Storage is full or forbidden; it is applied all the same.
  }
  apply();
}

const isTrue = () => true;
const isFalse = () => false;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function usePreferences(): Preferences {
  return useSyncExternalStore(subscribe, () => current);
}
