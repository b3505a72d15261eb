import { ArrowLeftOutlined, CopyOutlined, EditOutlined, UploadOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { type ReactNode, useState } from "react";
import { CallFailed, useRead, wordsFor } from "../../api";
import type { SessionPage } from "../../bindings/SessionPage";
import {
  EmptyState,
  Facts,
  FailureState,
  formatTime,
  Keycap,
  LoadingState,
  Page,
  PhotoPair,
  Plate,
  StatusWord,
  Stay,
  shortened,
  Time,
  useKeys,
  useNow,
  visible,
} from "../../components";
import { m } from "../../messages/messages.js";
import { Compare } from "./Compare";
import { CopyDialog } from "./CopyDialog";
import { CorrectDialog } from "./CorrectDialog";
import { Deliveries } from "./Deliveries";
import { PhotoDialog, type PhotoWish } from "./PhotoDialog";
import { eventOf } from "./photos";
import styles from "./session.module.css";
import { Timeline } from "./Timeline";
import { missing } from "./told";
import { useDrop } from "./useDrop";
import { stateWords } from "./words";

export interface SessionScreenProps {
  session: number;
  onBack: () => void;
  /** Everything known of a plate. */
  onPlate: (plate: string) => void;
  /** Another session's page. */
  onSession: (session: number) => void;
}

/** One parking session: what the open platform said, what staff changed, what the city accepted. */
export function SessionScreen(props: SessionScreenProps) {
  const { session, onBack } = props;
  const { data, error, isPending, dataUpdatedAt, refetch } = useRead("session_page", { session });
  useKeys([{ keys: "Escape", label: m.session_back(), group: m.session_keys(), run: onBack }]);
  if (data)
    return (
      <Content
        key={data.id}
        page={data}
        onReload={() => void refetch()}
        notice={error && <Stale at={dataUpdatedAt} error={error} onRetry={() => void refetch()} />}
        {...props}
      />
    );
  return (
    <Page title={m.session_title()} testId="session-missing" tools={<Back onBack={onBack} />}>
      {isPending ? (
        <LoadingState label={m.session_loading()} />
      ) : error instanceof CallFailed && error.failure.code === "not_found" ? (
        <EmptyState title={m.session_gone()} hint={m.session_gone_hint()} />
      ) : (
        <FailureState {...wordsFor(error)} onRetry={() => void refetch()} />
      )}
    </Page>
  );
}

function Back({ onBack }: { onBack: () => void }) {
  return (
    <Button icon={<ArrowLeftOutlined aria-hidden />} onClick={onBack} data-testid="session-back">
      {m.session_back()} <Keycap keys="Escape" />
    </Button>
  );
}

/** Reading failed, and what was read before stays: it is old, and says how old. */
function Stale({ at, error, onRetry }: { at: number; error: Error; onRetry: () => void }) {
  const now = useNow(60);
  const { what, severity } = wordsFor(error);
  return (
    <FailureState
      inline
      what={what}
      severity={severity}
      next={m.session_stale({ time: formatTime(at, "smart", now) })}
      onRetry={onRetry}
    />
  );
}

type Open = { what: "copy" | "correct" } | { what: "photo"; wish: PhotoWish };

interface ContentProps extends SessionScreenProps {
  page: SessionPage;
  notice: ReactNode;
  onReload: () => void;
}

function Content({ page, notice, onReload, onBack, onPlate, onSession }: ContentProps) {
  const [open, setOpen] = useState<Open>();
  const close = () => setOpen(undefined);
  const plate = page.plate.text;
  const photo = (wish: PhotoWish) => setOpen({ what: "photo", wish });
  const isOver = useDrop(open === undefined, (file) => photo({ file }));
  const group = m.session_keys();
  useKeys([
    { keys: "U", label: m.session_photo_again(), group, run: () => photo({}) },
    { keys: "C", label: m.session_correct(), group, run: () => setOpen({ what: "correct" }) },
    { keys: "T", label: m.session_copy(), group, run: () => setOpen({ what: "copy" }) },
    { keys: "P", label: m.session_card(), group, disabled: plate === "", run: () => onPlate(plate) },
  ]);
  return (
    <Page
      title={m.session_title()}
      testId="session"
      tools={
        <>
          <Back onBack={onBack} />
          <Plate plate={page.plate} />
          <StatusWord tone={page.state === "awaiting_arrival" ? "warn" : "neutral"}>
            {stateWords[page.state]()}
          </StatusWord>
          <Standing page={page} />
        </>
      }
      actions={
        <>
          <Button
            type="primary"
            icon={<UploadOutlined aria-hidden />}
            onClick={() => photo({})}
            data-testid="session-photo"
          >
            {m.session_photo_again()} <Keycap keys="U" onColour />
          </Button>
          <Button
            icon={<EditOutlined aria-hidden />}
            onClick={() => setOpen({ what: "correct" })}
            data-testid="session-correct"
          >
            {m.session_correct()} <Keycap keys="C" />
          </Button>
          <Button disabled={plate === ""} onClick={() => onPlate(plate)}>
            {m.session_card()} <Keycap keys="P" />
          </Button>
          <Button
            icon={<CopyOutlined aria-hidden />}
            onClick={() => setOpen({ what: "copy" })}
            data-testid="session-help"
          >
            {m.session_copy()} <Keycap keys="T" />
          </Button>
        </>
      }
    >
      {notice}
      {isOver && (
        <StatusWord tone="info">
          <span data-testid="drop-here">{m.session_drop_here()}</span>
        </StatusWord>
      )}
      <div className={styles.body} data-over={isOver}>
        <div className={styles.side}>
          <div className={styles.photos}>
            <PhotoPair entry={photoOf(page, "in")} exit={photoOf(page, "out")} />
          </div>
          <Facts
            facts={[
              [m.session_car_park(), shortened(page.car_park, 24)],
              [m.session_business_id(), <code key="id">{visible(page.business_id)}</code>],
              [
                m.session_stay(),
                page.arrived_at !== null && page.departed_at !== null && (
                  <Stay key="stay" ms={page.departed_at - page.arrived_at} />
                ),
              ],
            ]}
          />
          <Timeline page={page} />
        </div>
        <div className={styles.main}>
          <Compare page={page} />
          <Deliveries
            page={page}
            onPhoto={({ item }) => photo({ event: eventOf(item.kind), index: item.img_index })}
          />
        </div>
      </div>
      {open?.what === "photo" && <PhotoDialog page={page} wish={open.wish} onClose={close} />}
      {open?.what === "correct" && (
        <CorrectDialog page={page} onReload={onReload} onMoved={onSession} onClose={close} />
      )}
      {open?.what === "copy" && <CopyDialog page={page} onClose={close} />}
    </Page>
  );
}

/** In one word whether the city has it all. */
function Standing({ page }: { page: SessionPage }) {
  const { missing: lacking, person, delivered } = missing(page);
  if (lacking === 0 && delivered === 0) return <StatusWord tone="neutral">{m.session_sum_none()}</StatusWord>;
  if (lacking === 0) return <StatusWord tone="ok">{m.session_sum_all({ count: delivered })}</StatusWord>;
  return (
    <StatusWord tone={person > 0 ? "bad" : "info"}>
      {m.session_sum_missing({ count: lacking })}
      {person > 0 && ` · ${m.session_sum_person({ count: person })}`}
    </StatusWord>
  );
}

function photoOf(page: SessionPage, direction: "in" | "out") {
  const role = direction === "in" ? "arrival" : "departure";
  const passage = page.passages.find((one) => one.role === role);
  const kind = direction === "in" ? m.session_kind_arrival_photo() : m.session_kind_departure_photo();
  const name = visible(page.plate.text) || m.session_no_plate();
  return {
    photo: passage?.photo ?? ({ state: "none" } as const),
    alt: m.session_photo_alt({ plate: name, kind }),
    caption: passage ? (
      <>
        {direction === "in" ? m.session_row_arrival() : m.session_row_departure()} <Time at={passage.at} />
      </>
    ) : (
      `${direction === "in" ? m.session_row_arrival() : m.session_row_departure()} · ${m.session_unseen()}`
    ),
  };
}
