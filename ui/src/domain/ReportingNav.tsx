import { Link } from "react-router";
import { m } from "../messages/messages.js";
import styles from "./domain.module.css";

export type ReportingPlace = "overview" | "reasons" | "list" | "reconcile";

const PLACES: readonly { place: ReportingPlace; path: string; title: () => string }[] = [
  { place: "overview", path: "/deliveries", title: m.deliveries_overview },
  { place: "reasons", path: "/deliveries?view=reasons", title: m.deliveries_reasons },
  { place: "list", path: "/deliveries?view=list", title: m.deliveries_list },
  { place: "reconcile", path: "/reconcile", title: m.deliveries_reconcile },
];

/** The screens about what the city has, beside each other; the car park that is chosen stays. */
export function ReportingNav({ here, park }: { here: ReportingPlace; park: string }) {
  return (
    <nav className={styles.places} aria-label={m.deliveries_title()}>
      {PLACES.map(({ place, path, title }) => (
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
