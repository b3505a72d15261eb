import { DownloadOutlined, PlusOutlined, UploadOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useCallback, useMemo, useState } from "react";
import { useMe, useWindows, wordsFor } from "../../api";
import type { Validity } from "../../bindings/Validity";
import type { ValidityCounts } from "../../bindings/ValidityCounts";
import type { VehicleField } from "../../bindings/VehicleField";
import type { VehicleFilter } from "../../bindings/VehicleFilter";
import type { VehicleItem } from "../../bindings/VehicleItem";
import type { VehicleOf } from "../../bindings/VehicleOf";
import {
  Chips,
  Choice,
  EmptyState,
  FailureState,
  LoadingState,
  Page,
  SearchField,
  useCommands,
  useKeys,
  VirtualTable,
} from "../../components";
import { CarParkFilter, MirrorAge, typeChoices, useCarParks } from "../../domain";
import { m } from "../../messages/messages.js";
import { ColumnsButton } from "./ColumnsButton";
import { fieldsOf, useChosenColumns, useColumns } from "./columns";
import { useShown } from "./filter";
import { SelectionBar } from "./SelectionBar";
import { keyOf, useSelection } from "./selection";
import { VehicleFormDialog } from "./VehicleFormDialog";
import { VehiclePanel } from "./VehiclePanel";
import styles from "./vehicles.module.css";

export interface VehiclesScreenProps {
  /** Shows everything known of a plate. */
  onPlate: (plate: string) => void;
  /** Asks for a reason, then shows all passages of a plate. */
  onHistory: (plate: string) => void;
  onImport: () => void;
  onExport: (filter: VehicleFilter, columns: VehicleField[], rows: number) => void;
  /** A batch was begun. */
  onBatch: (id: number) => void;
}

/** The administrator's table of authorised vehicles. */
export function VehiclesScreen(props: VehiclesScreenProps) {
  const { filter, sort, descending, sortBy, change } = useShown();
  const isAdministrator = useMe().role === "administrator";
  const parks = useCarParks();
  const windows = useWindows("vehicles", { filter, sort, descending });
  const { total, head, rowAt } = windows;
  const [chosenColumns, setChosenColumns] = useChosenColumns();
  const columns = useColumns(chosenColumns, parks);
  const selection = useSelection(filter, total, rowAt);
  const [opened, setOpened] = useState<VehicleOf>();
  const [adding, setAdding] = useState(false);

  const open = useCallback(
    (row: VehicleItem) => setOpened({ parking_id: row.parking_id, plate: row.plate.text }),
    [],
  );
  const exportShown = () => props.onExport(filter, fieldsOf(chosenColumns), total);
  useVehicleKeys({
    isAdministrator,
    onAdd: () => setAdding(true),
    onImport: props.onImport,
    onExport: exportShown,
    onClear: selection.clear,
  });

  const isFiltered = filter.text !== "" || filter.validity || filter.vehicle_type || filter.parking_id;
  const sorted = useMemo(() => ({ by: sort, descending }), [sort, descending]);
  return (
    <Page
      title={m.vehicles_title()}
      testId="vehicles"
      tools={
        <>
          <SearchField
            label={m.vehicles_search()}
            placeholder={m.vehicles_search_example()}
            value={filter.text}
            onChange={(text) => change({ text })}
            testId="vehicles-search"
          />
          <CarParkFilter
            parks={parks}
            value={filter.parking_id ?? ""}
            onChange={(park) => change({ park, type: "" })}
          />
          <Choice
            className={styles.type}
            value={filter.vehicle_type ?? ""}
            onChange={(type) => change({ type })}
            aria-label={m.vehicles_type()}
            options={[
              { value: "", label: m.vehicles_types_all() },
              ...typeChoices(parks.find((park) => park.parking_id === filter.parking_id) ?? parks[0]),
            ]}
          />
        </>
      }
      actions={
        isAdministrator && (
          <>
            <Button
              icon={<UploadOutlined aria-hidden />}
              onClick={props.onImport}
              data-testid="vehicles-import"
            >
              {m.vehicles_import()}
            </Button>
            <Button
              icon={<DownloadOutlined aria-hidden />}
              onClick={exportShown}
              data-testid="vehicles-export"
            >
              {m.vehicles_export()}
            </Button>
            <Button
              type="primary"
              icon={<PlusOutlined aria-hidden />}
              onClick={() => setAdding(true)}
              data-testid="vehicles-add"
            >
              {m.vehicles_add()}
            </Button>
          </>
        )
      }
      below={
        <>
          <Validities
            value={filter.validity}
            counts={head?.counts}
            onChange={(validity) => change({ validity })}
          />
          <span className={styles.total} aria-live="polite" data-testid="vehicles-total">
            {head && m.vehicles_total({ count: total })}
          </span>
          <MirrorAge register="vehicles" />
          <ColumnsButton chosen={chosenColumns} onChange={setChosenColumns} />
        </>
      }
    >
      {windows.error && head && <FailureState {...wordsFor(windows.error)} inline onRetry={windows.retry} />}
      {head ? (
        <VirtualTable
          label={m.vehicles_title()}
          columns={columns}
          total={total}
          rowAt={rowAt}
          keyOf={keyOf}
          onSee={windows.see}
          sort={sorted}
          onSort={sortBy}
          {...(isAdministrator ? { selection: selection.forTable } : {})}
          onOpen={open}
          startKey={windows.key}
          old={windows.old}
          empty={isFiltered ? <Nothing onAll={() => change(ALL)} /> : <NoneYet />}
          testId="vehicles-table"
        />
      ) : windows.error ? (
        <FailureState {...wordsFor(windows.error)} onRetry={windows.retry} />
      ) : (
        <LoadingState />
      )}
      {isAdministrator && (
        <SelectionBar
          selection={selection}
          total={total}
          onBatch={(id) => {
            selection.clear();
            props.onBatch(id);
          }}
        />
      )}
      {opened && (
        <VehiclePanel of={opened} onShow={setOpened} onClose={() => setOpened(undefined)} {...props} />
      )}
      {adding && <VehicleFormDialog onClose={() => setAdding(false)} />}
    </Page>
  );
}

