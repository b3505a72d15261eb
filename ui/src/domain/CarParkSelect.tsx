import type { CarParkView } from "../bindings/CarParkView";
import { Choice, Field, shortened } from "../components";
import { m } from "../messages/messages.js";
import styles from "./domain.module.css";

interface CarParkSelectProps {
  parks: readonly CarParkView[];
  /** Empty for all. */
  value: string;
  onChange: (parkingId: string) => void;
}

const options = (parks: readonly CarParkView[]) =>
  parks.map((park) => ({ value: park.parking_id, label: shortened(park.name, 24) }));

/** Which car park is shown; nothing where there is only one. */
export function CarParkFilter({ parks, value, onChange }: CarParkSelectProps) {
  if (parks.length < 2) return null;
  return (
    <Choice
      className={styles.parkFilter}
      value={value}
      onChange={onChange}
      aria-label={m.domain_car_park()}
      options={[{ value: "", label: m.domain_car_parks_all() }, ...options(parks)]}
      testId="car-park-filter"
    />
  );
}

interface CarParkFieldProps extends CarParkSelectProps {
  error?: string | undefined;
  disabled?: boolean;
}

/** Which car park a form is for; nothing where there is only one. */
export function CarParkField({ parks, value, onChange, error, disabled = false }: CarParkFieldProps) {
  if (parks.length < 2) return null;
  return (
    <Field label={m.domain_car_park()} error={error} required>
      {({ id }) => (
        <Choice
          id={id}
          value={value}
          onChange={onChange}
          disabled={disabled}
          wrong={error !== undefined}
          options={options(parks)}
        />
      )}
    </Field>
  );
}
