import type { BatchState } from "../../bindings/BatchState";
import type { BatchWork } from "../../bindings/BatchWork";
import { shortened, type Tone } from "../../components";
import { m } from "../../messages/messages.js";

const LONGEST_FILE = 40;

/** What a batch does, in words. */
export function workWords(work: BatchWork): string {
  switch (work.work) {
    case "renew_months":
      return m.batches_renew_months({ months: work.months });
    case "renew_until":
      return m.batches_renew_until({ day: work.day });
    case "delete_vehicles":
      return m.batches_delete_vehicles();
    case "add_blacklist":
      return m.batches_add_blacklist({ until: work.until });
    case "delete_blacklist":
      return m.batches_delete_blacklist();
    case "import":
      return m.batches_import({ file: shortened(work.file, LONGEST_FILE) });
  }
}

export const stateWords: Record<BatchState, { tone: Tone; words: () => string }> = {
  running: { tone: "info", words: m.batches_running },
  stopped: { tone: "warn", words: m.batches_stopped },
  waiting: { tone: "warn", words: m.batches_waiting },
  finished: { tone: "ok", words: m.batches_finished },
};
