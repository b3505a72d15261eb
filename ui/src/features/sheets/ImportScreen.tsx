import { ArrowLeftOutlined } from "@ant-design/icons";
import { Button, Segmented } from "antd";
import { useEffect, useRef, useState } from "react";
import { call, useWrite, wordsFor } from "../../api";
import type { ImportView } from "../../bindings/ImportView";
import type { SheetKind } from "../../bindings/SheetKind";
import { FailureState, Page, StatusWord, useAddress } from "../../components";
import { base64Of, CarParkField, useCarParks } from "../../domain";
import { m } from "../../messages/messages.js";
import { DropZone } from "./DropZone";
import { MOST_BYTES } from "./file";
import { Review } from "./Review";
import styles from "./sheets.module.css";
import { TemplateButton } from "./TemplateButton";

interface ImportScreenProps {
  onBack: (kind: SheetKind) => void;
  /** A batch was begun. */
  onBatch: (id: number) => void;
}

/** A spreadsheet comes in: choose it, look at what it would do, apply it. Nothing is written before that. */
export function ImportScreen({ onBack, onBatch }: ImportScreenProps) {
  const [address, change] = useAddress();
  const kind: SheetKind = address.kind === "blacklist" ? "blacklist" : "vehicles";
  const parks = useCarParks();
  const [park, setPark] = useState("");
  const parkingId = park || (parks.length === 1 ? (parks[0]?.parking_id ?? "") : "");
  const preview = useWrite("preview_import");
  const [view, setView] = useState<ImportView>();
  const [tooBig, setTooBig] = useState(false);
  const [name, setName] = useState("");
  useDropped(view);

  const take = async (file: File) => {
    setTooBig(file.size > MOST_BYTES);
    setName(file.name);
    if (file.size > MOST_BYTES || preview.isPending) return;
    const base64 = await base64Of(file);
    preview.mutate(
      { kind, parking_id: parkingId, name: file.name, base64 },
      { onSuccess: (answer) => setView(answer) },
    );
  };
  const again = () => {
    setView(undefined);
    preview.reset();
  };

  return (
    <Page
      title={m.sheets_import_title()}
      testId="import"
      tools={
        <>
          <Button icon={<ArrowLeftOutlined aria-hidden />} onClick={() => onBack(kind)}>
            {m.sheets_back()}
          </Button>
          {!view && (
            <Segmented<SheetKind>
              value={kind}
              onChange={(next) => change({ kind: next === "vehicles" ? "" : next })}
              disabled={preview.isPending}
              options={[
                { value: "vehicles", label: m.sheets_kind_vehicles() },
                { value: "blacklist", label: m.sheets_kind_blacklist() },
              ]}
            />
          )}
        </>
      }
      actions={<TemplateButton kind={kind} />}
    >
      {view ? (
        <Review view={view} onAgain={again} onBatch={onBatch} />
      ) : (
        <div className={styles.choose}>
          <ol className={styles.steps}>
            <li>{m.sheets_step_template()}</li>
            <li>{m.sheets_step_choose()}</li>
            <li>{m.sheets_step_review()}</li>
            <li>{m.sheets_step_apply()}</li>
          </ol>
          <CarParkField parks={parks} value={parkingId} onChange={setPark} />
          <DropZone
            disabled={parkingId === ""}
            busy={preview.isPending}
            name={name}
            onFile={(file) => void take(file)}
          />
          {parkingId === "" && (
            <StatusWord tone="info" plain>
              {m.sheets_choose_park()}
            </StatusWord>
          )}
          {tooBig && (
            <StatusWord tone="bad" plain>
              {m.sheets_too_big()}
            </StatusWord>
          )}
          {preview.error && <FailureState {...wordsFor(preview.error)} inline />}
        </div>
      )}
    </Page>
  );
}

/** What is left without being applied is forgotten at once, and not only after an hour. */
function useDropped(view: ImportView | undefined): void {
  const latest = useRef<string>(undefined);
  useEffect(() => {
    const before = latest.current;
    latest.current = view?.id;
    if (before !== undefined && before !== view?.id)
      void call("drop_import", { id: before }).catch(() => undefined);
  }, [view?.id]);
}
