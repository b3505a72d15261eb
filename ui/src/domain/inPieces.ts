/** So many are named in one call. */
const MOST_NAMED = 500;

/** A list in pieces that one call may name. */
export function inPieces<T>(list: readonly T[]): T[][] {
  const pieces: T[][] = [];
  for (let at = 0; at < list.length; at += MOST_NAMED) pieces.push(list.slice(at, at + MOST_NAMED));
  return pieces;
}
