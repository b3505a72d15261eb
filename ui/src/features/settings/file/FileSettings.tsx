import { Button } from "antd";
import { type FormEvent, useRef, useState } from "react";
import { useRead, useStart, useWrite, wordsFor, wordsForFailure } from "../../../api";
import type { FieldProblem } from "../../../bindings/FieldProblem";
import type { FileFields } from "../../../bindings/FileFields";
import type { SettingsSaved } from "../../../bindings/SettingsSaved";
import type { SettingsView } from "../../../bindings/SettingsView";
import { FailureState, StatusWord, toast, visible } from "../../../components";
import { saveFile } from "../../../domain";
import { m } from "../../../messages/messages.js";
import { Section } from "../Section";
import settings from "../settings.module.css";
import { CarPark } from "./CarPark";
import { cleaned, isSame, newCarPark, problemAt } from "./draft";
import { FieldsOf } from "./FieldsOf";
import { endpointFields, openPlatformFields, openPlatformMore } from "./fields";
import styles from "./file.module.css";
import { Problem } from "./Problem";
import { SecretLine } from "./SecretLine";

/** What stands in gatehouse.toml: both platforms, the car parks, and which secrets are set. */
export function FileSettings() {
  const read = useRead("settings", null);
  return (
    <Section
      title={m.file_title()}
      hint={m.file_hint({ file: visible(read.data?.file ?? "gatehouse.toml") })}
      action={read.data && <Files view={read.data} />}
      read={read}
    >
      {(view) => (
        <>
          <Problem view={view} />
          {view.secrets_problem !== null && (
            <StatusWord tone="bad" plain>
              {m.file_secrets_broken({ detail: visible(view.secrets_problem) })}
            </StatusWord>
          )}
          <Form key={view.version} view={view} />
        </>
      )}
    </Section>
  );
}

/** Into and out of files of one's own, without secrets; and back. */
function Files({ view }: { view: SettingsView }) {
  const chosen = useRef<HTMLInputElement>(null);
  const get = useWrite("export_settings");
  const table = useWrite("export_static_table");
  const put = useWrite("import_settings");
  const back = useWrite("settings_back");
  const hasTable = view.fields.car_parks.some(
    (park) => park.city !== null || Object.keys(park.static_facts).length > 0,
  );
  const onError = (error: Error) => toast.failure(wordsFor(error));
  const told = (words: string) => (saved: SettingsSaved) => {
    const [first] = saved.problems;
    if (first) toast.warn(m.file_refused_whole({ detail: visible(first.detail) }));
    else toast.ok(words);
  };
  const take = async (file: File | undefined) => {
    if (!file) return;
    const change = { version: view.version, text: await file.text() };
    put.mutate(change, { onSuccess: told(m.file_imported()), onError });
  };
  return (
    <div className={settings.line}>
      {view.previous && (
        <Button
          onClick={() =>
            back.mutate(
              { version: view.version, to: "previous" },
              { onSuccess: told(m.file_went_back()), onError },
            )
          }
        >
          {m.file_previous()}
        </Button>
      )}
      <Button
        disabled={view.version === ""}
        onClick={() => get.mutate(null, { onSuccess: (file) => void saveFile(file), onError })}
      >
        {m.file_export()}
      </Button>
      <Button
        disabled={!hasTable}
        onClick={() => table.mutate(null, { onSuccess: (file) => void saveFile(file), onError })}
        data-testid="static-export"
      >
        {m.file_static_export()}
      </Button>
      <Button onClick={() => chosen.current?.click()}>{m.file_import()}</Button>
      <input
        ref={chosen}
        type="file"
        accept=".toml"
        hidden
        aria-label={m.file_import()}
        onChange={(event) => {
          void take(event.target.files?.[0]);
          event.target.value = "";
        }}
      />
    </div>
  );
}

const begun = ({ fields }: SettingsView): FileFields =>
  fields.car_parks.length > 0 ? fields : { ...fields, car_parks: [newCarPark()] };