const ALL = { text: "", validity: "", type: "", park: "" };

interface KeysOf {
  isAdministrator: boolean;
  onAdd: () => void;
  onImport: () => void;
  onExport: () => void;
  onClear: () => void;
}

function useVehicleKeys({ isAdministrator, onAdd, onImport, onExport, onClear }: KeysOf): void {
  const group = m.vehicles_title();
  const acts = [
    { keys: "Insert", label: m.vehicles_add(), run: onAdd },
    { keys: "Ctrl+I", label: m.vehicles_import(), run: onImport },
    { keys: "Ctrl+E", label: m.vehicles_export(), run: onExport },
    { keys: "Escape", label: m.vehicles_clear(), run: onClear },
  ];
  useKeys(isAdministrator ? acts.map((act) => ({ ...act, group, inFields: act.keys !== "Escape" })) : []);
  useCommands(
    isAdministrator
      ? [
          {
            id: "vehicles-add",
            label: m.vehicles_add(),
            words: "xzcl dj register",
            run: onAdd,
            keys: "Insert",
          },
        ]
      : [],
  );
}

interface ValiditiesProps {
  value: Validity | undefined;
  counts: ValidityCounts | undefined;
  onChange: (validity: Validity | "") => void;
}

function Validities({ value, counts, onChange }: ValiditiesProps) {
  return (
    <Chips<Validity | "">
      label={m.vehicles_validity()}
      value={value ?? ""}
      onChange={onChange}
      options={[
        { value: "", label: m.vehicles_all(), count: counts?.all },
        { value: "valid", label: m.vehicles_valid(), count: counts?.valid },
        { value: "within7", label: m.vehicles_within_7(), count: counts?.within_7 },
        { value: "within30", label: m.vehicles_within_30(), count: counts?.within_30 },
        { value: "expired", label: m.vehicles_expired(), count: counts?.expired },
        { value: "not_yet", label: m.vehicles_not_yet(), count: counts?.not_yet },
      ]}
    />
  );
}

function Nothing({ onAll }: { onAll: () => void }) {
  return (
    <EmptyState
      title={m.vehicles_nothing()}
      hint={m.vehicles_nothing_hint()}
      action={<Button onClick={onAll}>{m.vehicles_show_all()}</Button>}
    />
  );
}

function NoneYet() {
  return <EmptyState title={m.vehicles_none()} hint={m.vehicles_none_hint()} />;
}
