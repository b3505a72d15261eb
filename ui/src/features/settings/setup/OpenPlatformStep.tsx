import { useState } from "react";
import { fieldOf, useWrite, wordsFor } from "../../../api";
import type { FieldProblem } from "../../../bindings/FieldProblem";
import { FailureState } from "../../../components";
import { m } from "../../../messages/messages.js";
import { type FieldValues, problemAt } from "../file/draft";
import { FieldsOf } from "../file/FieldsOf";
import { endpointFields, openPlatformFields, openPlatformMore } from "../file/fields";
import fileStyles from "../file/file.module.css";
import { SecretField } from "./SecretField";
import { StepFrame } from "./StepFrame";
import { isConfigured, placeOf, type StepProps } from "./stepProps";
import { TrialView } from "./TrialView";
import { useAct } from "./useAct";
import { useTrial } from "./useTrial";

interface OpenPlatformStepProps extends Omit<StepProps, "onNext"> {
  values: FieldValues;
  onChange: (values: FieldValues) => void;
  /** Goes on while there is no file; answers what was refused. */
  onNext: () => Promise<FieldProblem[]>;
}

/** Address and account of the open platform, tried before they are kept. */
export function OpenPlatformStep(props: OpenPlatformStepProps) {
  const { settings, values, onChange, onBack, onNext, save } = props;
  const [secret, setSecret] = useState("");
  const [refused, setRefused] = useState<FieldProblem[]>([]);
  const store = useWrite("set_secret");
  const { run, busy, error } = useAct();
  const place = placeOf(settings, null);
  const typed = secret.trim() === "" ? null : secret;
  const trial = useTrial({ platform: "open_platform", open_platform: values, car_park: null, secret: typed });
  const problems = [...refused, ...trial.problems];
  const problem = (field: string) => problemAt(problems, "open_platform", 0, field);
  const ready =
    openPlatformFields.every((field) => values[field.name]?.trim()) &&
    (typed !== null || place !== "nowhere");
  const change = (next: FieldValues) => {
    setRefused([]);
    onChange(next);
  };
  const next = () =>
    run(async () => {
      const kept = isConfigured(settings)
        ? (await save({ ...settings.fields, open_platform: values })).problems
        : [];
      if (kept.length > 0) return setRefused(kept);
      if (typed !== null) {
        await store.mutateAsync({ parking_id: null, secret: typed });
        setSecret("");
      }
      setRefused(await onNext());
    });
  const wrongSecret =
    trial.error && fieldOf(trial.error) === "secret" ? wordsFor(trial.error).what : undefined;
  return (
    <StepFrame
      step="open_platform"
      hint={m.setup_open_platform_hint()}
      onBack={onBack}
      onNext={next}
      nextDisabled={!ready}
      busy={busy}
      notice={error && <FailureState {...error} inline />}
    >
      <div className={fileStyles.fields}>
        <FieldsOf fields={openPlatformFields} values={values} onChange={change} problem={problem} />
        <SecretField
          label={m.file_secret_app()}
          place={place}
          value={secret}
          onChange={setSecret}
          error={wrongSecret}
        />
      </div>
      <details className={fileStyles.table} open={openPlatformMore.some((field) => problem(field.name))}>
        <summary>{m.file_more()}</summary>
        <div className={fileStyles.fields}>
          <FieldsOf fields={openPlatformMore} values={values} onChange={change} problem={problem} />
        </div>
      </details>
      <details className={fileStyles.table} open={endpointFields.some((field) => problem(field.name))}>
        <summary>{m.file_endpoints()}</summary>
        <div className={fileStyles.fields}>
          <FieldsOf fields={endpointFields} values={values} onChange={change} problem={problem} />
        </div>
      </details>
      <TrialView trial={trial} name={m.connection_open_platform()} disabled={!ready} />
    </StepFrame>
  );
}
