import { Select } from "antd";
import type { CarParkView } from "../bindings/CarParkView";
import { Field, shortened } from "../components";
import { m } from "../messages/messages.js";

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
    <Select<string>
      value={value}
      onChange={onChange}
      style={{ minWidth: "9rem" }}
      aria-label={m.domain_car_park()}
      options={[{ value: "", label: m.domain_car_parks_all() }, ...options(parks)]}
      data-testid="car-park-filter"
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
        <Select<string>
          id={id}
          value={value || null}
          onChange={onChange}
          disabled={disabled}
          status={error ? "error" : ""}
          options={options(parks)}
        />
      )}
    </Field>
  );
}
