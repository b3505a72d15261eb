import { Button } from "antd";
import { useEffect } from "react";
import { useWrite, wordsFor } from "../../../api";
import { FailureState } from "../../../components";
import { m } from "../../../messages/messages.js";
import { Lanes } from "../Lanes";
import { StepFrame } from "./StepFrame";
import type { StepProps } from "./stepProps";
import { useAct } from "./useAct";

/** The lanes that the platform lists, their keys and directions. */
export function LanesStep({ onBack, onNext }: StepProps) {
  const refresh = useWrite("refresh_register");
  const { run, busy, error } = useAct();
  const { mutate } = refresh;
  useEffect(() => mutate({ register: "lanes" }), [mutate]);
  return (
    <StepFrame
      step="lanes"
      hint={m.setup_lanes_hint()}
      onBack={onBack}
      onNext={() => run(onNext)}
      busy={busy}
      notice={error && <FailureState {...error} inline />}
    >
      {refresh.error && <FailureState {...wordsFor(refresh.error)} inline />}
      <Lanes />
      <div>
        <Button onClick={() => mutate({ register: "lanes" })} loading={refresh.isPending}>
          {m.setup_read_again()}
        </Button>
      </div>
    </StepFrame>
  );
}
