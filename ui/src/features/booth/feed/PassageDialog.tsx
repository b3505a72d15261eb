import { Button } from "antd";
import type { ReactNode } from "react";
import type { PassageItem } from "../../../bindings/PassageItem";
import {
  Dialog,
  Keycap,
  Plate,
  SafeText,
  StatusWord,
  Stay,
  shortened,
  Time,
  useKeys,
} from "../../../components";
import { daysLeftWords, directionWord, PassagePhotos, StandingTag } from "../../../domain";
import { m } from "../../../messages/messages.js";
import styles from "./feed.module.css";

interface PassageDialogProps {
  passage: PassageItem;
  newer: PassageItem | undefined;
  older: PassageItem | undefined;
  onShow: (passage: PassageItem) => void;
  onPlate: (plate: string) => void;
  onCorrect: (passage: PassageItem) => void;
  onSession: (session: number) => void;
  onClose: () => void;
}

/** A passage with its photos as large as the screen allows: entry and exit side by side (GA/T 1742-2020). */
export function PassageDialog(props: PassageDialogProps) {
  const { passage, onClose } = props;
  const title = m.booth_passage_title({
    lane: shortened(passage.lane, 24),
    direction: directionWord(passage.direction),
  });
  return (
    <Dialog title={title} onClose={onClose} width="min(94vw, 78rem)">
      <Passage {...props} />
    </Dialog>
  );
}

function Passage({ passage, newer, older, onShow, onPlate, onCorrect, onSession }: PassageDialogProps) {
  const hasPlate = passage.plate.text !== "";
  const { session } = passage;
  const group = m.booth_keys_passage();
  useKeys([
    {
      keys: "ArrowLeft",
      label: m.booth_passage_newer(),
      group,
      disabled: !newer,
      run: () => newer && onShow(newer),
    },
    {
      keys: "ArrowRight",
      label: m.booth_passage_older(),
      group,
      disabled: !older,
      run: () => older && onShow(older),
    },
    {
      keys: "P",
      label: m.booth_passage_card(),
      group,
      disabled: !hasPlate,
      run: () => onPlate(passage.plate.text),
    },
    {
      keys: "C",
      label: m.booth_passage_correct(),
      group,
      disabled: passage.session === null,
      run: () => onCorrect(passage),
    },
    {
      keys: "S",
      label: m.domain_city_has(),
      group,
      disabled: session === null,
      run: () => session !== null && onSession(session),
    },
  ]);
  return (
    <div className={styles.passage} data-testid="passage-dialog" data-passage={passage.id}>
      <div className={styles.photos}>
        <PassagePhotos passage={passage} size="full" whole />
      </div>
      <div className={styles.summary}>
        <Plate plate={passage.plate} size="large" />
        <StandingTag standing={passage.standing} typeName={passage.type_name} />
        {passage.repeat && <StatusWord tone="neutral">{m.booth_repeat()}</StatusWord>}
        <dl className={styles.facts}>
          {factsOf(passage).map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </div>
      {passage.session === null && <p>{m.booth_passage_unpaired()}</p>}
      <div className={styles.buttons}>
        <Button disabled={!newer} onClick={() => newer && onShow(newer)}>
          <Keycap keys="ArrowLeft" /> {m.booth_passage_newer()}
        </Button>
        <Button disabled={!older} onClick={() => older && onShow(older)}>
          {m.booth_passage_older()} <Keycap keys="ArrowRight" />
        </Button>
        <Button
          className={styles.push ?? ""}
          disabled={passage.session === null}
          onClick={() => onCorrect(passage)}
          data-testid="passage-correct"
        >
          {m.booth_passage_correct()} <Keycap keys="C" />
        </Button>
        <Button
          disabled={session === null}
          onClick={() => session !== null && onSession(session)}
          data-testid="passage-session"
        >
          {m.domain_city_has()} <Keycap keys="S" />
        </Button>
        <Button
          type="primary"
          disabled={!hasPlate}
          onClick={() => onPlate(passage.plate.text)}
          data-autofocus
          data-testid="passage-plate"
        >
          {m.booth_passage_card()} <Keycap keys="P" onColour />
        </Button>
      </div>
    </div>
  );
}

function factsOf(passage: PassageItem): [string, ReactNode][] {
  const facts: [string, ReactNode][] = [
    [m.booth_passage_time(), <Time key="at" at={passage.at} form="full" />],
  ];
  const { arrival, owner, days_left, read_as } = passage;
  if (arrival) {
    facts.push([m.booth_passage_arrival(), <Time key="in" at={arrival.at} form="full" />]);
    facts.push([m.booth_passage_stay(), <Stay key="stay" ms={arrival.stay_ms} />]);
  }
  if (owner) facts.push([m.booth_passage_owner(), <SafeText key="owner" text={owner} length={24} />]);
  if (days_left !== null) facts.push([m.booth_passage_left(), daysLeftWords(days_left)]);
  if (read_as) facts.push([m.booth_passage_read_as(), <SafeText key="read" text={read_as} length={24} />]);
  return facts;
}
