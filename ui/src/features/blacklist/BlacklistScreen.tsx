import { DownloadOutlined, PlusOutlined, UploadOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useMemo, useState } from "react";
import { useMe, useWrite, wordsFor } from "../../api";
import type { BlacklistItem } from "../../bindings/BlacklistItem";
import type { CarParkView } from "../../bindings/CarParkView";
import { type Column, Plate, SafeText, StatusWord, shortened, Time, toast, useKeys } from "../../components";
import { carParkName, fieldWords, ListPage, MirrorAge, saveFile, useCarParks } from "../../domain";
import { m } from "../../messages/messages.js";
import { BlacklistDialog } from "./BlacklistDialog";
import { RemoveDialog } from "./RemoveDialog";

interface BlacklistScreenProps {
  onPlate: (plate: string) => void;
  onImport: () => void;
}

const LONGEST_REASON = 80;

type Asked = "new" | { change: BlacklistItem } | { remove: BlacklistItem };

/** Who is not let through, until when and why. */
export function BlacklistScreen({ onPlate, onImport }: BlacklistScreenProps) {
  const isAdministrator = useMe().role === "administrator";
  const parks = useCarParks();
  const [asking, setAsking] = useState<Asked>();
  const columns = useColumns(parks, isAdministrator ? setAsking : undefined);
  const file = useWrite("export_blacklist");
  useKeys(
    isAdministrator
      ? [
          {
            keys: "Insert",
            label: m.blacklist_add(),
            group: m.blacklist_title(),
            inFields: true,
            run: () => setAsking("new"),
          },
        ]
      : [],
  );
  const close = () => setAsking(undefined);
  return (
    <>
      <ListPage
        command="blacklist"
        title={m.blacklist_title()}
        columns={columns}
        keyOf={(row) => `${row.parking_id} ${row.plate.text}`}
        onOpen={(row) => onPlate(row.plate.text)}
        empty={{ title: m.blacklist_none(), hint: m.blacklist_none_hint() }}
        below={() => <MirrorAge register="blacklist" />}
        actions={(list) =>
          isAdministrator && (
            <>
              <Button icon={<UploadOutlined aria-hidden />} onClick={onImport}>
                {m.blacklist_import()}
              </Button>
              <Button
                icon={<DownloadOutlined aria-hidden />}
                loading={file.isPending}
                onClick={() =>
                  file.mutate(
                    { ...list, offset: 0, limit: 0 },
                    {
                      onSuccess: (answer) => void saveFile(answer),
                      onError: (error) => toast.failure(wordsFor(error)),
                    },
                  )
                }
                data-testid="blacklist-export"
              >
                {m.blacklist_export()}
              </Button>
              <Button
                type="primary"
                icon={<PlusOutlined aria-hidden />}
                onClick={() => setAsking("new")}
                data-testid="blacklist-add"
              >
                {m.blacklist_add()}
              </Button>
            </>
          )
        }
        testId="blacklist"
      />
      {asking === "new" && <BlacklistDialog onClose={close} />}
      {typeof asking === "object" && "change" in asking && (
        <BlacklistDialog
          plate={asking.change.plate.text}
          parkingId={asking.change.parking_id}
          until={asking.change.until}
          reason={asking.change.reason}
          onClose={close}
        />
      )}
      {typeof asking === "object" && "remove" in asking && (
        <RemoveDialog entry={asking.remove} onClose={close} />
      )}
    </>
  );
}

function useColumns(
  parks: readonly CarParkView[],
  onAsk: ((asked: Asked) => void) | undefined,
): readonly Column<BlacklistItem>[] {
  return useMemo(() => {
    const columns: Column<BlacklistItem>[] = [
      {
        id: "plate",
        title: fieldWords.plate(),
        width: "9.5rem",
        cell: (row) => <Plate plate={row.plate} size="small" />,
      },
      {
        id: "state",
        title: m.blacklist_state(),
        width: "9rem",
        cell: (row) =>
          row.unsettled ? (
            <StatusWord tone="warn">{m.blacklist_unsettled()}</StatusWord>
          ) : (
            <StatusWord tone={row.holds ? "bad" : "neutral"}>
              {row.holds ? m.blacklist_holds() : m.blacklist_over()}
            </StatusWord>
          ),
      },
      {
        id: "until",
        title: fieldWords.valid_until(),
        width: "6.5rem",
        cell: (row) => row.until ?? m.blacklist_for_ever(),
      },
      {
        id: "inside",
        title: m.blacklist_inside(),
        width: "10rem",
        cell: (row) =>
          row.inside_since !== null && (
            <StatusWord tone="bad">
              {m.blacklist_inside_since()} <Time at={row.inside_since} />
            </StatusWord>
          ),
      },
      {
        id: "reason",
        title: fieldWords.reason(),
        width: "minmax(9rem, 1fr)",
        cell: (row) => row.reason && <SafeText text={row.reason} length={LONGEST_REASON} />,
      },
      {
        id: "by",
        title: m.blacklist_by(),
        width: "6rem",
        cell: (row) => row.added_by && shortened(row.added_by, 12),
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
    if (onAsk) {
      columns.push({
        id: "acts",
        title: m.blacklist_acts(),
        width: "10rem",
        end: true,
        cell: (row) => <Acts row={row} onAsk={onAsk} />,
      });
    }
    return columns;
  }, [parks, onAsk]);
}

function Acts({ row, onAsk }: { row: BlacklistItem; onAsk: (asked: Asked) => void }) {
  return (
    <>
      <Button
        size="small"
        type="link"
        onClick={(event) => {
          event.stopPropagation();
          onAsk({ change: row });
        }}
      >
        {m.blacklist_change()}
      </Button>
      <Button
        size="small"
        type="link"
        danger
        onClick={(event) => {
          event.stopPropagation();
          onAsk({ remove: row });
        }}
        data-testid="blacklist-remove"
      >
        {m.blacklist_remove()}
      </Button>
    </>
  );
}
