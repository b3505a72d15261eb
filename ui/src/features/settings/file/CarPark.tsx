import { Button } from "antd";
import type { CarParkFields } from "../../../bindings/CarParkFields";
import type { FieldProblem } from "../../../bindings/FieldProblem";
import type { FieldTable } from "../../../bindings/FieldTable";
import type { SecretPlace } from "../../../bindings/SecretPlace";
import { Toggle, visible } from "../../../components";
import { m } from "../../../messages/messages.js";
import settings from "../settings.module.css";
import { newCity } from "./draft";
import { FieldsOf } from "./FieldsOf";
import { carParkFields, cityFields, cityMore, staticFields } from "./fields";
import styles from "./file.module.css";
import { SecretLine } from "./SecretLine";

interface CarParkProps {
  park: CarParkFields;
  onChange: (park: CarParkFields) => void;
  /** None for the only one: a file without car parks is refused. */
  onRemove: (() => void) | undefined;
  problem: (table: FieldTable, field: string) => FieldProblem | undefined;
  /** Where its password is, once it is in the file. */
  place: SecretPlace | undefined;
}

/** A car park and its city platform. */
export function CarPark({ park, onChange, onRemove, problem, place }: CarParkProps) {
  const id = park.fields.parking_id ?? "";
  const name = park.fields.name || id;
  const { city, static_facts: facts } = park;
  const known = staticFields.filter((field) => facts[field.name]?.trim()).length;
  return (
    <fieldset className={styles.table} data-testid="car-park-fields" data-parking={id}>
      <legend>{name ? m.file_car_park({ name: visible(name) }) : m.file_new_car_park()}</legend>
      <div className={styles.fields}>
        <FieldsOf
          fields={carParkFields}
          values={park.fields}
          onChange={(fields) => onChange({ ...park, fields })}
          problem={(field) => problem("car_park", field)}
        />
      </div>
      <Toggle
        label={m.file_reports()}
        hint={m.file_reports_hint()}
        checked={city !== null}
        onChange={(reports) => onChange({ ...park, city: reports ? newCity() : null })}
      />
      {city && (
        <>
          <div className={styles.fields}>
            <FieldsOf
              fields={cityFields}
              values={city}
              onChange={(next) => onChange({ ...park, city: next })}
              problem={(field) => problem("city", field)}
            />
          </div>
          <SecretLine name={m.file_secret_port()} parkingId={id} place={place} />
          <details open={cityMore.some((field) => problem("city", field.name))}>
            <summary>{m.file_more()}</summary>
            <div className={styles.fields}>
              <FieldsOf
                fields={cityMore}
                values={city}
                onChange={(next) => onChange({ ...park, city: next })}
                problem={(field) => problem("city", field)}
              />
            </div>
          </details>
        </>
      )}
      <details open={staticFields.some((field) => problem("static", field.name))} data-testid="static-facts">
        <summary>{m.file_static({ known, all: staticFields.length })}</summary>
        <p className={settings.hint}>{m.file_static_hint()}</p>
        <div className={styles.fields}>
          <FieldsOf
            fields={staticFields}
            values={facts}
            onChange={(next) => onChange({ ...park, static_facts: next })}
            problem={(field) => problem("static", field)}
          />
        </div>
      </details>
      {onRemove && (
        <div>
          <Button danger onClick={onRemove}>
            {m.file_remove_car_park()}
          </Button>
        </div>
      )}
    </fieldset>
  );
}
