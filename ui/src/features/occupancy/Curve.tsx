import { LineChart } from "echarts/charts";
import { GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { useCallback } from "react";
import type { OccupancyPoint } from "../../bindings/OccupancyPoint";
import { formatMoment } from "../../components";
import { type ChartLooks, chinaTime, useChart } from "../../components/chart/useChart";
import { m } from "../../messages/messages.js";
import styles from "./occupancy.module.css";

use([LineChart, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer]);

type Series = "used" | "staff_used" | "visitors_used" | "total";

const SERIES: readonly { id: Series; name: () => string; shade: string; dashed: boolean }[] = [
  { id: "used", name: m.occupancy_used, shade: "--brand", dashed: false },
  { id: "staff_used", name: m.occupancy_staff, shade: "--ok", dashed: false },
  { id: "visitors_used", name: m.occupancy_visitors, shade: "--warn", dashed: false },
  { id: "total", name: m.occupancy_total, shade: "--dim", dashed: true },
];

/** The spaces in use over time. */
export function Curve({ points }: { points: readonly OccupancyPoint[] }) {
  const draw = useCallback(
    ({ shade, rem, text, tip }: ChartLooks) => ({
      grid: { left: rem * 3, right: rem * 1.5, top: rem * 2.5, bottom: rem * 2 },
      legend: { textStyle: { ...text, color: shade("--ink") }, top: 0 },
      tooltip: {
        ...tip,
        trigger: "axis",
        axisPointer: {
          label: {
            formatter: ({ value }: { value: number }) => formatMoment(chinaTime.ofAxis(value)),
          },
        },
      },
      xAxis: { type: "time", axisLabel: text, axisLine: { lineStyle: { color: shade("--line-strong") } } },
      yAxis: {
        type: "value",
        minInterval: 1,
        axisLabel: text,
        splitLine: { lineStyle: { color: shade("--line") } },
      },
      series: SERIES.filter((series) => points.some((point) => point[series.id] !== null)).map(
        ({ id, name, shade: colour, dashed }) => ({
          type: "line",
          name: name(),
          showSymbol: false,
          step: "end",
          lineStyle: { width: dashed ? 1 : 2, type: dashed ? "dashed" : "solid" },
          color: shade(colour),
          areaStyle: id === "used" ? { opacity: 0.08 } : undefined,
          data: points.map((point) => [chinaTime.onAxis(point.at), point[id]]),
        }),
      ),
    }),
    [points],
  );
  return <div ref={useChart(draw)} className={styles.canvas} role="img" aria-label={m.occupancy_curve()} />;
}
