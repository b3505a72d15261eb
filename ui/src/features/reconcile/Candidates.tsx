import { Button } from "antd";
import { useRead, wordsFor } from "../../api";
import type { PairingCandidate } from "../../bindings/PairingCandidate";
import type { PlateLikeness } from "../../bindings/PlateLikeness";
import type { SessionPage } from "../../bindings/SessionPage";
import {
  EmptyState,
  FailureState,
  LoadingState,
  Plate,
  StatusWord,
  shortened,
  stayWords,
  Time,
  type Tone,
} from "../../components";
import { m } from "../../messages/messages.js";
import styles from "./reconcile.module.css";

interface CandidatesProps {
  page: SessionPage;
  onChoose: (candidate: PairingCandidate) => void;
  onClose: () => void;
}

const LIKENESS: Record<PlateLikeness, { tone: Tone; words: () => string }> = {
  same: { tone: "ok", words: m.reconcile_like_same },
  folded: { tone: "ok", words: m.reconcile_like_folded },
  one_look_alike: { tone: "info", words: m.reconcile_like_one },
};
const LONGEST_LANE = 20;

/** Sessions that may be the other half of this one, the most alike first. */
export function Candidates({ page, onChoose, onClose }: CandidatesProps) {
  const { data, error, refetch } = useRead("pairing_candidates", { session: page.id });
  const isExit = page.departed_at !== null;
  return (
    <div className={styles.fields} data-testid="candidates">
      <div className={styles.half}>
        <Plate plate={page.plate} />
        <span>
          {isExit ? m.reconcile_left() : m.reconcile_arrived()}{" "}
          <Time at={isExit ? page.departed_at : page.arrived_at} form="full" />
        </span>
        <span>{shortened(isExit ? page.departure_lane : page.arrival_lane, LONGEST_LANE)}</span>
      </div>
      <p>{isExit ? m.reconcile_candidates_exit() : m.reconcile_candidates_entry()}</p>
      {data ? (
        data.length === 0 ? (
          <EmptyState title={m.reconcile_candidates_none()} hint={m.reconcile_candidates_none_hint()} />
        ) : (
          <ul className={styles.candidates}>
            {data.map((one) => (
              <Candidate key={one.session} one={one} page={page} onChoose={() => onChoose(one)} />
            ))}
          </ul>
        )
      ) : error ? (
        <FailureState {...wordsFor(error)} inline onRetry={() => void refetch()} />
      ) : (
        <LoadingState />
      )}
      <div className={styles.buttons}>
        <Button onClick={onClose}>{m.kit_close()}</Button>
      </div>
    </div>
  );
}

interface CandidateProps {
  one: PairingCandidate;
  page: SessionPage;
  onChoose: () => void;
}

function Candidate({ one, page, onChoose }: CandidateProps) {
  const isExit = page.departed_at !== null;
  const at = isExit ? one.arrived_at : one.departed_at;
  const came = isExit ? one.arrived_at : page.arrived_at;
  const left = isExit ? page.departed_at : one.departed_at;
  return (
    <li data-testid="candidate" data-session={one.session}>
      <Plate plate={one.plate} size="small" />
      {one.likeness ? (
        <StatusWord tone={LIKENESS[one.likeness].tone} plain>
          {LIKENESS[one.likeness].words()}
        </StatusWord>
      ) : (
        <span className={styles.dim}>{m.reconcile_like_none()}</span>
      )}
      <span>
        <Time at={at} /> {shortened(isExit ? one.arrival_lane : one.departure_lane, LONGEST_LANE)}
      </span>
      <span className={styles.dim}>
        {came !== null && left !== null && m.reconcile_would_stay({ stay: stayWords(left - came) })}
      </span>
      <Button size="small" onClick={onChoose} data-testid="choose-candidate">
        {m.reconcile_see_change()}
      </Button>
    </li>
  );
}
