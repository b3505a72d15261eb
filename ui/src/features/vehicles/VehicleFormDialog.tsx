import { Button, Input } from "antd";
import { useState } from "react";
import type { VehicleItem } from "../../bindings/VehicleItem";
import type { WriteView } from "../../bindings/WriteView";
import {
  addDays,
  addMonths,
  Choice,
  DayField,
  Dialog,
  Field,
  Keycap,
  Plate,
  PlateInput,
  parseDay,
  SubmitKey,
  TextField,
  toast,
  today,
  visible,
} from "../../components";
import {
  CarParkField,
  fieldWords,
  typeChoices,
  useCarParks,
  useRegisterWrite,
  WriteNotice,
} from "../../domain";
import { m } from "../../messages/messages.js";
import { emptyForm, formFor, payloadOf, problemsOf, type Typed, type TypedField } from "./form";
import { LanesField } from "./LanesField";
import { RevealButton } from "./RevealButton";
import styles from "./vehicles.module.css";

interface VehicleFormDialogProps {
  /** The one to be changed; none for a new one. */
  vehicle?: VehicleItem;
  /** A new one's plate, where it is known. */
  plate?: string;
  parkingId?: string;
  onDone?: (write: WriteView) => void;
  onClose: () => void;
}

/** Fields of the program whose failures stand at ours. */
const FIELDS: Record<string, TypedField> = {
  plate: "plate",
  parking_id: "parkingId",
  vehicle_type: "type",
  type_name: "typeName",
  owner: "owner",
  phone: "phone",
  valid_from: "from",
  valid_until: "until",
  lanes: "lanes",
  spaces: "spaces",
  department: "department",
  work_no: "workNo",
  remark: "remark",
};
const MONTHS = [1, 3, 6, 12] as const;

