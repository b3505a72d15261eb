import { wordsFor } from "../../api";
import type { PairingCandidate } from "../../bindings/PairingCandidate";
import type { PlateLikeness } from "../../bindings/PlateLikeness";
import type { SessionPage } from "../../bindings/SessionPage";
import {
  Choice,
  EmptyState,
  FailureState,
  Field,
  formatTime,
  LoadingState,
  Plate,
  PlateInput,
  shortened,
  TextField,
  Toggle,
} from "../../components";
import { m } from "../../messages/messages.js";
import { type Draft, momentOf, seeksArrival } from "./draft";
import styles from "./session.module.css";
import { colours, vehtypes } from "./words";

interface CorrectFieldsProps {
  page: SessionPage;
  draft: Draft;
  onDraft: (draft: Draft) => void;
  candidates: readonly PairingCandidate[];
  pairing: { isPending: boolean; error: Error | null; refetch: () => unknown };
  /** What the program says of the plate. */
  error: string | undefined;
}

/** What an act needs to know. */
export function CorrectFields(props: CorrectFieldsProps) {
  const { page, draft, onDraft, error } = props;
  switch (draft.act) {
    case "plate":
      return (
        <>
          <PlateInput
            label={m.session_new_plate()}
            value={draft.plate}
            onChange={(plate) => onDraft({ ...draft, plate })}
            autoFocus
            error={error}
          />
          <p className={styles.dim}>{m.session_hint_plate()}</p>
        </>
      );
    case "arrived_at":
      return (
        <Moment
          label={m.session_new_arrived_at()}
          value={draft.arrived}
          onChange={(arrived) => onDraft({ ...draft, arrived })}
        />
      );
    case "departed_at":
      return (
        <Moment
          label={m.session_new_departed_at()}
          value={draft.departed}
          onChange={(departed) => onDraft({ ...draft, departed })}
        />
      );
    case "kind":
      return (
        <>
          <Pick
            label={m.session_vehtype()}
            value={draft.vehtype}
            words={vehtypes}
            onChange={(vehtype) => onDraft({ ...draft, vehtype })}
            testId="correct-vehtype"
          />
          <Pick
            label={m.session_hpys()}
            value={draft.hpys}
            words={colours}
            onChange={(hpys) => onDraft({ ...draft, hpys })}
            testId="correct-hpys"
          />
          {page.plate.text !== "" && (
            <Toggle
              label={m.session_for_plate()}
              checked={draft.forPlate}
              onChange={(forPlate) => onDraft({ ...draft, forPlate })}
            />
          )}
          <p className={styles.dim}>{m.session_hint_kind()}</p>
        </>
      );
    case "split":
      return <p>{m.session_hint_split()}</p>;
    case "exit_missed":
      return <p>{m.session_hint_exit_missed()}</p>;
    case "join":
      return (
        <>
          <p>{seeksArrival(page) ? m.session_hint_join_arrival() : m.session_hint_join_departure()}</p>
          <Candidates {...props} />
        </>
      );
    case "swap":
      return (
        <>
          <p>{m.session_hint_swap()}</p>
          <Candidates {...props} />
        </>
      );
  }
}

interface MomentProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
}

function Moment({ label, value, onChange }: MomentProps) {
  const isWrong = value.trim() !== "" && momentOf(value) === undefined;
  return (
    <TextField
      label={label}
      value={value}
      onChange={onChange}
      maxLength={24}
      autoFocus
      hint={m.session_hint_time()}
      error={isWrong ? m.session_time_wrong() : undefined}
    />
  );
}

interface PickProps extends MomentProps {
  words: Readonly<Record<string, () => string>>;
  testId: string;
}

function Pick({ label, value, words, onChange, testId }: PickProps) {
  return (
    <Field label={label}>
      {({ id }) => (
        <Choice
          id={id}
          value={value}
          onChange={onChange}
          options={Object.entries(words)
            .sort(([one], [other]) => one.localeCompare(other))
            .map(([code, say]) => ({ value: code, label: say() }))}
          testId={testId}
        />
      )}
    </Field>
  );
}

const likenessWords: Record<PlateLikeness, () => string> = {
  same: m.session_likeness_same,
  folded: m.session_likeness_folded,
  one_look_alike: m.session_likeness_one_look_alike,
};

const LONGEST_LANE = 14;

function Candidates({ page, draft, onDraft, candidates, pairing }: CorrectFieldsProps) {
  if (pairing.error)
    return <FailureState {...wordsFor(pairing.error)} inline onRetry={() => pairing.refetch()} />;
  if (pairing.isPending) return <LoadingState />;
  if (candidates.length === 0)
    return <EmptyState title={m.session_candidates_none()} hint={m.session_candidates_none_hint()} />;
  const end = (say: typeof m.session_candidate_in, at: number | null, lane: string) =>
    at !== null && say({ at: formatTime(at, "smart", page.now), lane: shortened(lane, LONGEST_LANE) });
  return (
    <fieldset className={styles.candidates}>
      <legend className="visually-hidden">{m.session_candidates()}</legend>
      {candidates.map((one) => (
        <label key={one.session} data-testid="candidate" data-session={one.session}>
          <input
            type="radio"
            name="candidate"
            checked={draft.other === one.session}
            onChange={() => onDraft({ ...draft, other: one.session })}
          />
          <Plate plate={one.plate} size="small" />
          <span className={styles.stack}>
            <span>{one.likeness ? likenessWords[one.likeness]() : m.session_likeness_none()}</span>
            <span className={styles.dim}>
              {[
                end(m.session_candidate_in, one.arrived_at, one.arrival_lane),
                end(m.session_candidate_out, one.departed_at, one.departure_lane),
              ]
                .filter(Boolean)
                .join(" · ")}
            </span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
