import { useMemo } from "react";
import type { DiscrepancyItem } from "../../bindings/DiscrepancyItem";
import { type Column, Plate, StatusWord, stayWords, Time } from "../../components";
import { carParkName, fieldWords, laneName, useCarParks } from "../../domain";
import { m } from "../../messages/messages.js";
import type { Topic } from "./kinds";
import { Proposal, type Proposed } from "./Proposal";

/** A difference in one row, with what is proposed. */
export function useColumns(
  topic: Topic,
  onPropose: (proposed: Proposed) => void,
): readonly Column<DiscrepancyItem>[] {
  const parks = useCarParks();
  return useMemo(() => {
    const plate: Column<DiscrepancyItem> = {
      id: "plate",
      title: fieldWords.plate(),
      width: "9.5rem",
      cell: (row) => <Plate plate={row.plate} size="small" />,
    };
    const arrived: Column<DiscrepancyItem> = {
      id: "arrived",
      title: m.reconcile_arrived(),
      width: "9rem",
      cell: (row) => row.arrived_at !== null && <Time at={row.arrived_at} />,
    };
    const entered: Column<DiscrepancyItem> = {
      id: "entered",
      title: m.reconcile_entered(),
      width: "9rem",
      cell: (row) => row.entered_at !== null && <Time at={row.entered_at} />,
    };
    const lane: Column<DiscrepancyItem> = {
      id: "lane",
      title: m.reconcile_lane(),
      width: "minmax(6rem, 0.6fr)",
      cell: (row) => row.lane_no !== null && laneName(parks, row.parking_id, row.lane_no),
    };
    const park: Column<DiscrepancyItem> = {
      id: "park",
      title: m.domain_car_park(),
      width: "8rem",
      cell: (row) => carParkName(parks, row.parking_id),
    };
    const found: Column<DiscrepancyItem> = {
      id: "found",
      title: m.reconcile_found(),
      width: "9rem",
      cell: (row) => <Time at={row.first_seen_at} />,
    };
    const proposal: Column<DiscrepancyItem> = {
      id: "proposal",
      title: m.reconcile_proposal(),
      width: "minmax(21rem, 1.4fr)",
      cell: (row) => <Proposal item={row} onPropose={onPropose} />,
    };
    const stay: Column<DiscrepancyItem> = {
      id: "stay",
      title: m.reconcile_stay(),
      width: "8.5rem",
      cell: (row) => row.arrived_at !== null && stayWords(row.last_seen_at - row.arrived_at),
    };
    const why: Column<DiscrepancyItem> = {
      id: "why",
      title: m.reconcile_why(),
      width: "minmax(14.5rem, 1fr)",
      cell: (row) => (
        <StatusWord tone="warn" plain>
          {whyOf(row)} {row.left_at !== null && <Time at={row.left_at} />}
        </StatusWord>
      ),
    };
    const apart: Column<DiscrepancyItem> = {
      id: "apart",
      title: m.reconcile_apart(),
      width: "8rem",
      cell: ({ arrived_at: ours, entered_at: theirs }) =>
        ours !== null && theirs !== null && stayWords(Math.abs(ours - theirs)),
    };
    const counted: Column<DiscrepancyItem>[] = [
      {
        id: "ours",
        title: m.reconcile_counted_sessions(),
        width: "12rem",
        cell: (row) => row.counted_sessions,
      },
      {
        id: "theirs",
        title: m.reconcile_counted_listed(),
        width: "12rem",
        cell: (row) => row.counted_listed,
      },
      { ...found, width: "minmax(9rem, 1fr)" },
    ];
    const parkColumn = parks.length > 1 || topic === "counts" ? [park] : [];
    switch (topic) {
      case "ghosts":
        return [plate, arrived, stay, why, ...parkColumn, proposal];
      case "unseen":
        return [plate, entered, lane, ...parkColumn, found, proposal];
      case "times":
        return [plate, arrived, entered, apart, ...parkColumn, proposal];
      default:
        return [...parkColumn, ...counted];
    }
  }, [topic, parks, onPropose]);
}

/** Why it is taken for a ghost. */
export function whyOf(item: DiscrepancyItem): string {
  if (item.left_at !== null) return m.reconcile_why_left();
  // Of a stock-take: the open platform still lists it.
  if (item.kind === "not_inside" && item.entered_at !== null) return m.reconcile_why_not_seen();
  return item.kind === "overdue" ? m.reconcile_why_overdue() : m.reconcile_why_not_inside();
}
