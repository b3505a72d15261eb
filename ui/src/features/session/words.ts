import type { AttemptOutcome } from "../../bindings/AttemptOutcome";
import type { DeliveryItem } from "../../bindings/DeliveryItem";
import type { DeliveryKind } from "../../bindings/DeliveryKind";
import type { DeliveryReason } from "../../bindings/DeliveryReason";
import type { DeliveryState } from "../../bindings/DeliveryState";
import type { KindReason } from "../../bindings/KindReason";
import type { PairingReason } from "../../bindings/PairingReason";
import type { PassageSource } from "../../bindings/PassageSource";
import type { SessionState } from "../../bindings/SessionState";
import { formatTime, type Tone } from "../../components";
import { m } from "../../messages/messages.js";

type Words = () => string;

export const stateWords: Record<SessionState, Words> = {
  open: m.session_state_open,
  closed: m.session_state_closed,
  exit_missed: m.session_state_exit_missed,
  awaiting_arrival: m.session_state_awaiting_arrival,
};

export const pairingWords: Record<PairingReason, Words> = {
  inside: m.session_pairing_inside,
  exit_missed: m.session_pairing_exit_missed,
  awaits_arrival: m.session_pairing_awaits_arrival,
  same_plate: m.session_pairing_same_plate,
  only_open: m.session_pairing_only_open,
  oldest: m.session_pairing_oldest,
  person: m.session_pairing_person,
  in_park_list: m.session_pairing_in_park_list,
  nowhere_found: m.session_pairing_nowhere_found,
};

export const kindReasonWords: Record<KindReason, Words> = {
  staff: m.session_kind_staff,
  card: m.session_kind_card,
  form: m.session_kind_form,
  default: m.session_kind_default,
};

export const deliveryWords: Record<DeliveryKind, Words> = {
  arrival: m.session_kind_arrival,
  departure: m.session_kind_departure,
  arrival_photo: m.session_kind_arrival_photo,
  departure_photo: m.session_kind_departure_photo,
};

export const deliveryStates: Record<DeliveryState, { tone: Tone; words: Words }> = {
  due: { tone: "info", words: m.session_delivery_due },
  waiting: { tone: "info", words: m.session_delivery_waiting },
  parked: { tone: "bad", words: m.session_delivery_parked },
  delivered: { tone: "ok", words: m.session_delivery_delivered },
  given_up: { tone: "neutral", words: m.session_delivery_given_up },
};

/** What it is and what helps. */
export const reasonWords: Record<DeliveryReason, Words> = {
  refused: m.session_reason_refused,
  photo_missing: m.session_reason_photo_missing,
  photo_unreadable: m.session_reason_photo_unreadable,
  photo_too_large: m.session_reason_photo_too_large,
  photo_host_not_allowed: m.session_reason_photo_host_not_allowed,
  photo_unreachable: m.session_reason_photo_unreachable,
  photo_lost: m.session_reason_photo_lost,
  sending_failed: m.session_reason_sending_failed,
  awaits_photo: m.session_reason_awaits_photo,
  awaits_arrival: m.session_reason_awaits_arrival,
  behind: m.session_reason_behind,
  held: m.session_reason_held,
  account_refused: m.session_reason_account_refused,
  address_wrong: m.session_reason_address_wrong,
  unreachable: m.session_reason_unreachable,
  clock_wrong: m.session_reason_clock_wrong,
  disk_low: m.session_reason_disk_low,
};

export const outcomeWords: Record<AttemptOutcome, { tone: Tone; words: Words }> = {
  delivered: { tone: "ok", words: m.session_outcome_delivered },
  delivered_malformed: { tone: "ok", words: m.session_outcome_delivered_malformed },
  delivered_already: { tone: "ok", words: m.session_outcome_delivered_already },
  refused: { tone: "bad", words: m.session_outcome_refused },
  account_refused: { tone: "bad", words: m.session_outcome_account_refused },
  address_wrong: { tone: "bad", words: m.session_outcome_address_wrong },
  transient: { tone: "warn", words: m.session_outcome_transient },
  ambiguous: { tone: "warn", words: m.session_outcome_ambiguous },
  slow_down: { tone: "warn", words: m.session_outcome_slow_down },
  unknown: { tone: "neutral", words: m.session_outcome_unknown },
};

export const sourceWords: Record<PassageSource, Words> = {
  records: m.session_source_records,
  callback: m.session_source_callback,
  look_back: m.session_source_look_back,
};

/** The standard's colours, in its own words, and in the reader's. */
export const colours: Readonly<Record<string, Words>> = {
  蓝: m.session_colour_blue,
  黄: m.session_colour_yellow,
  黑: m.session_colour_black,
  白: m.session_colour_white,
  渐变绿: m.session_colour_gradient_green,
  黄绿双拼: m.session_colour_yellow_green,
  未识别: m.session_colour_unknown,
};

export const vehtypes: Readonly<Record<string, Words>> = {
  "01": m.session_vehtype_01,
  "02": m.session_vehtype_02,
  "07": m.session_vehtype_07,
  "08": m.session_vehtype_08,
  "51": m.session_vehtype_51,
  "52": m.session_vehtype_52,
};

/** `02 小型汽车 · 蓝`; what the tables do not know stays as it is. */
export function kindOf(vehtype: string, hpys: string): string {
  return `${vehtypes[vehtype]?.() ?? vehtype} · ${colours[hpys]?.() ?? hpys}`;
}

export const isPhoto = (kind: DeliveryKind) => kind === "arrival_photo" || kind === "departure_photo";

/** `入场照片 1`. */
export function whatOf({ kind, img_index }: Pick<DeliveryItem, "kind" | "img_index">): string {
  return img_index === null ? deliveryWords[kind]() : `${deliveryWords[kind]()} ${img_index}`;
}

export function standingOf(item: DeliveryItem): { tone: Tone; words: string } {
  const { tone, words } = deliveryStates[item.state];
  const why = item.state === "given_up" ? item.give_up_reason : null;
  if (why === "replaced") return { tone, words: m.session_delivery_replaced() };
  return { tone, words: why === "cancelled" ? m.session_delivery_cancelled() : words() };
}

/** The program's own word for why something was given up, which the standing tells; all others are a person's. */
export const isOwnWord = (reason: string) => reason === "replaced" || reason === "cancelled";

/** What it waits for, in words; undefined for what waits for nothing. */
export function waitsWords(item: DeliveryItem, now: number): string | undefined {
  switch (item.waits_for) {
    case "time": {
      const at = item.next_attempt_at;
      return at === null || at <= now
        ? m.session_waits_time_soon()
        : m.session_waits_time({ at: formatTime(at, "smart", now) });
    }
    case "photo":
      return m.session_waits_photo();
    case "arrival":
      return m.session_waits_arrival();
    case "predecessor":
      return m.session_waits_predecessor();
    case "behind":
      return m.session_waits_behind();
    case null:
      return undefined;
  }
}

export function tookWords(ms: number): string {
  return ms < 1_000 ? m.session_ms({ count: ms }) : m.session_seconds({ count: Math.round(ms / 100) / 10 });
}

/** `312,480 字节`: as the standard counts, in bytes. */
export function bytesWords(bytes: number): string {
  return m.session_byte_count({ count: bytes.toLocaleString("en-US") });
}
