import type { RegisterOperation } from "../bindings/RegisterOperation";
import type { WriteView } from "../bindings/WriteView";
import { shortened, visible } from "../components";
import { m } from "../messages/messages.js";

/** What somebody does to a register, as he calls it: a renewal is a change to the program. */
export type WriteAct =
  | "register"
  | "change"
  | "renew"
  | "remove"
  | "blacklist"
  | "unblacklist"
  | "pass"
  | "extend"
  | "cancel";

interface ActWords {
  done: () => string;
  /** What did not happen, where it did not. */
  nothing: () => string;
  /** What is not known, where no answer came. */
  unsure: () => string;
}

const ACTS: Record<WriteAct, ActWords> = {
  register: {
    done: m.domain_register_done,
    nothing: m.domain_register_nothing,
    unsure: m.domain_register_unsure,
  },
  change: { done: m.domain_change_done, nothing: m.domain_change_nothing, unsure: m.domain_change_unsure },
  renew: { done: m.domain_renew_done, nothing: m.domain_renew_nothing, unsure: m.domain_renew_unsure },
  remove: { done: m.domain_remove_done, nothing: m.domain_remove_nothing, unsure: m.domain_remove_unsure },
  blacklist: {
    done: m.domain_blacklist_done,
    nothing: m.domain_blacklist_nothing,
    unsure: m.domain_blacklist_unsure,
  },
  unblacklist: {
    done: m.domain_unblacklist_done,
    nothing: m.domain_unblacklist_nothing,
    unsure: m.domain_unblacklist_unsure,
  },
  pass: { done: m.domain_pass_done, nothing: m.domain_pass_nothing, unsure: m.domain_pass_unsure },
  extend: { done: m.domain_extend_done, nothing: m.domain_extend_nothing, unsure: m.domain_extend_unsure },
  cancel: { done: m.domain_cancel_done, nothing: m.domain_cancel_nothing, unsure: m.domain_cancel_unsure },
};

const USUAL: Record<RegisterOperation, WriteAct> = {
  add_vehicle: "register",
  change_vehicle: "change",
  delete_vehicle: "remove",
  add_blacklist: "blacklist",
  delete_blacklist: "unblacklist",
};

const LONGEST_ANSWER = 300;

/** What came of a write in a sentence: what happened, and what to do next. The act, where its screen calls it otherwise. */
export function cameWords(
  view: Pick<WriteView, "operation" | "outcome" | "answer" | "changes">,
  act: WriteAct = actOf(view),
): string {
  const { done, nothing, unsure } = ACTS[act];
  const words = view.answer ? visible(shortened(view.answer, LONGEST_ANSWER)) : "";
  switch (view.outcome) {
    case "done":
      return m.domain_came_done({ done: done() });
    case "refused":
      return words === ""
        ? m.domain_came_refused_silent({ nothing: nothing() })
        : m.domain_came_refused({ words, nothing: nothing() });
    case "not_done":
      return m.domain_came_not_done({ nothing: nothing() });
    case "unknown":
      return m.domain_came_unknown({ unsure: unsure() });
  }
}

function actOf({ operation, changes }: Pick<WriteView, "operation" | "changes">): WriteAct {
  const [only, ...others] = changes;
  const isRenewal = operation === "change_vehicle" && only?.field === "valid_until" && others.length === 0;
  return isRenewal ? "renew" : USUAL[operation];
}
