import { useEffect } from "react";
import { host, type TrayWords, useRead } from "../../api";
import type { PlatformsView } from "../../bindings/PlatformsView";
import { m } from "../../messages/messages.js";
import { usePreferences } from "../../theme/preferences";

/** Tells the tray how both platforms are. A browser has none. */
export function useTray(): void {
  const { data } = useRead("platforms", null);
  const { language } = usePreferences();
  // The words follow from view and language; a string is compared by its value, so the tray hears of changes only.
  const words = data ? JSON.stringify(trayWords(data)) : undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the menu's words change with the language alone, too.
  useEffect(() => {
    if (words) void host().desktop?.setTray(JSON.parse(words) as TrayWords);
  }, [words, language]);
}

export function trayWords(view: PlatformsView): TrayWords {
  const down = [view.city, view.open_platform].some(
    (state) => state === "unreachable" || state === "refused",
  );
  const unsure = [view.city, view.open_platform].some((state) => state === "starting" || state === "held");
  const state =
    down || view.parked > 0 || view.disk_low ? "trouble" : unsure || view.backlog > 0 ? "waiting" : "ok";
  const tooltip = {
    ok: m.layout_tray_ok(),
    waiting: m.layout_tray_waiting({ count: view.backlog }),
    trouble: m.layout_tray_trouble({ count: view.backlog }),
  }[state];
  return { state, tooltip, show: m.layout_tray_show(), quit: m.layout_tray_quit() };
}
