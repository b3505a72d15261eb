import type { DiscrepancyItem } from "../../bindings/DiscrepancyItem";
import type { DiscrepancyKind } from "../../bindings/DiscrepancyKind";
import { m } from "../../messages/messages.js";

/** What is looked at together. */
export const TOPICS = ["ghosts", "unseen", "arrivals", "times", "counts", "photos", "stock"] as const;
export type Topic = (typeof TOPICS)[number];

interface TopicWords {
  title: () => string;
  /** What it is, and what it may come from. */
  means: () => string;
}

export const topicWords: Record<Topic, TopicWords> = {
  ghosts: { title: m.reconcile_ghosts, means: m.reconcile_ghosts_means },
  unseen: { title: m.reconcile_unseen, means: m.reconcile_unseen_means },
  arrivals: { title: m.reconcile_arrivals, means: m.reconcile_arrivals_means },
  times: { title: m.reconcile_times, means: m.reconcile_times_means },
  counts: { title: m.reconcile_counts, means: m.reconcile_counts_means },
  stock: { title: m.reconcile_stock, means: m.reconcile_stock_means },
  photos: { title: m.reconcile_photos, means: m.reconcile_photos_means },
};

const TOPIC_OF: Record<DiscrepancyKind, Topic> = {
  not_inside: "ghosts",
  overdue: "ghosts",
  not_known: "unseen",
  other_time: "times",
  other_count: "counts",
};

export function topicOf(show: string | undefined): Topic {
  return TOPICS.find((topic) => topic === show) ?? "ghosts";
}

/** The differences of a topic; those that were put right since the last comparison are left out. */
export function under(
  topic: Topic,
  all: readonly DiscrepancyItem[],
  settled: ReadonlySet<number>,
): readonly DiscrepancyItem[] {
  return all.filter(
    (item) =>
      TOPIC_OF[item.kind] === topic &&
      !settled.has(item.session ?? -1) &&
      !(item.session === null && settled.has(item.resembles_session ?? -1)),
  );
}

export function keyOf(item: DiscrepancyItem): string {
  return `${item.parking_id} ${item.kind} ${item.session ?? ""} ${item.plate.text} ${item.entered_at ?? ""}`;
}
