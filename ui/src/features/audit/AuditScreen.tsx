import { DownloadOutlined, ReloadOutlined, SafetyCertificateOutlined } from "@ant-design/icons";
import { Button, Input } from "antd";
import { useState } from "react";
import { useRead, useWrite, wordsFor } from "../../api";
import type { AuditItem } from "../../bindings/AuditItem";
import type { SheetFormat } from "../../bindings/SheetFormat";
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
import { saveFile } from "../../domain";
import { m } from "../../messages/messages.js";
import styles from "./audit.module.css";
import { type Range, rangeOf, searchBy } from "./filter";
import { RowPanel } from "./RowPanel";
import { useAuditColumns } from "./useAuditColumns";
import { useAuditLog } from "./useAuditLog";
import { Verified } from "./Verified";
import { actionWord, actionWords, actorWord } from "./words";

/** So many rows before the end the next page is asked for. */
const PREFETCH = 30;

type Address = Readonly<Record<string, string>>;
type Change = (part: Record<string, string>) => void;

/** Who did what to what, and whether all of it is still as it was written. */
export function AuditScreen() {
  const [address, change] = useAddress();
  const search = searchBy(address);
  const list = useAuditLog(search);
  const columns = useAuditColumns();
  const [opened, setOpened] = useState<AuditItem>();
  const verify = useWrite("verify_audit");
  const file = useWrite("export_audit");
  const { rows, next } = list;
  const isFiltered = Object.values(address).some((value) => value !== "");
  const take = (format: SheetFormat) =>
    file.mutate(
      { search, format },
      { onSuccess: (answer) => void saveFile(answer), onError: (error) => toast.failure(wordsFor(error)) },
    );
  return (
    <Page
      title={m.audit_title()}
      testId="audit"
      tools={
        <>
          <SearchField
            label={m.audit_search()}
            placeholder={m.audit_search_example()}
            value={address.text ?? ""}
            onChange={(text) => change({ text })}
            testId="audit-search"
          />
          <Who value={address.who ?? ""} onChange={(who) => change({ who })} />
          <What value={address.what ?? ""} onChange={(what) => change({ what })} />
        </>
      }
      actions={
        <>
          <Button
            icon={<SafetyCertificateOutlined aria-hidden />}
            loading={verify.isPending}
            onClick={() => verify.mutate(null)}
            data-testid="audit-verify"
          >
            {verify.isPending ? m.audit_verifying() : m.audit_verify()}
          </Button>
          <Button
            icon={<DownloadOutlined aria-hidden />}
            loading={file.isPending}
            onClick={() => take("xlsx")}
            data-testid="audit-export"
          >
            {m.audit_export_xlsx()}
          </Button>
          <Button disabled={file.isPending} onClick={() => take("csv")} data-testid="audit-export-csv">
            {m.audit_export_csv()}
          </Button>
        </>
      }
      below={
        <>
          <Days address={address} onChange={change} />
          <span className={styles.count} aria-live="polite">
            {next === null
              ? m.audit_all({ count: rows.length })
              : m.audit_searched({ count: rows.length, until: formatTime(next.at, "full", next.at) })}
          </span>
          <Button
            size="small"
            icon={<ReloadOutlined aria-hidden />}
            loading={list.refreshing}
            onClick={list.refresh}
          >
            {m.audit_refresh()}
          </Button>
        </>
      }
    >
      {verify.error && (
        <FailureState {...wordsFor(verify.error)} inline onRetry={() => verify.mutate(null)} />
      )}
      {verify.data && <Verified checked={verify.data} />}
      {list.error && list.ready && <FailureState {...wordsFor(list.error)} inline onRetry={list.refresh} />}
      {list.ready ? (
        <VirtualTable
          label={m.audit_title()}
          columns={columns}
          // One row more than there is: it is being read once it comes on screen.
          total={rows.length + (next === null ? 0 : 1)}
          rowAt={(index) => rows[index]}
          keyOf={(row) => String(row.id)}
          onSee={(_, last) => last >= rows.length - PREFETCH && list.readOlder()}
          startKey={list.key}
          old={list.old}
          onOpen={setOpened}
          empty={
            <EmptyState
              title={m.audit_none()}
              hint={isFiltered ? m.audit_none_filtered() : m.audit_none_hint()}
            />
          }
          testId="audit-table"
        />
      ) : list.error ? (
        <FailureState {...wordsFor(list.error)} onRetry={list.refresh} />
      ) : (
        <LoadingState />
      )}
      {list.olderError !== undefined && (
        <FailureState {...wordsFor(list.olderError)} inline onRetry={list.readOlder} />
      )}
      {opened && <RowPanel row={opened} onClose={() => setOpened(undefined)} />}
    </Page>
  );
}

interface ChosenProps {
  value: string;
  onChange: (value: string) => void;
}

function Who({ value, onChange }: ChosenProps) {
  const { data = [] } = useRead("audit_actors", null);
  return (
    <Choice
      className={styles.choice}
      value={value}
      onChange={onChange}
      aria-label={m.audit_actor()}
      options={[
        { value: "", label: m.audit_actors_all() },
        ...data.map((actor) => ({ value: actor, label: shortened(actorWord(actor), 24) })),
      ]}
      testId="audit-who"
    />
  );
}

function What({ value, onChange }: ChosenProps) {
  const known = Object.keys(actionWords).map((code) => ({ value: code, label: actionWord(code) }));
  return (
    <Choice
      className={styles.choice}
      value={value}
      onChange={onChange}
      aria-label={m.audit_action()}
      options={[
        { value: "", label: m.audit_actions_all() },
        ...known.sort((one, other) => one.label.localeCompare(other.label)),
      ]}
      testId="audit-what"
    />
  );
}

function Days({ address, onChange }: { address: Address; onChange: Change }) {
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
        label={m.audit_when()}
        value={range}
        onChange={(next) => onChange({ range: next })}
        options={[
          { value: "", label: m.audit_any_day() },
          { value: "today", label: m.audit_today() },
          { value: "yesterday", label: m.audit_yesterday() },
          { value: "week", label: m.audit_week() },
          { value: "days", label: m.audit_days() },
        ]}
      />
      {range === "days" && (
        <span className={styles.days}>
          {day("first", m.audit_first_day())} – {day("last", m.audit_last_day())}
        </span>
      )}
    </>
  );
}
