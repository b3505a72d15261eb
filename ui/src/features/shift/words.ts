import { visible } from "../../components";
import { m } from "../../messages/messages.js";

const alertWords: Readonly<Record<string, () => string>> = {
  blacklisted: m.shift_alert_blacklisted,
  expired_monthly: m.shift_alert_expired_monthly,
  camera_offline: m.shift_alert_camera_offline,
  lane_silent: m.shift_alert_lane_silent,
  clock_wrong: m.shift_alert_clock_wrong,
  deliveries_parked: m.shift_alert_deliveries_parked,
  disk_low: m.shift_alert_disk_low,
  city_unreachable: m.shift_alert_city_unreachable,
  open_platform_unreachable: m.shift_alert_open_platform_unreachable,
};

/** What a kind of alert is called; one that is not known is shown as it is. */
export const alertWord = (kind: string): string =>
  Object.hasOwn(alertWords, kind) ? (alertWords[kind]?.() ?? kind) : visible(kind);
