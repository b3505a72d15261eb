import type { ReactNode } from "react";
import type { DeliveryKind } from "../../bindings/DeliveryKind";
import type { Direction } from "../../bindings/Direction";
import type { Photo } from "../../bindings/Photo";
import type { SessionPage } from "../../bindings/SessionPage";
import type { SessionPassage } from "../../bindings/SessionPassage";
import { formatTime, formOf, Plate, SafeText, StatusWord, shortened, Time } from "../../components";
import { m } from "../../messages/messages.js";
import { inWords } from "./lines";
import { photoKind } from "./photos";
import styles from "./session.module.css";
import { acceptedOf, isSuperseded, owedOf, toldBy } from "./told";
import { deliveryWords, kindOf, standingOf, waitsWords } from "./words";

const LONGEST_LANE = 18;
const LONGEST_REASON = 40;

interface Row {
  id: string;
  name: string;
  said: ReactNode;
  changed: ReactNode;
  now: ReactNode;
  city: ReactNode;
}

/** What the open platform said, what staff changed, what stands, what the city accepted: one line each. */
export function Compare({ page }: { page: SessionPage }) {
  return (
    <section className={styles.block} aria-labelledby="session-compare">
      <h2 id="session-compare">{m.session_compare()}</h2>
      <table className={styles.compare} data-testid="session-compare">
        <thead>
          <tr>
            <td className={styles.first} />
            <th className={styles.first} scope="col">
              {m.session_col_said()}
            </th>
            <th className={styles.first} scope="col">
              {m.session_col_changed()}
            </th>
            <th className={styles.first} scope="col">
              {m.session_col_now()}
            </th>
            <th className={styles.first} scope="col">
              {m.session_col_city()}
            </th>
          </tr>
        </thead>
        <tbody>
          {rowsOf(page).map((row) => (
            <tr key={row.id} data-row={row.id}>
              <th className={styles.name} scope="row">
                {row.name}
              </th>
              <td>{row.said}</td>
              <td>{row.changed}</td>
              <td>{row.now}</td>
              <td>{row.city}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function rowsOf(page: SessionPage): Row[] {
  const arrival = passageOf(page, "in");
  const departure = passageOf(page, "out");
  const rows: Row[] = [
    {
      id: "plate",
      name: m.session_row_plate(),
      said: <Readings passages={[arrival, departure]} />,
      changed: <Changed page={page} fields={["plate"]} />,
      now: <Plate plate={page.plate} size="small" />,
      city: (
        <City
          page={page}
          differs={(told) => told.plate !== page.plate.text}
          show={(told) =>
            told.plate === "" ? (
              m.session_no_plate()
            ) : (
              <Plate plate={{ text: told.plate, form: formOf(told.plate) }} size="small" />
            )
          }
        />
      ),
    },
    {
      id: "arrival",
      name: m.session_row_arrival(),
      said: <Seen passage={arrival} />,
      changed: <Changed page={page} fields={["arrived_at"]} />,
      now: (
        <>
          <Time at={page.arrived_at} form="full" />
          {page.arrived_at !== null && !page.arrival_seen && (
            <StatusWord tone="warn" plain>
              {m.session_reconstructed()}
            </StatusWord>
          )}
        </>
      ),
      city: (
        <City
          page={page}
          differs={(told) => told.arrived !== full(page.arrived_at)}
          show={(told) => told.arrived}
        />
      ),
    },
  ];
  if (departure || page.departed_at !== null) {
    rows.push({
      id: "departure",
      name: m.session_row_departure(),
      said: <Seen passage={departure} />,
      changed: <Changed page={page} fields={["departed_at", "pairing"]} />,
      now: <Time at={page.departed_at} form="full" />,
      city: (
        <City
          page={page}
          only="departure"
          differs={(told) => told.departed !== full(page.departed_at)}
          show={(told) => told.departed}
        />
      ),
    });
  }
  rows.push({
    id: "kind",
    name: m.session_row_kind(),
    said: page.kind.vehicle_type ? (
      <SafeText text={page.kind.vehicle_type} length={LONGEST_LANE} />
    ) : (
      <Nothing words={m.session_nothing_said()} />
    ),
    changed: <Changed page={page} fields={["kind"]} />,
    now: kindOf(page.kind.vehtype, page.kind.hpys),
    city: (
      <City
        page={page}
        differs={(told) => told.vehtype !== page.kind.vehtype || told.hpys !== page.kind.hpys}
        show={(told) => kindOf(told.vehtype, told.hpys)}
      />
    ),
  });
  for (const event of ["arrival", "departure"] as const) {
    const kind = photoKind(event);
    const passage = event === "arrival" ? arrival : departure;
    const isOwed = page.deliveries.some(({ item }) => item.kind === kind);
    if (passage || isOwed) rows.push(photoRow(page, kind, passage));
  }
  return rows;
}

/** Which photos there were, which staff gave, and which of them the city has. */
function photoRow(page: SessionPage, kind: DeliveryKind, passage: SessionPassage | undefined): Row {
  const owed = page.deliveries.filter(({ item }) => item.kind === kind);
  const given = owed.filter(({ photo }) => photo?.from_staff).length;
  const has = owed.filter((one) => one.item.delivered_at !== null && !isSuperseded(page, one));
  const lacking = owed.find(({ item }) => item.state !== "delivered" && item.state !== "given_up");
  return {
    id: kind,
    name: deliveryWords[kind](),
    said: <Nothing words={passage ? photoWords[passage.photo.state]() : m.session_unseen()} />,
    changed: (
      <Nothing words={given > 0 ? m.session_photos_given({ count: given }) : m.session_nothing_changed()} />
    ),
    now: null,
    city: (
      <span className={styles.stack}>
        {has.map(({ item }) => (
          <StatusWord key={item.id} tone="ok" plain>
            {m.session_photo_place({ index: item.img_index ?? "?" })}{" "}
            {m.session_delivered_at({ at: formatTime(item.delivered_at ?? 0, "smart", page.now) })}
          </StatusWord>
        ))}
        {has.length === 0 && !lacking && (
          <Nothing words={owed.length > 0 ? m.session_not_accepted() : m.session_not_owed()} />
        )}
        {lacking && (
          <StatusWord tone={standingOf(lacking.item).tone} plain>
            {standingOf(lacking.item).words}
          </StatusWord>
        )}
      </span>
    ),
  };
}

const photoWords: Record<Photo["state"], () => string> = {
  none: m.kit_photo_none,
  awaited: m.kit_photo_awaited,
  here: m.session_photo_here,
  failed: m.kit_photo_failed,
  pruned: m.kit_photo_pruned,
};

function passageOf(page: SessionPage, direction: Direction): SessionPassage | undefined {
  const role = direction === "in" ? "arrival" : "departure";
  return page.passages.find((one) => one.role === role);
}

const full = (at: number | null) => (at === null ? "" : formatTime(at, "full", at));

function Nothing({ words }: { words: string }) {
  return <span className={styles.dim}>{words}</span>;
}

function Readings({ passages }: { passages: readonly (SessionPassage | undefined)[] }) {
  const seen = passages.filter((one) => one !== undefined);
  if (seen.length === 0) return <Nothing words={m.session_unseen()} />;
  const texts = [...new Set(seen.map((one) => one.read_as))];
  return (
    <span className={styles.stack}>
      {texts.map((text) =>
        text === "" ? (
          <Nothing key="none" words={m.session_no_plate()} />
        ) : (
          <SafeText key={text} text={text} length={LONGEST_LANE} />
        ),
      )}
    </span>
  );
}

function Seen({ passage }: { passage: SessionPassage | undefined }) {
  if (!passage) return <Nothing words={m.session_unseen()} />;
  return (
    <span className={styles.stack}>
      <Time at={passage.at} form="full" />
      <span className={styles.dim}>{shortened(passage.lane, LONGEST_LANE)}</span>
    </span>
  );
}

/** The last thing that staff put right of a line: to what, by whom, why. */
function Changed({ page, fields }: { page: SessionPage; fields: readonly string[] }) {
  const last = page.corrections.filter((one) => fields.includes(one.field)).at(-1);
  if (!last) return <Nothing words={m.session_nothing_changed()} />;
  return (
    <span className={styles.stack}>
      <span>{last.field === "pairing" ? m.session_pairing_changed() : inWords(last.field, last.after)}</span>
      <span className={styles.dim}>
        {m.session_by_at({
          by: shortened(last.by, LONGEST_LANE),
          at: formatTime(last.at, "smart", page.now),
        })}
        {" · "}
        {shortened(last.reason, LONGEST_REASON)}
      </span>
    </span>
  );
}

interface CityProps {
  page: SessionPage;
  /** Told with the departure alone; otherwise what was told last counts. */
  only?: "departure";
  show: (told: NonNullable<ReturnType<typeof toldBy>>) => ReactNode;
  differs: (told: NonNullable<ReturnType<typeof toldBy>>) => boolean;
}

function City({ page, only, show, differs }: CityProps) {
  const accepted = acceptedOf(page, "departure") ?? (only ? undefined : acceptedOf(page, "arrival"));
  const owed = owedOf(page, "departure") ?? (only ? undefined : owedOf(page, "arrival"));
  const told = accepted && toldBy(accepted.payload);
  const isOwed = page.deliveries.some(({ item }) => !only || item.kind === only);
  return (
    <span className={styles.stack}>
      {told ? (
        <span>{show(told)}</span>
      ) : (
        <Nothing words={isOwed ? m.session_not_accepted() : m.session_not_owed()} />
      )}
      {told && differs(told) && (
        <StatusWord tone="warn" plain>
          {m.session_differs()}
        </StatusWord>
      )}
      {owed && (!told || differs(told)) && (
        <span className={styles.dim}>
          {[standingOf(owed.item).words, waitsWords(owed.item, page.now)].filter(Boolean).join(" · ")}
        </span>
      )}
    </span>
  );
}