/** Registers a vehicle or changes a registration. Nothing typed is lost by a failure. */
export function VehicleFormDialog({
  vehicle,
  plate = "",
  parkingId,
  onDone,
  onClose,
}: VehicleFormDialogProps) {
  const parks = useCarParks();
  const isNew = vehicle === undefined;
  const only = parks.length === 1 ? parks[0]?.parking_id : undefined;
  const [typed, setTyped] = useState<Typed>(() =>
    vehicle ? formFor(vehicle) : emptyForm(parkingId ?? only ?? "", plate),
  );
  // The car parks may come after the form.
  if (typed.parkingId === "" && only) setTyped({ ...typed, parkingId: only });
  const [touched, setTouched] = useState<ReadonlySet<TypedField>>(new Set());
  const [tried, setTried] = useState(false);
  const [revealed, setRevealed] = useState(isNew);
  const add = useRegisterWrite("add_vehicle");
  const change = useRegisterWrite("change_vehicle");
  const write = isNew ? add : change;
  const problems = problemsOf(typed, isNew);
  const park = parks.find((one) => one.parking_id === typed.parkingId) ?? parks[0];
  const isUnknown = write.view?.outcome === "unknown";

  const set = (part: Partial<Typed>) => {
    write.touch();
    setTyped((now) => ({ ...now, ...part }));
    setTouched((now) => new Set([...now, ...(Object.keys(part) as TypedField[])]));
  };
  const errorAt = (field: TypedField) => {
    const own = tried || touched.has(field) ? problems[field] : undefined;
    const names = Object.keys(FIELDS).filter((name) => FIELDS[name] === field);
    return own ?? write.errorAt(...names);
  };
  // Who does not see what is there cannot mean to empty it.
  const kept = (text: string) => (text === "" && !revealed ? undefined : text);
  const submit = async () => {
    setTried(true);
    if (Object.keys(problems).length > 0 || write.busy || isUnknown) return;
    const view = await write.send(payloadOf(typed));
    if (view?.outcome !== "done") return;
    toast.ok(isNew ? m.vehicles_added() : m.vehicles_changed(), visible(view.plate.text).slice(0, 20));
    onDone?.(view);
    onClose();
  };

  return (
    <Dialog
      title={isNew ? m.vehicles_add() : m.vehicles_change_title()}
      onClose={onClose}
      width="min(96vw, 62rem)"
      held={write.busy}
    >
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
        data-testid="vehicle-form"
      >
        <SubmitKey label={m.vehicles_save()} onSubmit={() => void submit()} />
        <div className={styles.plateField}>
          {vehicle ? (
            <div className={styles.stack}>
              <span className={styles.dim}>{fieldWords.plate()}</span>
              <span>
                <Plate plate={vehicle.plate} size="large" />
              </span>
              <p className={styles.dim}>{m.vehicles_plate_fixed()}</p>
              <RevealButton
                of={{ parking_id: vehicle.parking_id, plate: vehicle.plate.text }}
                onShown={(form) => {
                  setRevealed(true);
                  set({ owner: form.owner ?? "", phone: form.phone ?? "" });
                }}
              />
            </div>
          ) : (
            <PlateInput
              value={typed.plate}
              onChange={(entry) => set({ plate: entry })}
              autoFocus
              error={errorAt("plate")}
            />
          )}
        </div>
        <div className={styles.stack}>
          <CarParkField
            parks={parks}
            value={typed.parkingId}
            onChange={(id) => set({ parkingId: id, lanes: [] })}
            disabled={!isNew}
            error={errorAt("parkingId")}
          />
          <Field label={fieldWords.type()} error={errorAt("type")} required>
            {({ id }) => (
              <Choice
                id={id}
                value={typed.type}
                onChange={(type) => set({ type })}
                options={typeChoices(park)}
              />
            )}
          </Field>
          <TextField
            label={fieldWords.type_name()}
            value={typed.typeName}
            onChange={(typeName) => set({ typeName })}
            hint={m.vehicles_type_name_hint()}
            error={errorAt("typeName")}
          />
        </div>
        <TextField
          label={fieldWords.owner()}
          required
          value={typed.owner ?? ""}
          onChange={(owner) => set({ owner: kept(owner) })}
          hint={
            typed.owner === undefined && vehicle?.owner
              ? m.vehicles_kept({ now: visible(vehicle.owner).slice(0, 20) })
              : ""
          }
          error={errorAt("owner")}
        />
        <TextField
          label={fieldWords.phone()}
          required
          value={typed.phone ?? ""}
          onChange={(phone) => set({ phone: kept(phone) })}
          hint={
            typed.phone === undefined && vehicle?.phone
              ? m.vehicles_kept({ now: visible(vehicle.phone).slice(0, 20) })
              : ""
          }
          error={errorAt("phone")}
        />
        <TextField
          label={fieldWords.spaces()}
          value={typed.spaces}
          onChange={(spaces) => set({ spaces })}
          digits
          maxLength={4}
          hint={m.vehicles_spaces_hint()}
          error={errorAt("spaces")}
        />
        <DayField
          label={fieldWords.valid_from()}
          value={typed.from}
          onChange={(from) => set({ from })}
          required
          error={errorAt("from")}
          testId="valid-from"
        />
        <DayField
          label={fieldWords.valid_until()}
          value={typed.until}
          onChange={(until) => set({ until })}
          required
          error={errorAt("until")}
          usual={MONTHS.map((months) => ({
            label: isNew
              ? m.vehicles_months_usual({ count: months })
              : m.vehicles_months_more({ count: months }),
            day: later(typed, months, isNew),
          }))}
          testId="valid-until"
        />
        <LanesField
          lanes={park?.lanes ?? []}
          chosen={typed.lanes}
          onChange={(lanes) => set({ lanes })}
          error={errorAt("lanes")}
        />
        <TextField
          label={fieldWords.department()}
          value={typed.department}
          onChange={(department) => set({ department })}
          error={errorAt("department")}
        />
        <TextField
          label={fieldWords.work_no()}
          value={typed.workNo}
          onChange={(workNo) => set({ workNo })}
          error={errorAt("workNo")}
        />
        <Field label={fieldWords.remark()} error={errorAt("remark")}>
          {(control) => (
            <Input
              {...control}
              value={typed.remark}
              onChange={(event) => set({ remark: event.target.value })}
              maxLength={400}
              autoComplete="off"
            />
          )}
        </Field>
        <div className={styles.full}>
          <WriteNotice write={write} fields={Object.keys(FIELDS)} />
        </div>
        <div className={styles.buttons}>
          <span className={styles.note}>{m.vehicles_write_note()}</span>
          <Button onClick={onClose} disabled={write.busy}>
            {m.kit_cancel()}
          </Button>
          <Button
            type="primary"
            htmlType="submit"
            loading={write.busy}
            disabled={isUnknown}
            data-testid="vehicle-save"
          >
            {m.vehicles_save()} <Keycap keys="Ctrl+Enter" onColour />
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** A new one counts from its first day, that day included; one that is there goes on from its last. */
function later(typed: Typed, months: number, isNew: boolean): string {
  if (isNew) return addDays(addMonths(parseDay(typed.from) ?? today(), months), -1);
  const until = parseDay(typed.until);
  return addMonths(until && until > today() ? until : today(), months);
}
