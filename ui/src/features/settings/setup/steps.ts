import type { SetupStep } from "../../../bindings/SetupStep";
import { m } from "../../../messages/messages.js";

/** In order; language and administrator come before anybody is signed in. */
export const STEPS: readonly SetupStep[] = ["open_platform", "car_parks", "lanes", "city", "staff", "done"];

export const stepTitles: Record<SetupStep, () => string> = {
  open_platform: m.setup_step_open_platform,
  car_parks: m.setup_step_car_parks,
  lanes: m.setup_step_lanes,
  city: m.setup_step_city,
  staff: m.setup_step_staff,
  done: m.setup_step_done,
};

export type StepStanding = "done" | "here" | "open" | "closed";

/** How a step stands for who is at `here`: what comes after the car parks needs a file that names them. */
export function standingOf(step: SetupStep, here: SetupStep, configured: boolean): StepStanding {
  if (step === here) return "here";
  const [at, current] = [STEPS.indexOf(step), STEPS.indexOf(here)];
  if (at < current) return "done";
  return configured ? "open" : "closed";
}

export function stepAfter(step: SetupStep): SetupStep {
  return STEPS[STEPS.indexOf(step) + 1] ?? step;
}

export function stepBefore(step: SetupStep): SetupStep | undefined {
  return STEPS[STEPS.indexOf(step) - 1];
}
