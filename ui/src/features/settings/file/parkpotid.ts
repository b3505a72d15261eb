import { m } from "../../../messages/messages.js";

const LENGTH = 12;
/** The districts of Ningbo, GB/T 2260. */
const NINGBO = "3302";

/** What a number on the city platform says, part by part: 6 digits district, 3 street, 1 category, 2 of its own. */
export function partsOf(typed: string): { note?: string; wrong?: string } {
  const text = typed.trim();
  if (text === "") return {};
  if (!/^[0-9]*$/.test(text)) return { wrong: m.file_parts_not_digits() };
  if (text.length < LENGTH) return { note: m.file_parts_missing({ count: LENGTH - text.length }) };
  if (text.length > LENGTH) return { wrong: m.file_parts_too_many({ count: text.length - LENGTH }) };
  const parts = m.file_parts({
    district: text.slice(0, 6),
    street: text.slice(6, 9),
    category: text.slice(9, 10),
    own: text.slice(10),
  });
  return { note: text.startsWith(NINGBO) ? parts : `${parts} ${m.file_parts_not_ningbo()}` };
}
