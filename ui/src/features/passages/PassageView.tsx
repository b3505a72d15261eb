import { Button } from "antd";
import type { PassageItem } from "../../bindings/PassageItem";
import { Dialog, Facts, Keycap, Plate, SafeText, Stay, shortened, Time, useKeys } from "../../components";
import { daysLeftWords, directionWord, fieldWords, PassagePhotos, StandingTag } from "../../domain";
import { m } from "../../messages/messages.js";
import styles from "./passages.module.css";

interface PassageViewProps {
  passage: PassageItem;
  newer: PassageItem | undefined;
  older: PassageItem | undefined;
  onShow: (passage: PassageItem) => void;
  onPlate: (plate: string) => void;
  onHistory?: (plate: string) => void;
  onCorrect: (passage: PassageItem) => void;
  onSession: (session: number) => void;
  onClose: () => void;
}

const LONGEST = 24;

/** A passage with its photos, entry and exit side by side (GA/T 1742-2020), and its neighbours by arrow keys. */
export function PassageView(props: PassageViewProps) {
  const { passage, onClose } = props;
  const title = m.passages_view_title({
    lane: shortened(passage.lane, LONGEST),
    direction: directionWord(passage.direction),
  });
  return (
    <Dialog title={title} onClose={onClose} width="min(94vw, 74rem)">
      <Content {...props} />
    </Dialog>
  );
}

function Content({
  passage,
  newer,
  older,
  onShow,
  onPlate,
  onHistory,
  onCorrect,
  onSession,
  onClose,
}: PassageViewProps) {
  const plate = passage.plate.text;
  const { session } = passage;
  const leave = (then: () => void) => {
    onClose();
    then();
  };
  const group = m.passages_title();
  useKeys([
    {
      keys: "ArrowLeft",
      label: m.passages_newer(),
      group,
      disabled: !newer,
      run: () => newer && onShow(newer),
    },
    {
      keys: "ArrowRight",
      label: m.passages_older(),
      group,
      disabled: !older,
      run: () => older && onShow(older),
    },
    {
      keys: "P",
      label: m.passages_card(),
      group,
      disabled: plate === "",
      run: () => leave(() => onPlate(plate)),
    },
    {
      keys: "C",
      label: m.passages_correct(),
      group,
      disabled: passage.session === null,
      run: () => leave(() => onCorrect(passage)),
    },
    {
      keys: "S",
      label: m.domain_city_has(),
      group,
      disabled: session === null,
      run: () => session !== null && leave(() => onSession(session)),
    },
  ]);
  const { arrival } = passage;
  return (
    <div className={styles.view} data-testid="passage-view" data-passage={passage.id}>
      <div className={styles.photos}>
        <PassagePhotos passage={passage} size="full" whole />
      </div>
      <div className={styles.summary}>
        <Plate plate={passage.plate} size="large" />
        <StandingTag standing={passage.standing} typeName={passage.type_name} />
        <Facts
          facts={[
            [m.passages_at(), <Time key="at" at={passage.at} form="full" />],
            [m.passages_arrival(), arrival && <Time key="in" at={arrival.at} form="full" />],
            [m.passages_stay(), arrival && <Stay key="stay" ms={arrival.stay_ms} />],
            [fieldWords.owner(), passage.owner && <SafeText text={passage.owner} length={LONGEST} />],
            [m.passages_left(), passage.days_left !== null && daysLeftWords(passage.days_left)],
            [
              m.passages_read_as_name(),
              passage.read_as && <SafeText text={passage.read_as} length={LONGEST} />,
            ],
          ]}
        />
      </div>
      <div className={styles.buttons}>
        <Button disabled={!newer} onClick={() => newer && onShow(newer)}>
          <Keycap keys="ArrowLeft" /> {m.passages_newer()}
        </Button>
        <Button disabled={!older} onClick={() => older && onShow(older)}>
          {m.passages_older()} <Keycap keys="ArrowRight" />
        </Button>
        <span className={styles.push} />
        {onHistory && (
          <Button disabled={plate === ""} onClick={() => leave(() => onHistory(plate))}>
            {m.passages_history()}
          </Button>
        )}
        <Button
          disabled={passage.session === null}
          title={passage.session === null ? m.passages_unpaired_hint() : undefined}
          onClick={() => leave(() => onCorrect(passage))}
        >
          {m.passages_correct()} <Keycap keys="C" />
        </Button>
        <Button
          disabled={session === null}
          title={session === null ? m.passages_unpaired_hint() : undefined}
          onClick={() => session !== null && leave(() => onSession(session))}
          data-testid="passage-session"
        >
          {m.domain_city_has()} <Keycap keys="S" />
        </Button>
        <Button
          type="primary"
          disabled={plate === ""}
          onClick={() => leave(() => onPlate(plate))}
          data-autofocus
        >
          {m.passages_card()} <Keycap keys="P" onColour />
        </Button>
      </div>
    </div>
  );
}
