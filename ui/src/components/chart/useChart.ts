import { type EChartsCoreOption, type EChartsType, init } from "echarts/core";
import { type RefObject, useEffect, useRef, useSyncExternalStore } from "react";

/** What a drawing takes from the document, which the canvas does not inherit. */
export interface ChartLooks {
  /** A colour by its variable's name. */
  shade: (name: string) => string;
  /** One rem in pixels. */
  rem: number;
  text: { color: string; fontSize: number; fontFamily: string };
  /** A tip over the canvas. It is drawn, and not HTML: the page's policy knows no styles in text. */
  tip: EChartsCoreOption;
}

const ZONE_MS = 8 * 3_600_000;

/** Its axis knows the machine's zone only: with `useUTC`, times that are moved so show China's. */
export const chinaTime = {
  onAxis: (at: number) => at + ZONE_MS,
  ofAxis: (value: number) => value - ZONE_MS,
};

function looksName(): string {
  return `${document.documentElement.dataset.theme} ${document.documentElement.dataset.print}`;
}

function watchLooks(listener: () => void): () => void {
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, { attributes: true });
  return () => observer.disconnect();
}

function looksNow(): ChartLooks {
  const style = getComputedStyle(document.documentElement);
  const shade = (name: string) => style.getPropertyValue(name).trim();
  const rem = Number.parseFloat(style.fontSize) || 16;
  const text = {
    color: shade("--dim"),
    fontSize: rem * 0.8,
    fontFamily: getComputedStyle(document.body).fontFamily,
  };
  const tip = {
    renderMode: "richText",
    backgroundColor: shade("--raised"),
    borderColor: shade("--line-strong"),
    textStyle: { ...text, color: shade("--ink") },
  };
  return { shade, rem, text, tip };
}

/**
 * A chart in the element of the answer, drawn anew when `draw` is another function or the document looks otherwise.
 * Not part of the kit's index: only what shows a chart loads the charts' code.
 */
export function useChart(
  draw: (looks: ChartLooks) => EChartsCoreOption,
  onPick?: (dataIndex: number, seriesId: string) => void,
): RefObject<HTMLDivElement | null> {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType>(undefined);
  const picked = useRef(onPick);
  const looks = useSyncExternalStore(watchLooks, looksName);
  useEffect(() => {
    picked.current = onPick;
  }, [onPick]);

  useEffect(() => {
    if (!place.current) return;
    const made = init(place.current);
    chart.current = made;
    made.on("click", ({ dataIndex, seriesId }) => picked.current?.(dataIndex, seriesId ?? ""));
    const observer = new ResizeObserver(() => made.resize());
    observer.observe(place.current);
    return () => {
      observer.disconnect();
      made.dispose();
    };
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the looks are read from the document.
  useEffect(() => {
    chart.current?.setOption({ animation: false, useUTC: true, ...draw(looksNow()) }, { notMerge: true });
  }, [draw, looks]);

  return place;
}
