import { DownloadOutlined } from "@ant-design/icons";
import { Button, Input } from "antd";
import { useState } from "react";
import { useMe, useWrite, wordsFor } from "../../api";
import type { CarParkView } from "../../bindings/CarParkView";
import type { PassageItem } from "../../bindings/PassageItem";
import {
  Chips,
  Choice,
  EmptyState,
  FailureState,
  formatTime,
  LoadingState,
  Page,
  parseDay,
  SearchField,
  shortened,
  toast,
  useAddress,
  VirtualTable,
} from "../../components";
import { CarParkFilter, saveFile, useCarParks } from "../../domain";
import { m } from "../../messages/messages.js";
import { filterBy, type Range, rangeOf } from "./filter";
import { PassageView } from "./PassageView";
import styles from "./passages.module.css";
import { usePassageColumns } from "./usePassageColumns";
import { usePassages } from "./usePassages";

export interface PassagesScreenProps {
  onPlate: (plate: string) => void;
  onHistory: (plate: string) => void;
  onCorrect: (passage: PassageItem) => void;
  onSession: (session: number) => void;
}

/** All passages, the newest first, read further back as one scrolls. */
export function PassagesScreen(props: PassagesScreenProps) {
  const [address, change] = useAddress();
  const isAdministrator = useMe().role === "administrator";
  const parks = useCarParks();
  const park = address.park || (parks.length === 1 ? (parks[0]?.parking_id ?? "") : "");
  const filter = filterBy({ ...address, park: address.lane ? park : (address.park ?? "") });
  const list = usePassages(filter);
  const columns = usePassageColumns();
  const [opened, setOpened] = useState<PassageItem>();
  const file = useWrite("export_passages");
  const { rows, next } = list.kept;
  const isFiltered = Object.values(address).some((value) => value !== "");
  const at = rows.findIndex((row) => row.id === opened?.id);
  const exportShown = () =>
    file.mutate(
      { filter, format: "xlsx" },
      { onSuccess: (answer) => void saveFile(answer), onError: (error) => toast.failure(wordsFor(error)) },
    );
  return (
    <Page
      title={m.passages_title()}
      testId="passages"
      tools={
        <>
          <SearchField
            label={m.passages_search()}
            placeholder={m.passages_search_example()}
            value={address.text ?? ""}
            onChange={(text) => change({ text })}
            testId="passages-search"
          />
          <CarParkFilter
            parks={parks}
            value={address.park ?? ""}
            onChange={(id) => change({ park: id, lane: "" })}
          />
          <Lanes parks={parks} park={park} value={address.lane ?? ""} onChange={(lane) => change({ lane })} />
          <Chips<string>
            label={m.passages_direction()}
            value={address.way ?? ""}
            onChange={(way) => change({ way })}
            options={[
              { value: "", label: m.passages_both() },
              { value: "in", label: m.passages_in() },
              { value: "out", label: m.passages_out() },
            ]}
          />
        </>
      }
      actions={
        isAdministrator && (
          <Button
            icon={<DownloadOutlined aria-hidden />}
            loading={file.isPending}
            onClick={exportShown}
            data-testid="passages-export"
          >
            {m.passages_export()}
          </Button>
        )
      }
      below={
        <>
          <Days address={address} onChange={change} />
          <label className={styles.toggle}>
            <input
              type="checkbox"
              checked={address.photo === "none"}
              onChange={(event) => change({ photo: event.target.checked ? "none" : "" })}
            />
            {m.passages_without_photo()}
          </label>
          <span className={styles.count} aria-live="polite">
            {next === null
              ? m.passages_all({ count: rows.length })
              : m.passages_searched({ count: rows.length, until: formatTime(next.at, "full", next.at) })}
          </span>
        </>
      }
    >
      {list.error && list.ready && <FailureState {...wordsFor(list.error)} inline onRetry={list.retry} />}
      {list.ready ? (
        <VirtualTable
          label={m.passages_title()}
          columns={columns}
          // One row more than there is: it is being read once it comes on screen.
          total={rows.length + (next === null ? 0 : 1)}
          rowAt={(index) => rows[index]}
          keyOf={(row) => String(row.id)}
          onSee={(_, last) => last >= rows.length - PREFETCH && list.readOlder()}
          rowHeight={3.1}
          startKey={list.key}
          old={list.old}
          onOpen={setOpened}
          empty={
            <EmptyState
              title={m.passages_none()}
              hint={isFiltered ? m.passages_none_filtered() : m.passages_none_hint()}
            />
          }
          testId="passages-table"
        />
      ) : list.error ? (
        <FailureState {...wordsFor(list.error)} onRetry={list.retry} />
      ) : (
        <LoadingState />
      )}
      {list.olderError !== undefined && (
        <FailureState {...wordsFor(list.olderError)} inline onRetry={list.readOlder} />
      )}
      {opened && (
        <PassageView
          passage={opened}
          newer={at > 0 ? rows[at - 1] : undefined}
          older={at >= 0 ? rows[at + 1] : undefined}
          onShow={setOpened}
          onClose={() => setOpened(undefined)}
          {...props}
        />
      )}
    </Page>
  );
}

/** So many rows before the end the next page is asked for. */
const PREFETCH = 30;

interface LanesProps {
  parks: readonly CarParkView[];
  park: string;
  value: string;
  onChange: (lane: string) => void;
}

/** Lanes are a car park's: one must be chosen first. */
function Lanes({ parks, park, value, onChange }: LanesProps) {
  const lanes = parks.find((one) => one.parking_id === park)?.lanes ?? [];
  return (
    <Choice
      className={styles.lane}
      value={value}
      onChange={onChange}
      disabled={lanes.length === 0}
      aria-label={m.passages_lane()}
      options={[
        { value: "", label: m.passages_lanes_all() },
        ...lanes.map((lane) => ({ value: lane.lane_no, label: shortened(lane.name, 16) })),
      ]}
    />
  );
}

interface DaysProps {
  address: Readonly<Record<string, string>>;
  onChange: (part: Record<string, string>) => void;
}

function Days({ address, onChange }: DaysProps) {
  const range = rangeOf(address);
  const day = (name: "first" | "last", label: string) => {
    const value = address[name] ?? "";
    return (
      <Input
        className={styles.day ?? ""}
        value={value}
        onChange={(event) => onChange({ [name]: event.target.value })}
        onBlur={() => onChange({ [name]: parseDay(value) ?? value })}
        status={value !== "" && !parseDay(value) ? "error" : ""}
        placeholder={m.kit_day_example()}
        aria-label={label}
        maxLength={20}
      />
    );
  };
  return (
    <>
      <Chips<Range>
        label={m.passages_when()}
        value={range}
        onChange={(next) => onChange({ range: next })}
        options={[
          { value: "", label: m.passages_any_day() },
          { value: "today", label: m.passages_today() },
          { value: "yesterday", label: m.passages_yesterday() },
          { value: "week", label: m.passages_week() },
          { value: "days", label: m.passages_days() },
        ]}
      />
      {range === "days" && (
        <span className={styles.days}>
          {day("first", m.passages_first_day())} – {day("last", m.passages_last_day())}
        </span>
      )}
    </>
  );
}
