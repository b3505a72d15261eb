import { CloudDownloadOutlined, PlusOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useMemo, useState } from "react";
import { useMe, useWrite, wordsFor } from "../../api";
import type { CarParkView } from "../../bindings/CarParkView";
import type { VisitorItem } from "../../bindings/VisitorItem";
import type { VisitorSource } from "../../bindings/VisitorSource";
import {
  type Column,
  judge,
  Plate,
  SafeText,
  StatusWord,
  Time,
  toast,
  useKeys,
  written,
} from "../../components";
import { carParkName, fieldWords, ListPage, useCarParks } from "../../domain";
import { m } from "../../messages/messages.js";
import { CancelDialog, ExtendDialog } from "./PassActs";
import { PassDialog } from "./PassDialog";
import { VisitorTypes } from "./VisitorTypes";

type Asked = "new" | { extend: VisitorItem } | { cancel: VisitorItem };

const LONGEST = 60;

/** Who is expected: told by the platform, asked for, or made here. */
export function VisitorsScreen({ onPlate }: { onPlate: (plate: string) => void }) {
  const isAdministrator = useMe().role === "administrator";
  const parks = useCarParks();
  const [asking, setAsking] = useState<Asked>();
  const columns = useColumns(parks, setAsking);
  const close = () => setAsking(undefined);
  useKeys([
    {
      keys: "Insert",
      label: m.visitors_add(),
      group: m.visitors_title(),
      inFields: true,
      run: () => setAsking("new"),
    },
  ]);
  return (
    <>
      <ListPage
        command="visitors"
        title={m.visitors_title()}
        columns={columns}
        keyOf={(row) => `${row.parking_id} ${row.plate.text} ${row.starts_at} ${row.source}`}
        onOpen={(row) => onPlate(row.plate.text)}
        empty={{ title: m.visitors_none(), hint: m.visitors_none_hint() }}
        tools={(address) => <AskPlatform text={address.text ?? ""} parks={parks} park={address.park ?? ""} />}
        actions={() => (
          <>
            {isAdministrator && <VisitorTypes parks={parks} />}
            <Button
              type="primary"
              icon={<PlusOutlined aria-hidden />}
              onClick={() => setAsking("new")}
              data-testid="visitors-add"
            >
              {m.visitors_add()}
            </Button>
          </>
        )}
        testId="visitors"
      />
      {asking === "new" && <PassDialog onClose={close} />}
      {typeof asking === "object" && "extend" in asking && (
        <ExtendDialog pass={asking.extend} onClose={close} />
      )}
      {typeof asking === "object" && "cancel" in asking && (
        <CancelDialog pass={asking.cancel} onClose={close} />
      )}
    </>
  );
}

/** Asks the platform itself for the plate that is searched, once it is a whole one. */
function AskPlatform({ text, parks, park }: { text: string; parks: readonly CarParkView[]; park: string }) {
  const query = useWrite("query_visitor");
  const verdict = judge({ typed: text, insisted: false });
  const asked = park ? parks.filter((one) => one.parking_id === park) : parks;
  const run = async () => {
    try {
      const answers = [];
      for (const one of asked) {
        answers.push(...(await query.mutateAsync({ parking_id: one.parking_id, plate: verdict.text })));
      }
      const plate = written(verdict.text, verdict.form);
      if (answers.length === 0) toast.info(m.visitors_asked_nothing({ plate }));
      else toast.ok(m.visitors_asked({ plate, count: answers.length }));
    } catch (error) {
      toast.failure(wordsFor(error));
    }
  };
  return (
    <Button
      icon={<CloudDownloadOutlined aria-hidden />}
      disabled={!verdict.acceptable || asked.length === 0}
      loading={query.isPending}
      title={m.visitors_ask_hint()}
      onClick={() => void run()}
      data-testid="visitors-ask"
    >
      {m.visitors_ask()}
    </Button>
  );
}

const SOURCES: Record<VisitorSource, () => string> = {
  callback: m.visitors_source_callback,
  query: m.visitors_source_query,
  here: m.visitors_source_here,
};

function useColumns(
  parks: readonly CarParkView[],
  onAsk: (asked: Asked) => void,
): readonly Column<VisitorItem>[] {
  return useMemo(() => {
    const text = (value: string | null) => value && <SafeText text={value} length={LONGEST} />;
    const columns: Column<VisitorItem>[] = [
      {
        id: "plate",
        title: fieldWords.plate(),
        width: "9.5rem",
        cell: (row) => <Plate plate={row.plate} size="small" />,
      },
      { id: "state", title: m.visitors_state(), width: "9.5rem", cell: (row) => <State pass={row} /> },
      {
        id: "contact",
        title: m.visitors_contact(),
        width: "minmax(5rem, 0.5fr)",
        cell: (row) => text(row.contact),
      },
      { id: "phone", title: fieldWords.phone(), width: "8rem", cell: (row) => text(row.phone) },
      { id: "from", title: m.visitors_from(), width: "8.5rem", cell: (row) => <Time at={row.starts_at} /> },
      { id: "to", title: m.visitors_to(), width: "8.5rem", cell: (row) => <Time at={row.ends_at} /> },
      {
        id: "reason",
        title: m.visitors_reason(),
        width: "minmax(7rem, 1fr)",
        cell: (row) => text([row.reason ?? "", ...row.extra].filter(Boolean).join(" · ")),
      },
      { id: "source", title: m.visitors_source(), width: "6.5rem", cell: (row) => SOURCES[row.source]() },
      {
        id: "acts",
        title: m.visitors_acts(),
        width: "9rem",
        end: true,
        cell: (row) => <Acts row={row} onAsk={onAsk} />,
      },
    ];
    if (parks.length > 1) {
      columns.splice(1, 0, {
        id: "park",
        title: m.domain_car_park(),
        width: "8rem",
        cell: (row) => carParkName(parks, row.parking_id),
      });
    }
    return columns;
  }, [parks, onAsk]);
}

function State({ pass }: { pass: VisitorItem }) {
  if (pass.cancelled_at !== null) return <StatusWord tone="neutral">{m.visitors_cancelled()}</StatusWord>;
  if (pass.inside_since !== null) return <StatusWord tone="info">{m.visitors_inside()}</StatusWord>;
  if (!pass.confirmed) return <StatusWord tone="warn">{m.visitors_unconfirmed()}</StatusWord>;
  if (pass.ends_at !== null && pass.ends_at < Date.now()) {
    return <StatusWord tone="neutral">{m.visitors_over()}</StatusWord>;
  }
  if (pass.starts_at !== null && pass.starts_at > Date.now()) {
    return <StatusWord tone="info">{m.visitors_expected()}</StatusWord>;
  }
  return <StatusWord tone="ok">{m.visitors_holds()}</StatusWord>;
}

/** Only passes made here are ours to change. */
function Acts({ row, onAsk }: { row: VisitorItem; onAsk: (asked: Asked) => void }) {
  if (row.source !== "here" || row.cancelled_at !== null) return null;
  return (
    <>
      <Button
        size="small"
        type="link"
        onClick={(event) => {
          event.stopPropagation();
          onAsk({ extend: row });
        }}
        data-testid="visitor-extend"
      >
        {m.visitors_extend()}
      </Button>
      <Button
        size="small"
        type="link"
        danger
        onClick={(event) => {
          event.stopPropagation();
          onAsk({ cancel: row });
        }}
        data-testid="visitor-cancel"
      >
        {m.visitors_cancel()}
      </Button>
    </>
  );
}
