import type { DeliveryItem } from "../../bindings/DeliveryItem";
import type { DeliveryReason } from "../../bindings/DeliveryReason";
import type { DeliveryRemedy } from "../../bindings/DeliveryRemedy";
import type { DeliveryState } from "../../bindings/DeliveryState";
import type { WaitsFor } from "../../bindings/WaitsFor";
import type { Tone } from "../../components";
import { m } from "../../messages/messages.js";

export const stateWords: Record<DeliveryState, { tone: Tone; words: () => string }> = {
  due: { tone: "info", words: m.deliveries_state_due },
  waiting: { tone: "neutral", words: m.deliveries_state_waiting },
  parked: { tone: "warn", words: m.deliveries_state_parked },
  delivered: { tone: "ok", words: m.deliveries_state_delivered },
  given_up: { tone: "neutral", words: m.deliveries_state_given_up },
};

interface ReasonWords {
  tone: Tone;
  title: () => string;
  /** What it means for the city and for the cars. */
  means: () => string;
}

export const reasonWords: Record<DeliveryReason, ReasonWords> = {
  refused: { tone: "bad", title: m.deliveries_refused_title, means: m.deliveries_refused_means },
  photo_missing: {
    tone: "warn",
    title: m.deliveries_photo_missing_title,
    means: m.deliveries_photo_missing_means,
  },
  photo_unreadable: {
    tone: "warn",
    title: m.deliveries_photo_unreadable_title,
    means: m.deliveries_photo_unreadable_means,
  },
  photo_too_large: {
    tone: "warn",
    title: m.deliveries_photo_too_large_title,
    means: m.deliveries_photo_too_large_means,
  },
  photo_host_not_allowed: {
    tone: "warn",
    title: m.deliveries_photo_host_not_allowed_title,
    means: m.deliveries_photo_host_not_allowed_means,
  },
  photo_unreachable: {
    tone: "warn",
    title: m.deliveries_photo_unreachable_title,
    means: m.deliveries_photo_unreachable_means,
  },
  photo_lost: { tone: "warn", title: m.deliveries_photo_lost_title, means: m.deliveries_photo_lost_means },
  sending_failed: {
    tone: "warn",
    title: m.deliveries_sending_failed_title,
    means: m.deliveries_sending_failed_means,
  },
  awaits_photo: {
    tone: "info",
    title: m.deliveries_awaits_photo_title,
    means: m.deliveries_awaits_photo_means,
  },
  awaits_arrival: {
    tone: "warn",
    title: m.deliveries_awaits_arrival_title,
    means: m.deliveries_awaits_arrival_means,
  },
  behind: { tone: "info", title: m.deliveries_behind_title, means: m.deliveries_behind_means },
  held: { tone: "warn", title: m.deliveries_held_title, means: m.deliveries_held_means },
  account_refused: {
    tone: "bad",
    title: m.deliveries_account_refused_title,
    means: m.deliveries_account_refused_means,
  },
  address_wrong: {
    tone: "bad",
    title: m.deliveries_address_wrong_title,
    means: m.deliveries_address_wrong_means,
  },
  unreachable: { tone: "bad", title: m.deliveries_unreachable_title, means: m.deliveries_unreachable_means },
  clock_wrong: { tone: "bad", title: m.deliveries_clock_wrong_title, means: m.deliveries_clock_wrong_means },
  disk_low: { tone: "bad", title: m.deliveries_disk_low_title, means: m.deliveries_disk_low_means },
};

/** What to do. */
export const remedyWords: Record<DeliveryRemedy, () => string> = {
  mend_and_retry: m.deliveries_do_mend_and_retry,
  send_photo: m.deliveries_do_send_photo,
  allow_photo_host: m.deliveries_do_allow_photo_host,
  retry: m.deliveries_do_retry,
  wait: m.deliveries_do_wait,
  find_arrival: m.deliveries_do_find_arrival,
  mend_first: m.deliveries_do_mend_first,
  resume: m.deliveries_do_resume,
  check_account: m.deliveries_do_check_account,
  check_address: m.deliveries_do_check_address,
  check_network: m.deliveries_do_check_network,
  set_clock: m.deliveries_do_set_clock,
  free_disk: m.deliveries_do_free_disk,
};

const waitWords: Record<WaitsFor, () => string> = {
  time: m.deliveries_waits_time,
  photo: m.deliveries_waits_photo,
  arrival: m.deliveries_waits_arrival,
  predecessor: m.deliveries_waits_predecessor,
  behind: m.deliveries_waits_behind,
};

/** Items that a person tries again; the others wait for something else. */
const PARKED: ReadonlySet<DeliveryReason> = new Set([
  "refused",
  "photo_missing",
  "photo_unreadable",
  "photo_too_large",
  "photo_host_not_allowed",
  "photo_unreachable",
  "photo_lost",
  "sending_failed",
]);

export function isParked(reason: DeliveryReason): boolean {
  return PARKED.has(reason);
}

/** What the program gave up by itself; all other reasons are a person's words. */
const givenUpWords: Readonly<Record<string, () => string>> = {
  replaced: m.deliveries_why_replaced,
  cancelled: m.deliveries_why_cancelled,
};

/** Why it is not there yet, or why it was given up. */
export function whyOf(item: DeliveryItem): string {
  if (item.state === "given_up")
    return givenUpWords[item.give_up_reason ?? ""]?.() ?? item.give_up_reason ?? "";
  if (item.reason) return reasonWords[item.reason].title();
  return item.waits_for ? waitWords[item.waits_for]() : "";
}

/** A share that is never rounded up to all. */
export function shareWords(share: number): string {
  return m.deliveries_percent({ value: (Math.floor(share * 1000) / 10).toFixed(1) });
}
