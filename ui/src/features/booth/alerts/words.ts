import type { AlertView } from "../../../bindings/AlertView";
import { shortened } from "../../../components";
import { m } from "../../../messages/messages.js";

export interface AlertWords {
  title: string;
  /** What it means, or what to do; empty where the title says it all. */
  means: string;
}

const LONGEST_WORDS = 160;
const LONGEST_LANE = 24;

/** What an alert says. */
export function wordsOf(alert: AlertView): AlertWords {
  const { number } = alert;
  switch (alert.kind) {
    case "blacklisted":
      return {
        title: alert.lane
          ? m.booth_alert_blacklisted_at({ lane: shortened(alert.lane, LONGEST_LANE) })
          : m.booth_alert_blacklisted(),
        means: alert.words
          ? m.booth_alert_reason({ words: shortened(alert.words, LONGEST_WORDS) })
          : m.booth_alert_no_reason(),
      };
    case "expired_monthly":
      return {
        title: number
          ? m.booth_alert_expired_monthly_days({ days: Math.abs(number) })
          : m.booth_alert_expired_monthly(),
        means: "",
      };
    case "camera_offline":
      return { title: m.booth_alert_camera_offline(), means: m.booth_alert_camera_offline_means() };
    case "lane_silent":
      return { title: m.booth_alert_lane_silent(), means: m.booth_alert_lane_silent_means() };
    case "clock_wrong":
      return {
        title: m.booth_alert_clock_wrong({ seconds: (Math.abs(number ?? 0) / 1000).toFixed(1) }),
        means: m.booth_alert_clock_wrong_means(),
      };
    case "deliveries_parked":
      return {
        title: m.booth_alert_deliveries_parked({ count: number ?? 0 }),
        means: m.booth_alert_deliveries_parked_means(),
      };
    case "disk_low":
      return {
        title: m.booth_alert_disk_low({ free: gigabytes(number ?? 0) }),
        means: m.booth_alert_disk_low_means(),
      };
    case "city_unreachable":
      return { title: m.booth_alert_city_unreachable(), means: m.booth_alert_city_unreachable_means() };
    case "open_platform_unreachable":
      return {
        title: m.booth_alert_open_platform_unreachable(),
        means: m.booth_alert_open_platform_unreachable_means(),
      };
  }
}

const GIGABYTE = 1_000_000_000;

function gigabytes(bytes: number): string {
  return `${(bytes / GIGABYTE).toFixed(1)} GB`;
}
