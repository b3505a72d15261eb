import { LineChart } from "echarts/charts";
import { GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { useCallback } from "react";
import { formatMoment } from "../../components";
import { type ChartLooks, chinaTime, useChart } from "../../components/chart/useChart";
import { m } from "../../messages/messages.js";
import styles from "./deliveries.module.css";
import type { CityLine } from "./tallies";

use([LineChart, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer]);

interface LinesProps {
  /** With the car park's name where there are several. */
  lines: readonly (CityLine & { name: string })[];
}

/** Accepted heartbeats and the clocks' difference over time. */
export function Lines({ lines }: LinesProps) {
  const draw = useCallback(
    ({ shade, rem, text, tip }: ChartLooks) => {
      const axis = { type: "value", axisLabel: text, nameTextStyle: text };
      const line = { type: "line", showSymbol: false, connectNulls: false };
      const points = (all: readonly (readonly [number, number | null])[], scale: number) =>
        all.map(([at, value]) => [
          chinaTime.onAxis(at),
          value === null ? null : Math.round(value * scale * 10) / 10,
        ]);
      return {
        grid: { left: rem * 3, right: rem * 3, top: rem * 3.25, bottom: rem * 1.75 },
        legend: { textStyle: { ...text, color: shade("--ink") }, top: 0, type: "plain" },
        tooltip: {
          ...tip,
          trigger: "axis",
          axisPointer: {
            label: { formatter: ({ value }: { value: number }) => formatMoment(chinaTime.ofAxis(value)) },
          },
        },
        xAxis: { type: "time", axisLabel: text, axisLine: { lineStyle: { color: shade("--line-strong") } } },
        yAxis: [
          {
            ...axis,
            name: m.deliveries_unit_percent(),
            min: 0,
            max: 100,
            splitLine: { lineStyle: { color: shade("--line") } },
          },
          { ...axis, name: m.deliveries_unit_seconds(), splitLine: { show: false } },
        ],
        series: lines.flatMap(({ name, beats, drift }) => [
          {
            ...line,
            name: `${m.deliveries_heartbeats()} ${name}`.trim(),
            color: shade("--ok"),
            lineStyle: { width: 2 },
            data: points(beats, 100),
          },
          {
            ...line,
            name: `${m.deliveries_drift()} ${name}`.trim(),
            yAxisIndex: 1,
            color: shade("--brand"),
            lineStyle: { width: 2, type: "dashed" },
            data: points(drift, 0.001),
          },
        ]),
      };
    },
    [lines],
  );
  return (
    <div ref={useChart(draw)} className={styles.canvas} role="img" aria-label={m.deliveries_lines_label()} />
  );
}
