import { Button } from "antd";
import { useState } from "react";
import { useRead, wordsFor } from "../../../api";
import { EmptyState, FailureState, LoadingState, StatusWord, Toggle, visible } from "../../../components";
import { m } from "../../../messages/messages.js";
import type { FieldValues } from "../file/draft";
import { type Candidate, candidates, chosenCarParks } from "./carParks";
import { StepFrame } from "./StepFrame";
import styles from "./setup.module.css";
import type { StepProps } from "./stepProps";
import { useAct } from "./useAct";

interface CarParksStepProps extends StepProps {
  openPlatform: FieldValues;
}

/** The account's car parks, and which of them are managed here. */
export function CarParksStep({ settings, openPlatform, onBack, onNext, save }: CarParksStepProps) {
  const saved = settings.fields.car_parks;
  const read = useRead("account_car_parks", { open_platform: openPlatform, secret: null });
  const [chosen, setChosen] = useState<readonly string[]>();
  const [refused, setRefused] = useState<string>();
  const { run, busy, error } = useAct();
  const all = candidates(read.data?.car_parks ?? [], saved);
  // At first what the file names; without a file all that there is.
  const isSaved = (one: Candidate) => saved.some((park) => park.fields.parking_id === one.id);
  const usual = all.filter((one) => saved.length === 0 || isSaved(one)).map((one) => one.id);
  const now = chosen ?? usual;
  const next = () =>
    run(async () => {
      const car_parks = chosenCarParks(all, now, saved);
      const { problems } = await save({ open_platform: openPlatform, car_parks });
      const [first] = problems;
      setRefused(first && visible(first.detail));
      if (!first) await onNext();
    });
  const wrong = read.data?.problems[0];
  return (
    <StepFrame
      step="car_parks"
      hint={m.setup_car_parks_hint()}
      onBack={onBack}
      onNext={next}
      nextDisabled={now.length === 0 || !read.data}
      busy={busy}
      notice={
        <>
          {refused && (
            <StatusWord tone="bad" plain>
              {m.file_refused_whole({ detail: refused })}
            </StatusWord>
          )}
          {error && <FailureState {...error} inline />}
        </>
      }
    >
      {read.isLoading && <LoadingState label={m.setup_car_parks_asking()} />}
      {read.error && <FailureState {...wordsFor(read.error)} onRetry={() => read.refetch()} />}
      {wrong && (
        <StatusWord tone="bad" plain>
          {m.file_refused_whole({ detail: visible(wrong.detail) })}
        </StatusWord>
      )}
      {read.data && all.length === 0 && !wrong && (
        <EmptyState
          title={m.setup_car_parks_none()}
          hint={m.setup_car_parks_none_hint()}
          action={<Button onClick={() => read.refetch()}>{m.setup_read_again()}</Button>}
        />
      )}
      {all.length > 0 && read.data && (
        <div>
          <Button onClick={() => read.refetch()} loading={read.isFetching}>
            {m.setup_read_again()}
          </Button>
        </div>
      )}
      <ul className={styles.choices}>
        {all.map((one) => (
          <li key={one.id} data-testid="found-car-park" data-parking={one.id}>
            <Toggle
              label={one.name ? `${visible(one.name)} (${visible(one.id)})` : visible(one.id)}
              hint={one.found ? "" : m.setup_car_park_not_found()}
              checked={now.includes(one.id)}
              onChange={(on) => setChosen(on ? [...now, one.id] : now.filter((id) => id !== one.id))}
            />
          </li>
        ))}
      </ul>
    </StepFrame>
  );
}
