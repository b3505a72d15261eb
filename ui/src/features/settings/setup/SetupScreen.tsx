import { Button } from "antd";
import { useState } from "react";
import { useNavigate } from "react-router";
import { useRead, useWrite, wordsFor } from "../../../api";
import type { SettingsView } from "../../../bindings/SettingsView";
import type { SetupState } from "../../../bindings/SetupState";
import type { SetupStep } from "../../../bindings/SetupStep";
import type { SetupView } from "../../../bindings/SetupView";
import { FailureState, LoadingState, toast } from "../../../components";
import { DemoButton } from "../../../domain";
import { m } from "../../../messages/messages.js";
import type { FieldValues } from "../file/draft";
import { Problem } from "../file/Problem";
import { CarParksStep } from "./CarParksStep";
import { CityStep } from "./CityStep";
import { DoneStep } from "./DoneStep";
import { LanesStep } from "./LanesStep";
import { OpenPlatformStep } from "./OpenPlatformStep";
import { StaffStep } from "./StaffStep";
import styles from "./setup.module.css";
import { isConfigured } from "./stepProps";
import { STEPS, standingOf, stepAfter, stepBefore, stepTitles } from "./steps";

/** From nothing to live data, step by step; it can be left at any step and taken up again. */
export function SetupScreen() {
  const setup = useRead("setup", null);
  const settings = useRead("settings", null);
  const failed = setup.error ?? settings.error;
  // Taken up with what is kept now, and not with what was read before it was left; from then on it is its own.
  const [begun, setBegun] = useState(false);
  if (!begun && setup.data && settings.data && !setup.isFetching && !settings.isFetching) setBegun(true);
  return (
    <div className={styles.page} data-testid="setup">
      <h1 className="visually-hidden">{m.setup_title()}</h1>
      {begun && setup.data && settings.data ? (
        settings.data.problem ? (
          <Problem view={settings.data} />
        ) : (
          <Assistant setup={setup.data} settings={settings.data} />
        )
      ) : failed ? (
        <FailureState
          {...wordsFor(failed)}
          onRetry={() => {
            void setup.refetch();
            void settings.refetch();
          }}
        />
      ) : (
        <LoadingState />
      )}
    </div>
  );
}

function Assistant({ setup, settings }: { setup: SetupView; settings: SettingsView }) {
  const configured = isConfigured(settings);
  const [step, setStep] = useState<SetupStep>(setup.step);
  const [openPlatform, setOpenPlatform] = useState<FieldValues>(
    configured ? settings.fields.open_platform : setup.open_platform,
  );
  const navigate = useNavigate();
  const keep = useWrite("set_setup");
  const write = useWrite("save_settings");

  const change = async (state: SetupState, next: SetupStep) => {
    const { problems } = await keep.mutateAsync({ state, step: next, open_platform: openPlatform });
    if (problems.length === 0) setStep(next);
    return problems;
  };
  const goTo = (next: SetupStep) =>
    void change("under_way", next).catch((error) => toast.failure(wordsFor(error)));
  const leave = () =>
    void change("left", step).then(
      () => {
        toast.ok(m.setup_left());
        navigate("/booth");
      },
      (error) => toast.failure(wordsFor(error)),
    );
  const before = stepBefore(step);
  const common = {
    settings,
    onBack: before && (() => goTo(before)),
    onNext: async () => {
      await change("under_way", stepAfter(step));
    },
    save: (fields: SettingsView["fields"]) => write.mutateAsync({ version: settings.version, fields }),
  };

  return (
    <>
      <nav className={styles.rail} aria-label={m.setup_title()}>
        <ol>
          {STEPS.map((one) => {
            const standing = standingOf(one, step, configured);
            return (
              <li key={one} data-standing={standing} aria-current={standing === "here" ? "step" : undefined}>
                <button
                  type="button"
                  disabled={standing === "closed" || standing === "here"}
                  onClick={() => goTo(one)}
                >
                  {stepTitles[one]()}
                  {standing === "done" && <span className="visually-hidden"> {m.setup_step_is_done()}</span>}
                </button>
              </li>
            );
          })}
        </ol>
        {setup.state !== "finished" && (
          <Button onClick={leave} data-testid="setup-leave">
            {m.setup_leave()}
          </Button>
        )}
        <DemoButton />
      </nav>
      {step === "open_platform" && (
        <OpenPlatformStep
          {...common}
          values={openPlatform}
          onChange={setOpenPlatform}
          onNext={() => change("under_way", "car_parks")}
        />
      )}
      {step === "car_parks" && <CarParksStep {...common} openPlatform={openPlatform} />}
      {step === "lanes" && <LanesStep {...common} />}
      {step === "city" && <CityStep {...common} />}
      {step === "staff" && <StaffStep {...common} />}
      {step === "done" && (
        <DoneStep
          {...common}
          onNext={async () => {
            await change("finished", "done");
            navigate("/booth");
          }}
        />
      )}
    </>
  );
}
