import { useState } from "react";
import { useRead, useWrite } from "../../../api";
import type { ConnectionDraft } from "../../../bindings/ConnectionDraft";
import type { DraftTest } from "../../../bindings/DraftTest";
import type { FieldProblem } from "../../../bindings/FieldProblem";

export interface Trial {
  begin: () => void;
  /** The test of exactly what is typed now; one of something else is not shown. */
  shown: DraftTest | undefined;
  problems: readonly FieldProblem[];
  sending: boolean;
  error: Error | null;
}

/** Tries a connection with what is typed, before it is saved. */
export function useTrial(draft: ConnectionDraft): Trial {
  const write = useWrite("try_connection");
  const [tried, setTried] = useState<{ of: string; run: number | null; problems: FieldProblem[] }>();
  const read = useRead("tried_connections", null, { enabled: tried !== undefined });
  const of = JSON.stringify(draft);
  const same = tried?.of === of;
  return {
    begin: () => write.mutate(draft, { onSuccess: ({ run, problems }) => setTried({ of, run, problems }) }),
    shown: same ? read.data?.find((one) => one.run === tried.run) : undefined,
    problems: same ? tried.problems : [],
    sending: write.isPending,
    error: write.error ?? (same ? read.error : null),
  };
}
