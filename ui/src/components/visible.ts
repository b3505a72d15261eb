/**
 * Characters that are drawn as nothing, or that order the text around them: controls, zero-width and bidirectional marks,
 * variation selectors, tags, lone surrogates, line and paragraph separators.
 */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

const CONTROL_PICTURES = 0x2400;

/** The text with every unseen character shown: controls by their pictures (␊), others by their number (⟨202E⟩). */
export function visible(text: string): string {
  return text.replace(UNSEEN, (unseen) => {
    const code = unseen.codePointAt(0) ?? 0;
    if (code < 0x20) return String.fromCodePoint(CONTROL_PICTURES + code);
    if (code === 0x7f) return "\u2421";
    return `⟨${code.toString(16).toUpperCase().padStart(4, "0")}⟩`;
  });
}

/** The text, shown and cut to `length` characters; whole characters only. */
export function shortened(text: string, length: number): string {
  const characters = Array.from(text.slice(0, length * 4));
  const whole = characters.length <= length && text.length <= length * 4;
  return visible(whole ? text : `${characters.slice(0, length - 1).join("")}…`);
}
