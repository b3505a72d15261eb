import { useEffect } from "react";
import { createPortal } from "react-dom";
import { host, useEvent, useRead } from "../../../api";
import { m } from "../../../messages/messages.js";
import { AlertBanner } from "./AlertBanner";
import { pressing, ranked, unacknowledged } from "./rank";
import { useSiren } from "./useSiren";
import { wordsOf } from "./words";

/** What must be heard and seen on every screen: the siren, the banner, the count in the title. Once, in the frame. */
export function AlertDesk() {
  const { data: alerts = [] } = useRead("alerts", null);
  const options = useRead("options", null);
  const urgent = pressing(alerts);
  const [first] = urgent;
  const count = unacknowledged(alerts).length;

  // A siren that an administrator switched off must not begin before that is known; unknown for good, it sounds.
  useSiren(urgent.length > 0, options.data?.alert_sound ?? options.isError);
  useTitle(count);
  useNotification(alerts.length > 0 ? ranked(alerts)[0] : undefined);

  if (!first) return null;
  // Beside the dialogs and above them.
  return createPortal(<AlertBanner key={first.id} alert={first} more={urgent.length - 1} />, document.body);
}

function useTitle(count: number): void {
  useEffect(() => {
    const name = m.booth_title();
    document.title = count > 0 ? `(${count}) ${name}` : name;
    return () => {
      document.title = name;
    };
  }, [count]);
}

/** While the window is not in front, the system says it. */
function useNotification(top: ReturnType<typeof ranked>[number] | undefined): void {
  useEvent("alert_raised", ({ id }) => {
    if (document.hasFocus()) return;
    const alert = top?.id === id ? top : undefined;
    const words = alert ? wordsOf(alert) : { title: m.booth_title(), means: m.booth_alerts() };
    void host().desktop?.notify(words.title, words.means);
  });
}
