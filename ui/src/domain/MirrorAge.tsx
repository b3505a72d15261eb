import { ReloadOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useRead, useWrite, wordsFor } from "../api";
import type { MirrorView } from "../bindings/MirrorView";
import type { RegisterName } from "../bindings/RegisterName";
import { agoWords, formatTime, StatusWord, toast, useNow, visible } from "../components";
import { m } from "../messages/messages.js";
import styles from "./domain.module.css";

/** A mirror this old may lack what was changed elsewhere today. */
const OLD_MS = 24 * 3_600_000;
const LONGEST_PROBLEM = 160;

/** How old what is shown is, and the button that reads it anew, with its progress. */
export function MirrorAge({ register }: { register: RegisterName }) {
  const { data } = useRead("mirrors", null);
  const refresh = useWrite("refresh_register");
  const mirrors = (data ?? []).filter((mirror) => mirror.register === register);
  const isReading = refresh.isPending || mirrors.some((mirror) => mirror.reading !== null);
  const start = () => refresh.mutate({ register }, { onError: (error) => toast.failure(wordsFor(error)) });
  return (
    <span className={styles.age} data-testid="mirror-age" data-reading={isReading}>
      <Age mirrors={mirrors} reading={isReading} />
      <Button
        size="small"
        icon={<ReloadOutlined aria-hidden spin={isReading} />}
        onClick={start}
        disabled={isReading}
        data-testid="refresh"
      >
        {m.domain_refresh()}
      </Button>
    </span>
  );
}

function Age({ mirrors, reading }: { mirrors: readonly MirrorView[]; reading: boolean }) {
  const now = useNow(10);
  if (reading) {
    const rows = mirrors.reduce((sum, mirror) => sum + Number(mirror.reading ?? 0), 0);
    return <span role="status">{m.domain_reading({ rows })}</span>;
  }
  const oldest = Math.min(...mirrors.map((mirror) => mirror.read_at ?? 0));
  const problem = mirrors.find((mirror) => mirror.problem !== null)?.problem;
  if (mirrors.length === 0 || oldest === 0) {
    return (
      <StatusWord tone="warn" plain>
        {problem ? m.domain_never_read_problem({ problem: shown(problem) }) : m.domain_never_read()}
      </StatusWord>
    );
  }
  const words = m.domain_read_ago({ ago: agoWords(now - oldest) });
  const title = formatTime(oldest, "full", now);
  if (problem) {
    return (
      <span title={shown(problem)}>
        <StatusWord tone="warn" plain>
          {m.domain_read_problem({ ago: agoWords(now - oldest) })}
        </StatusWord>
      </span>
    );
  }
  return (
    <span title={title}>
      {now - oldest > OLD_MS ? (
        <StatusWord tone="warn" plain>
          {words}
        </StatusWord>
      ) : (
        words
      )}
    </span>
  );
}

function shown(problem: string): string {
  return visible(problem.slice(0, LONGEST_PROBLEM));
}
