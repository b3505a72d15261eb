import { useId } from "react";
import type { CarParkView } from "../../bindings/CarParkView";
import { SafeText } from "../../components";
import { m } from "../../messages/messages.js";
import styles from "./settings.module.css";

/** The car parks an account is limited to; `all` for no limit. */
export type Limit = "all" | readonly string[];

interface AccountParksProps {
  parks: readonly CarParkView[];
  limit: Limit;
  onChange: (limit: Limit) => void;
  /** Who has a limit of his own gives nobody all of them. */
  mayGiveAll: boolean;
  error: string | undefined;
}

/** All car parks, or some of them. Where there is only one and no limit, there is nothing to choose. */
export function AccountParks({ parks, limit, onChange, mayGiveAll, error }: AccountParksProps) {
  const id = useId();
  if (parks.length < 2 && limit === "all" && mayGiveAll) return null;
  const chosen = limit === "all" ? [] : limit;
  const known = parks.map(({ parking_id, name }) => ({ parking_id, name }));
  // One that left the configuration keeps its place, so that saving takes nothing away unseen.
  const gone = chosen
    .filter((one) => !known.some((park) => park.parking_id === one))
    .map((one) => ({ parking_id: one, name: one }));
  const toggle = (park: string, on: boolean) =>
    onChange(on ? [...chosen, park] : chosen.filter((one) => one !== park));
  return (
    <fieldset className={styles.parks} aria-describedby={`${id}-note`} data-testid="account-parks">
      <legend>{m.settings_car_parks()}</legend>
      {mayGiveAll && (
        <>
          <label>
            <input type="radio" name={id} checked={limit === "all"} onChange={() => onChange("all")} />
            {m.settings_car_parks_all()}
          </label>
          <label>
            <input
              type="radio"
              name={id}
              checked={limit !== "all"}
              onChange={() => limit === "all" && onChange([])}
            />
            {m.settings_car_parks_some()}
          </label>
        </>
      )}
      {limit !== "all" && (
        <div className={styles.parkList}>
          {[...known, ...gone].map(({ parking_id, name }) => (
            <label key={parking_id}>
              <input
                type="checkbox"
                checked={chosen.includes(parking_id)}
                onChange={(event) => toggle(parking_id, event.target.checked)}
              />
              <SafeText text={name} length={30} />
            </label>
          ))}
        </div>
      )}
      <span id={`${id}-note`} className={error ? styles.wrong : styles.hint} aria-live="polite">
        {error ?? (chosen.length === 0 && limit !== "all" ? m.settings_car_parks_none() : "")}
      </span>
    </fieldset>
  );
}
