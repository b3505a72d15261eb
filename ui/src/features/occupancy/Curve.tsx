import { LineChart } from "echarts/charts";
import { GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { type EChartsType, init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { useEffect, useRef, useSyncExternalStore } from "react";
import type { OccupancyPoint } from "../../bindings/OccupancyPoint";
import { formatMoment } from "../../components";
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

const ZONE_MS = 8 * 3_600_000;

/** The document's looks: the canvas takes its colours and sizes from them. */
function useLooks(): string {
  return useSyncExternalStore(
    (listener) => {
      const observer = new MutationObserver(listener);
      observer.observe(document.documentElement, { attributes: true });
      return () => observer.disconnect();
    },
    () => `${document.documentElement.dataset.theme} ${document.documentElement.dataset.print}`,
  );
}

/** The spaces in use over time. */
export function Curve({ points }: { points: readonly OccupancyPoint[] }) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType>(undefined);
  const looks = useLooks();

  useEffect(() => {
    if (!place.current) return;
    const made = init(place.current);
    chart.current = made;
    const observer = new ResizeObserver(() => made.resize());
    observer.observe(place.current);
    return () => {
      observer.disconnect();
      made.dispose();
    };
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the looks are read from the document.
  useEffect(() => {
    const style = getComputedStyle(document.documentElement);
    const shade = (name: string) => style.getPropertyValue(name).trim();
    const rem = Number.parseFloat(style.fontSize) || 16;
    const text = {
      color: shade("--dim"),
      fontSize: rem * 0.8,
      fontFamily: getComputedStyle(document.body).fontFamily,
    };
    const shown = SERIES.filter((series) => points.some((point) => point[series.id] !== null));
    // Its axis knows the machine's zone only: times are moved so that China's stand on it in UTC.
    const at = (time: number) => time + ZONE_MS;
    chart.current?.setOption(
      {
        animation: false,
        useUTC: true,
        grid: { left: rem * 3, right: rem * 1.5, top: rem * 2.5, bottom: rem * 2 },
        legend: { textStyle: { ...text, color: shade("--ink") }, top: 0 },
        tooltip: {
          trigger: "axis",
          // Drawn, and not HTML: the page's policy knows no styles in text.
          renderMode: "richText",
          backgroundColor: shade("--raised"),
          borderColor: shade("--line-strong"),
          textStyle: { ...text, color: shade("--ink") },
          axisPointer: {
            label: { formatter: ({ value }: { value: number }) => formatMoment(value - ZONE_MS) },
          },
        },
        xAxis: { type: "time", axisLabel: text, axisLine: { lineStyle: { color: shade("--line-strong") } } },
        yAxis: {
          type: "value",
          minInterval: 1,
          axisLabel: text,
          splitLine: { lineStyle: { color: shade("--line") } },
        },
        series: shown.map(({ id, name, shade: colour, dashed }) => ({
          type: "line",
          name: name(),
          showSymbol: false,
          step: "end",
          lineStyle: { width: dashed ? 1 : 2, type: dashed ? "dashed" : "solid" },
          color: shade(colour),
          areaStyle: id === "used" ? { opacity: 0.08 } : undefined,
          data: points.map((point) => [at(point.at), point[id]]),
        })),
      },
      { notMerge: true },
    );
  }, [points, looks]);

  return <div ref={place} className={styles.canvas} role="img" aria-label={m.occupancy_curve()} />;
}
