import { BarChart } from "echarts/charts";
import { GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { useCallback } from "react";
import type { Day } from "../../components";
import { type ChartLooks, useChart } from "../../components/chart/useChart";
import { m } from "../../messages/messages.js";
import styles from "./deliveries.module.css";
import type { Counts } from "./tallies";

use([BarChart, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer]);

type State = "delivered" | "open" | "parked";

/** Colours are told apart by stripes too. */
const SERIES: readonly {
  id: State;
  count: keyof Counts;
  name: () => string;
  shade: string;
  stripes: number | undefined;
}[] = [
  { id: "delivered", count: "delivered", name: m.deliveries_delivered, shade: "--ok", stripes: undefined },
  { id: "open", count: "waiting", name: m.deliveries_waiting, shade: "--info", stripes: Math.PI / 4 },
  { id: "parked", count: "parked", name: m.deliveries_parked, shade: "--warn", stripes: -Math.PI / 4 },
];

interface BarsProps {
  days: readonly (Counts & { day: Day })[];
  onPick: (day: Day, state: State | "passages") => void;
}

/** More of them would lie over one another. */
const MOST_LABELS = 10;

/** Per day the passages, and of what is owed what the city has, what waits and what needs a person. */
export function Bars({ days, onPick }: BarsProps) {
  const draw = useCallback(
    ({ shade, rem, text, tip }: ChartLooks) => ({
      grid: { left: rem * 3, right: rem, top: rem * 2, bottom: rem * 1.75 },
      legend: { textStyle: { ...text, color: shade("--ink") }, top: 0 },
      tooltip: { ...tip, trigger: "axis", axisPointer: { type: "shadow" } },
      xAxis: {
        type: "category",
        data: days.map(({ day }) => day.slice(5)),
        axisLabel: text,
        axisLine: { lineStyle: { color: shade("--line-strong") } },
      },
      yAxis: {
        type: "value",
        minInterval: 1,
        axisLabel: text,
        splitLine: { lineStyle: { color: shade("--line") } },
      },
      series: [
        {
          id: "passages",
          type: "bar",
          barMaxWidth: rem,
          name: m.deliveries_passages(),
          color: shade("--line-strong"),
          data: days.map((day) => day.passages),
        },
        ...SERIES.map(({ id, count, name, shade: colour, stripes }, at) => ({
          id,
          type: "bar",
          stack: "owed",
          barMaxWidth: rem * 3,
          name: name(),
          color: shade(colour),
          itemStyle:
            stripes === undefined
              ? {}
              : {
                  decal: {
                    symbol: "rect",
                    color: shade("--card"),
                    dashArrayX: [1, 0],
                    dashArrayY: [2, 5],
                    rotation: stripes,
                  },
                },
          data: days.map((day) => day[count]),
          // The whole bar is what is owed.
          label: {
            ...text,
            show: at === SERIES.length - 1 && days.length <= MOST_LABELS,
            position: "top",
            formatter: ({ dataIndex }: { dataIndex: number }) =>
              m.deliveries_owed_of({ count: days[dataIndex]?.owed ?? 0 }),
          },
        })),
      ],
    }),
    [days],
  );
  const place = useChart(draw, (index, series) => {
    const day = days[index]?.day;
    const state = series === "passages" ? series : SERIES.find(({ id }) => id === series)?.id;
    if (day && state) onPick(day, state);
  });
  return <div ref={place} className={styles.canvas} role="img" aria-label={m.deliveries_bars_label()} />;
}
