import { useState } from "react";
import {
  AccountContext,
  CallFailed,
  host,
  StartContext,
  useForgetReads,
  useHostEvents,
  useRead,
  wordsFor,
} from "../api";
import { FailureState, part } from "../components";
import { EntryScreen } from "./entry/EntryScreen";
import { Starting } from "./entry/Starting";
import { Frame } from "./frame/Frame";

const ASK_AGAIN_MS = 1_000;

const card = <EntryScreen>{null}</EntryScreen>;
const FirstRun = part(async () => (await import("./entry/FirstRun")).FirstRun, card);
const Locked = part(async () => (await import("./entry/Locked")).Locked, card);
const RecoveryCodeShown = part(
  async () => (await import("./entry/RecoveryCodeShown")).RecoveryCodeShown,
  card,
);
const SignIn = part(async () => (await import("./entry/SignIn")).SignIn, card);

/** Decides what stands before the program: starting, the first run, sign-in, the lock, or the program itself. */
export function Gate() {
  const start = useRead("start", null, { retryEveryMs: ASK_AGAIN_MS });
  const [recoveryCode, setRecoveryCode] = useState<string>();
  const account = start.data?.me?.id ?? null;
  useForgetReads(account);
  // Over HTTP events are for a session that may read; the shell also says when the core has started.
  useHostEvents(host().kind === "tauri" || (account !== null && !start.data?.locked));

  if (recoveryCode)
    return <RecoveryCodeShown code={recoveryCode} onKept={() => setRecoveryCode(undefined)} />;
  if (!start.data) return <NotYet error={start.error} onRetry={() => start.refetch()} />;

  const { needs_first_run, me, locked } = start.data;
  return (
    <StartContext value={start.data}>
      <AccountContext value={account}>
        {needs_first_run ? (
          <FirstRun onDone={setRecoveryCode} />
        ) : !me ? (
          <SignIn onRecovered={setRecoveryCode} />
        ) : locked ? (
          <Locked me={me} />
        ) : (
          <Frame key={me.id} />
        )}
      </AccountContext>
    </StartContext>
  );
}

function NotYet({ error, onRetry }: { error: Error | null; onRetry: () => void }) {
  const isStarting = !error || (error instanceof CallFailed && error.failure.code === "starting");
  if (isStarting) return <Starting />;
  return (
    <EntryScreen>
      <FailureState {...wordsFor(error)} onRetry={onRetry} />
    </EntryScreen>
  );
}
