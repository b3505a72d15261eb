import { getLocale } from "../messages/runtime.js";

/** Words of one message. */
type Words = (inputs: object) => string;

let english: readonly Words[] = [];

/**
 * A message in the language that is chosen: its own Chinese words, or those of this number in the English ones, once they are
 * here. vite/messages.ts puts this where the compiled message stood.
 */
export function message(number: number, own: Words): Words {
  return (inputs = {}) => ((getLocale() === "en" && english[number]) || own)(inputs);
}

/** Loads the English words. Rejects where they cannot be had. */
export async function loadEnglish(): Promise<void> {
  english = (await import("virtual:messages/en")).default;
}
