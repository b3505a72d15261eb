import { Button } from "antd";
import { type ReactNode, useEffect, useRef } from "react";
import type { SetupStep } from "../../../bindings/SetupStep";
import { m } from "../../../messages/messages.js";
import styles from "./setup.module.css";
import { stepTitles } from "./steps";

interface StepFrameProps {
  step: SetupStep;
  hint: string;
  onBack?: (() => void) | undefined;
  onNext: () => void;
  nextWords?: string;
  nextDisabled?: boolean;
  busy?: boolean;
  /** What stands in the way, above the buttons. */
  notice?: ReactNode;
  children: ReactNode;
}

/** One step: what it is for, what is asked, and the ways back and on. */
export function StepFrame(props: StepFrameProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  // Whoever hears the screen learns that another step is shown.
  useEffect(() => heading.current?.focus(), []);
  return (
    <section className={styles.step} data-testid="setup-step" data-step={props.step}>
      <h2 ref={heading} tabIndex={-1}>
        {stepTitles[props.step]()}
      </h2>
      <p className={styles.hint}>{props.hint}</p>
      {props.children}
      {props.notice}
      <div className={styles.ways}>
        {props.onBack && (
          <Button onClick={props.onBack} disabled={props.busy ?? false}>
            {m.setup_back()}
          </Button>
        )}
        <Button
          type="primary"
          onClick={props.onNext}
          disabled={props.nextDisabled ?? false}
          loading={props.busy ?? false}
          data-testid="setup-next"
        >
          {props.nextWords ?? m.setup_next()}
        </Button>
      </div>
    </section>
  );
}
