import type { SessionPage } from "../../bindings/SessionPage";
import { formatTime, visible } from "../../components";
import { m } from "../../messages/messages.js";
import { bytesWords, outcomeWords, standingOf, tookWords, whatOf } from "./words";

/**
 * A session as text for the city's help desk: what it was told when, and what it answered. Only what the page names here goes
 * into it; accounts and passwords are in none of that, and others' words are shown and not obeyed.
 */
export function helpText(page: SessionPage): string {
  const full = (at: number) => formatTime(at, "full", at);
  const lines: string[] = [
    m.session_text_head({ business: page.business_id }),
    m.session_text_now({ at: full(page.now) }),
    m.session_text_place({ name: page.car_park, id: page.parking_id }),
    m.session_text_plate({ plate: page.plate.text === "" ? m.session_no_plate() : page.plate.text }),
    m.session_text_kind({ vehtype: page.kind.vehtype, hpys: page.kind.hpys }),
  ];
  if (page.arrived_at !== null) lines.push(m.session_text_arrived({ at: full(page.arrived_at) }));
  if (page.departed_at !== null) lines.push(m.session_text_departed({ at: full(page.departed_at) }));
  for (const { item, attempts } of page.deliveries) {
    lines.push("", m.session_text_delivery({ what: whatOf(item), state: standingOf(item).words }));
    if (item.photo_md5) lines.push(`  ${m.session_text_md5({ md5: item.photo_md5 })}`);
    for (const attempt of attempts) {
      const said = m.session_text_attempt({
        at: full(attempt.at),
        outcome: outcomeWords[attempt.outcome].words(),
        status: attempt.status ?? "—",
        took: tookWords(attempt.elapsed_ms),
        bytes: bytesWords(attempt.bytes),
      });
      lines.push(`  ${said}`);
      if (attempt.answer !== "") lines.push(`    ${m.session_text_answer({ answer: attempt.answer })}`);
      if (attempt.photo_md5 && attempt.photo_md5 !== item.photo_md5)
        lines.push(`    ${m.session_text_md5({ md5: attempt.photo_md5 })}`);
    }
  }
  return `${lines.map(visible).join("\n")}\n`;
}
