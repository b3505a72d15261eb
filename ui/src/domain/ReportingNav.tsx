import { Link } from "react-router";
import { useMe } from "../api";
import { m } from "../messages/messages.js";
import styles from "./domain.module.css";

export type ReportingPlace = "overview" | "reasons" | "list" | "reconcile" | "rehearsal";

const PLACES: readonly {
  place: ReportingPlace;
  path: string;
  title: () => string;
  administrator?: boolean;
}[] = [
  { place: "overview", path: "/deliveries", title: m.deliveries_overview },
  { place: "reasons", path: "/deliveries?view=reasons", title: m.deliveries_reasons },
  { place: "list", path: "/deliveries?view=list", title: m.deliveries_list },
  { place: "reconcile", path: "/reconcile", title: m.deliveries_reconcile },
  { place: "rehearsal", path: "/rehearsal", title: m.layout_screen_rehearsal, administrator: true },
];

/** The screens about what the city has, beside each other; the car park that is chosen stays. */
export function ReportingNav({ here, park }: { here: ReportingPlace; park: string }) {
  const isAdministrator = useMe().role === "administrator";
  return (
    <nav className={styles.places} aria-label={m.deliveries_title()}>
      {PLACES.filter((one) => isAdministrator || !one.administrator).map(({ place, path, title }) => (
        <Link
          key={place}
          to={park ? `${path}${path.includes("?") ? "&" : "?"}park=${encodeURIComponent(park)}` : path}
          aria-current={place === here ? "page" : undefined}
          data-testid={`reporting-${place}`}
        >
          {title()}
        </Link>
      ))}
    </nav>
  );
}