function Form({ view }: { view: SettingsView }) {
  const [draft, setDraft] = useState(() => begun(view));
  const [problems, setProblems] = useState<FieldProblem[]>([]);
  const write = useWrite("save_settings");
  const { sync } = useStart();
  const change = (next: FileFields) => setDraft(next);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    write.mutate(
      { version: view.version, fields: cleaned(draft) },
      {
        onSuccess: (saved) => {
          setProblems(saved.problems);
          if (saved.problems.length > 0) return;
          toast.ok(sync.place === "elsewhere" ? m.file_saved_elsewhere() : m.file_saved());
        },
      },
    );
  };
  const place = (parkingId: string | null) =>
    view.secrets.find((secret) => secret.parking_id === parkingId)?.place;
  const whole = problems.find((one) => one.table === "file");
  const waits = sync.place === "nowhere" && view.problem === null && view.version !== "";
  return (
    // Secrets have forms of their own, and forms cannot stand in one another.
    <div className={styles.file} data-testid="file-settings">
      <fieldset className={styles.table}>
        <legend>{m.file_open_platform()}</legend>
        <div className={styles.fields}>
          <FieldsOf
            fields={openPlatformFields}
            values={draft.open_platform}
            onChange={(open_platform) => change({ ...draft, open_platform })}
            problem={(field) => problemAt(problems, "open_platform", 0, field)}
          />
        </div>
        <SecretLine name={m.file_secret_app()} parkingId={null} place={place(null)} />
        <details open={openPlatformMore.some((field) => problemAt(problems, "open_platform", 0, field.name))}>
          <summary>{m.file_more()}</summary>
          <div className={styles.fields}>
            <FieldsOf
              fields={openPlatformMore}
              values={draft.open_platform}
              onChange={(open_platform) => change({ ...draft, open_platform })}
              problem={(field) => problemAt(problems, "open_platform", 0, field)}
            />
          </div>
        </details>
        <details open={endpointFields.some((field) => problemAt(problems, "open_platform", 0, field.name))}>
          <summary>{m.file_endpoints()}</summary>
          <div className={styles.fields}>
            <FieldsOf
              fields={endpointFields}
              values={draft.open_platform}
              onChange={(open_platform) => change({ ...draft, open_platform })}
              problem={(field) => problemAt(problems, "open_platform", 0, field)}
            />
          </div>
        </details>
      </fieldset>
      {draft.car_parks.map((park, at) => (
        <CarPark
          // biome-ignore lint/suspicious/noArrayIndexKey: a car park's id is being typed here.
          key={at}
          park={park}
          place={park.city ? place(park.fields.parking_id ?? "") : undefined}
          problem={(table, field) => problemAt(problems, table, at, field)}
          onChange={(next) => change({ ...draft, car_parks: draft.car_parks.with(at, next) })}
          onRemove={
            draft.car_parks.length > 1
              ? () => change({ ...draft, car_parks: draft.car_parks.toSpliced(at, 1) })
              : undefined
          }
        />
      ))}
      <form className={settings.buttons} onSubmit={submit}>
        {problems.length > 0 && (
          <StatusWord tone="bad" plain>
            {whole
              ? m.file_refused_whole({ detail: visible(whole.detail) })
              : m.file_not_saved({ count: problems.length })}
          </StatusWord>
        )}
        {waits && sync.place === "nowhere" && (
          <StatusWord tone="warn" plain>
            {m.file_saved_not_running({ why: wordsForFailure(sync.why).what })}
          </StatusWord>
        )}
        {write.error && <FailureState {...wordsFor(write.error)} inline />}
        <Button onClick={() => change({ ...draft, car_parks: [...draft.car_parks, newCarPark()] })}>
          {m.file_add_car_park()}
        </Button>
        <Button
          type="primary"
          htmlType="submit"
          disabled={isSame(draft, view.fields)}
          loading={write.isPending}
          data-testid="file-save"
        >
          {m.file_save()}
        </Button>
      </form>
    </div>
  );
}
