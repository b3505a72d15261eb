import type { SessionCorrection } from "../../bindings/SessionCorrection";
import type { SessionPage } from "../../bindings/SessionPage";
import type { TimelineEntry } from "../../bindings/TimelineEntry";
import { formatTime, shortened, type Tone } from "../../components";
import { m } from "../../messages/messages.js";
import { kindOf, outcomeWords, reasonWords, sourceWords, tookWords, whatOf } from "./words";

const LONGEST = 60;
const LONGEST_LANE = 18;

/** What happened, in one sentence; undefined for what names nothing that the page holds. */
export function lineOf(page: SessionPage, entry: TimelineEntry): { tone: Tone; words: string } | undefined {
  switch (entry.what) {
    case "passed":
    case "heard_late": {
      const passage = page.passages.find(({ id }) => id === entry.passage);
      if (!passage) return undefined;
      const lane = shortened(passage.lane, LONGEST_LANE);
      const plate = passage.read_as === "" ? m.session_no_plate() : shortened(passage.read_as, LONGEST_LANE);
      if (entry.what === "heard_late") {
        const at = formatTime(passage.at, "smart", page.now);
        return { tone: "warn", words: m.session_line_heard_late({ at }) };
      }
      if (passage.role === "repeat")
        return { tone: "neutral", words: m.session_line_repeat({ lane, plate }) };
      const source = passage.source ? sourceWords[passage.source]() : m.session_source_unknown();
      const line = passage.direction === "in" ? m.session_line_passed_in : m.session_line_passed_out;
      return { tone: "info", words: line({ lane, plate, source }) };
    }
    case "asked":
      return { tone: "neutral", words: m.session_line_asked() };
    case "corrected": {
      const correction = page.corrections[entry.index];
      return correction && { tone: "info", words: correctedLine(correction) };
    }
  }
  const delivery = page.deliveries.find(({ item }) => item.id === entry.delivery);
  if (!delivery) return undefined;
  const what = whatOf(delivery.item);
  switch (entry.what) {
    case "owed":
      return { tone: "neutral", words: m.session_line_owed({ what }) };
    case "tried": {
      const tried = delivery.attempts[entry.attempt];
      if (!tried) return undefined;
      const { tone, words } = outcomeWords[tried.outcome];
      const said = { what, outcome: words(), took: tookWords(tried.elapsed_ms) };
      const answer = shortened(tried.answer, LONGEST);
      return {
        tone,
        words:
          answer === "" || tone === "ok"
            ? m.session_line_tried(said)
            : m.session_line_tried_words({ ...said, answer }),
      };
    }
    case "parked": {
      const reason = delivery.item.reason ? reasonWords[delivery.item.reason]() : m.session_delivery_parked();
      return { tone: "bad", words: m.session_line_parked({ what, reason }) };
    }
    case "given_up": {
      const reason = delivery.item.give_up_reason ?? "";
      if (reason === "cancelled")
        return { tone: "neutral", words: m.session_line_given_up_cancelled({ what }) };
      return {
        tone: "neutral",
        words:
          reason === "replaced"
            ? m.session_line_given_up_replaced({ what })
            : m.session_line_given_up({ what, reason: shortened(reason, LONGEST) }),
      };
    }
  }
}

const fields: Record<string, () => string> = {
  plate: m.session_field_plate,
  arrived_at: m.session_field_arrived_at,
  departed_at: m.session_field_departed_at,
  kind: m.session_field_kind,
  pairing: m.session_field_pairing,
};

export function correctedLine({ field, before, after, reason, by }: SessionCorrection): string {
  const words = {
    by: shortened(by, LONGEST_LANE),
    field: fields[field]?.() ?? field,
    after: inWords(field, after),
    reason: shortened(reason, LONGEST),
  };
  if (field === "pairing" && before !== "" && after === "")
    return m.session_line_split({ by: words.by, at: inWords(field, before), reason: words.reason });
  return before === ""
    ? m.session_line_corrected_new(words)
    : m.session_line_corrected({ ...words, before: inWords(field, before) });
}

/** A value of a field as people say it. */
export function inWords(field: string, value: string): string {
  if (value === "") return field === "plate" ? m.session_no_plate() : m.session_nothing();
  if (field === "kind") {
    const [vehtype = "", hpys = ""] = value.split(" ");
    return kindOf(vehtype, hpys);
  }
  if (field === "pairing") {
    const other = /^departure of (\d+)$/.exec(value)?.[1];
    if (other) return m.session_pair_departure_of({ id: other });
    if (value === "open") return m.session_pair_open();
    if (value === "exit_missed") return m.session_pair_exit_missed();
  }
  return shortened(value, LONGEST_LANE + 2);
}
