import { FailureState } from "../../../components";
import { m } from "../../../messages/messages.js";
import { Accounts } from "../Accounts";
import { StepFrame } from "./StepFrame";
import type { StepProps } from "./stepProps";
import { useAct } from "./useAct";

/** Who else signs in. */
export function StaffStep({ onBack, onNext }: StepProps) {
  const { run, busy, error } = useAct();
  return (
    <StepFrame
      step="staff"
      hint={m.setup_staff_hint()}
      onBack={onBack}
      onNext={() => run(onNext)}
      busy={busy}
      notice={error && <FailureState {...error} inline />}
    >
      <Accounts />
    </StepFrame>
  );
}
