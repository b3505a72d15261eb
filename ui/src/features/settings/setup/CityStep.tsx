import { useState } from "react";
import { fieldOf, useWrite, wordsFor } from "../../../api";
import type { CarParkFields } from "../../../bindings/CarParkFields";
import type { FieldProblem } from "../../../bindings/FieldProblem";
import type { SecretPlace } from "../../../bindings/SecretPlace";
import { FailureState, StatusWord, Toggle, visible } from "../../../components";
import { m } from "../../../messages/messages.js";
import { newCity, problemAt } from "../file/draft";
import { FieldsOf } from "../file/FieldsOf";
import { cityFields, cityMore } from "../file/fields";
import styles from "../file/file.module.css";
import { SecretField } from "./SecretField";
import { StepFrame } from "./StepFrame";
import { placeOf, type StepProps } from "./stepProps";
import { TrialView } from "./TrialView";
import { useAct } from "./useAct";
import { useTrial } from "./useTrial";

/** Which car parks report to the city: number, account, password, tried before they are kept. */
export function CityStep({ settings, onBack, onNext, save }: StepProps) {
  const [parks, setParks] = useState<readonly CarParkFields[]>(settings.fields.car_parks);
  const [secrets, setSecrets] = useState<Readonly<Record<string, string>>>({});
  const [refused, setRefused] = useState<readonly FieldProblem[]>([]);
  const store = useWrite("set_secret");
  const { run, busy, error } = useAct();
  const idOf = (park: CarParkFields) => park.fields.parking_id ?? "";
  const typed = (park: CarParkFields) => secrets[idOf(park)]?.trim() ?? "";
  const isReady = (park: CarParkFields) =>
    !park.city ||
    (cityFields.every((field) => park.city?.[field.name]?.trim()) &&
      (typed(park) !== "" || placeOf(settings, idOf(park)) !== "nowhere"));
  const next = () =>
    run(async () => {
      const saved = await save({ ...settings.fields, car_parks: [...parks] });
      setRefused(saved.problems);
      if (saved.problems.length > 0) return;
      // The file has them in this order now.
      setParks(saved.view.fields.car_parks);
      for (const park of parks) {
        if (!park.city || typed(park) === "") continue;
        await store.mutateAsync({ parking_id: idOf(park), secret: secrets[idOf(park)] ?? "" });
      }
      await onNext();
    });
  const whole = refused.find((one) => one.table !== "city");
  return (
    <StepFrame
      step="city"
      hint={m.setup_city_hint()}
      onBack={onBack}
      onNext={next}
      nextDisabled={!parks.every(isReady)}
      busy={busy}
      notice={
        <>
          {whole && (
            <StatusWord tone="bad" plain>
              {m.file_refused_whole({ detail: visible(whole.detail) })}
            </StatusWord>
          )}
          {error && <FailureState {...error} inline />}
        </>
      }
    >
      {parks.map((park, at) => (
        <CityOf
          key={idOf(park)}
          park={park}
          onChange={(next) => {
            setRefused([]);
            setParks(parks.with(at, next));
          }}
          place={placeOf(settings, idOf(park))}
          secret={secrets[idOf(park)] ?? ""}
          onSecret={(secret) => setSecrets({ ...secrets, [idOf(park)]: secret })}
          refused={refused.filter((one) => one.car_park === at)}
          ready={isReady(park)}
        />
      ))}
    </StepFrame>
  );
}

interface CityOfProps {
  park: CarParkFields;
  onChange: (park: CarParkFields) => void;
  place: SecretPlace;
  secret: string;
  onSecret: (secret: string) => void;
  refused: readonly FieldProblem[];
  ready: boolean;
}

function CityOf({ park, onChange, place, secret, onSecret, refused, ready }: CityOfProps) {
  const { city } = park;
  const id = park.fields.parking_id ?? "";
  const name = visible(park.fields.name || id);
  const trial = useTrial({
    platform: "city",
    open_platform: {},
    car_park: park,
    secret: secret.trim() === "" ? null : secret,
  });
  const problem = (field: string) =>
    refused.find((one) => one.table === "city" && one.field === field) ??
    problemAt(trial.problems, "city", 0, field);
  const wrongSecret =
    trial.error && fieldOf(trial.error) === "secret" ? wordsFor(trial.error).what : undefined;
  return (
    <fieldset className={styles.table} data-testid="setup-city" data-parking={id}>
      <legend>{m.file_car_park({ name })}</legend>
      <Toggle
        label={m.file_reports()}
        hint={m.setup_reports_hint()}
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
              problem={problem}
            />
            <SecretField
              label={m.file_secret_port()}
              place={place}
              value={secret}
              onChange={onSecret}
              error={wrongSecret}
            />
          </div>
          <details open={cityMore.some((field) => problem(field.name))}>
            <summary>{m.file_more()}</summary>
            <div className={styles.fields}>
              <FieldsOf
                fields={cityMore}
                values={city}
                onChange={(next) => onChange({ ...park, city: next })}
                problem={problem}
              />
            </div>
          </details>
          <TrialView trial={trial} name={m.connection_city({ name })} disabled={!ready} />
        </>
      )}
    </fieldset>
  );
}
