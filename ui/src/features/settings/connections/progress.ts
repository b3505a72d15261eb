import type { CheckOutcome } from "../../../bindings/CheckOutcome";
import type { ConnectionStep } from "../../../bindings/ConnectionStep";
import type { ConnectionStepName } from "../../../bindings/ConnectionStepName";
import type { ConnectionTest } from "../../../bindings/ConnectionTest";

/** A step as it is shown: done, under way, or still to come. */
export type ShownStep =
  | { name: ConnectionStepName; state: CheckOutcome; done: ConnectionStep }
  | { name: ConnectionStepName; state: "now" | "waiting"; done?: undefined };

/** How a test went as a whole. */
export type Whole = "none" | "running" | "ok" | "warning" | "failed";

/** The steps that were done, and those that a running test has yet to do; a step may have been done for several car parks. */
export function shownSteps(expected: readonly ConnectionStepName[], test: ConnectionTest): ShownStep[] {
  const done: ShownStep[] = test.steps.map((step) => ({ name: step.step, state: step.outcome, done: step }));
  if (!test.running) return done;
  const rest = expected.filter((name) => !test.steps.some((step) => step.step === name));
  return [...done, ...rest.map((name, at): ShownStep => ({ name, state: at === 0 ? "now" : "waiting" }))];
}

export function wholeOf(test: ConnectionTest | null): Whole {
  if (!test) return "none";
  if (test.running) return "running";
  const has = (outcome: CheckOutcome) => test.steps.some((step) => step.outcome === outcome);
  return has("failed") ? "failed" : has("warning") ? "warning" : "ok";
}
