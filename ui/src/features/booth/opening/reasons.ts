import { m } from "../../../messages/messages.js";

/** Offered until an administrator writes a list: the usual ones of a car park, in the order of their keys. */
function ownReasons(): string[] {
  return [
    m.booth_reason_1(),
    m.booth_reason_2(),
    m.booth_reason_3(),
    m.booth_reason_4(),
    m.booth_reason_5(),
    m.booth_reason_6(),
    m.booth_reason_7(),
    m.booth_reason_8(),
    m.booth_reason_9(),
  ];
}

/** As many as have keys. */
const MOST_REASONS = 9;

/** The reasons in the order of their keys 1 to 9, which never changes by use: fingers remember it. */
export function reasonsOf(kept: readonly string[] | undefined): string[] {
  return (kept && kept.length > 0 ? [...kept] : ownReasons()).slice(0, MOST_REASONS);
}
