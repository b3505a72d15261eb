import { normalise } from "../../components";

/** Look-alikes that the search forgives (domain.md): each is folded to one of them. */
const FOLDED: Record<string, string> = { O: "0", D: "0", Q: "0", I: "1", T: "7", B: "8", Z: "2", S: "5" };

function fold(text: string): string {
  return Array.from(text, (character) => FOLDED[character] ?? character).join("");
}

/** What is searched for: full width made half, capitals, no separators. Names keep their characters. */
export function searchText(typed: string): string {
  return normalise(typed) || typed.normalize("NFKC").trim().toUpperCase();
}

/** Where a plate holds what was typed; look-alikes count, the exact place first. */
export function matchIn(plate: string, typed: string): { from: number; to: number } | undefined {
  const sought = searchText(typed);
  if (sought === "") return undefined;
  const exact = plate.lastIndexOf(sought);
  const from = exact >= 0 ? exact : fold(plate).lastIndexOf(fold(sought));
  return from >= 0 ? { from, to: from + sought.length } : undefined;
}

/** Whether a plate is only like what was typed. */
export function isLookAlike(plate: string, typed: string): boolean {
  const sought = searchText(typed);
  return sought !== "" && !plate.includes(sought) && matchIn(plate, typed) !== undefined;
}

const SHORTEST_ADVICE = 4;
const LAST_CHARACTERS = 3;

/** What to try when nothing was found: the last characters alone, which are the ones people remember right. */
export function shorterSearch(typed: string): string | undefined {
  const sought = searchText(typed);
  return sought.length >= SHORTEST_ADVICE ? sought.slice(-LAST_CHARACTERS) : undefined;
}
