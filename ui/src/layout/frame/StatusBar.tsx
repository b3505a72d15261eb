import { Link } from "react-router";
import { useConnection, useMe, useRead, useStart, wordsForFailure } from "../../api";
import type { PlatformState } from "../../bindings/PlatformState";
import type { PlatformsView } from "../../bindings/PlatformsView";
import type { SyncPlace } from "../../bindings/SyncPlace";
import { Ago, OfflineBanner, StatusWord, stayWords, type Tone, useNow } from "../../components";
import { m } from "../../messages/messages.js";
import { LARGEST_DRIFT_MS, seconds } from "./Clock";
import styles from "./frame.module.css";
import { RunningBatch } from "./RunningBatch";

/** Both platforms in words, where we sync, the clock and the disk. */
export function StatusBar() {
  const platforms = useRead("platforms", null);
  const { sync, version } = useStart();
  const { state, lostAt } = useConnection();
  // In the bar's own place: nothing jumps, and what it said would be old.
  if (state === "lost" && lostAt !== undefined) {
    return (
      <footer className={styles.cutOff}>
        <OfflineBanner since={lostAt} />
      </footer>
    );
  }
  return (
    <footer className={styles.status}>
      {platforms.data ? (
        <Platforms view={platforms.data} />
      ) : (
        <span>{platforms.isError ? m.layout_status_unknown() : m.layout_status_asking()}</span>
      )}
      <RunningBatch />
      <Place sync={sync} />
      <span className={styles.version}>{m.layout_version({ version })}</span>
    </footer>
  );
}

const TONES: Record<PlatformState, Tone> = {
  ok: "ok",
  starting: "neutral",
  not_configured: "neutral",
  held: "warn",
  refused: "bad",
  unreachable: "bad",
};

const STATES: Record<PlatformState, () => string> = {
  ok: m.layout_platform_ok,
  starting: m.layout_platform_starting,
  not_configured: m.layout_platform_not_configured,
  held: m.layout_platform_held,
  refused: m.layout_platform_refused,
  unreachable: m.layout_platform_unreachable,
};

/** What the state means for the cars. */
const MEANINGS: Record<"city" | "open_platform", Partial<Record<PlatformState, () => string>>> = {
  city: {
    unreachable: m.layout_city_unreachable_meaning,
    refused: m.layout_city_refused_meaning,
    held: m.layout_city_held_meaning,
  },
  open_platform: {
    unreachable: m.layout_open_unreachable_meaning,
    refused: m.layout_open_refused_meaning,
  },
};

function Platforms({ view }: { view: PlatformsView }) {
  // The program's clock and the window's are one machine's; what differs is how old the answer is.
  const open = view.open_platform;
  const city = view.city;
  return (
    <>
      <span className={styles.platform} title={MEANINGS.open_platform[open]?.()} data-platform="open">
        {m.layout_open_platform()}
        <State state={open} />
        <LastOk at={view.open_platform_ok_at} state={open} />
      </span>
      <Link
        className={styles.platform}
        to={view.parked > 0 ? "/deliveries?view=reasons" : "/deliveries"}
        title={MEANINGS.city[city]?.()}
        data-platform="city"
      >
        {m.layout_city_platform()}
        <State state={city} />
        <span className={view.backlog > 0 && city !== "ok" ? styles.attention : undefined}>
          {m.layout_backlog({ count: view.backlog })}
        </span>
        {view.backlog > 0 && view.oldest_undelivered_at !== null && (
          <Oldest at={view.oldest_undelivered_at} />
        )}
        {view.parked > 0 && (
          <StatusWord tone="warn" plain>
            {m.layout_parked({ count: view.parked })}
          </StatusWord>
        )}
        <LastOk at={view.city_ok_at} state={city} />
      </Link>
      {(TONES[open] === "bad" || TONES[city] === "bad") && (
        <Link to="/connections" data-testid="to-connections">
          {m.layout_test_connection()}
        </Link>
      )}
      {view.clock_drift_ms !== null && <Drift ms={view.clock_drift_ms} />}
      {view.disk_free_bytes !== null && <Disk bytes={view.disk_free_bytes} low={view.disk_low} />}
    </>
  );
}

function State({ state }: { state: PlatformState }) {
  return (
    <StatusWord tone={TONES[state]} plain>
      {STATES[state]()}
    </StatusWord>
  );
}

/** An age belongs to what is out of order; in order, it would only tick. */
function LastOk({ at, state }: { at: number | null; state: PlatformState }) {
  if (at === null || state === "not_configured" || state === "ok") return null;
  return (
    <span>
      {m.layout_last_ok()} <Ago at={at} />
    </span>
  );
}

const OLD_MS = 60_000;

function Oldest({ at }: { at: number }) {
  const age = useNow(10) - at;
  return age > OLD_MS ? <span>{m.layout_oldest({ age: stayWords(age) })}</span> : null;
}

function Drift({ ms }: { ms: number }) {
  const words = m.layout_drift({ seconds: seconds(ms) });
  return Math.abs(ms) > LARGEST_DRIFT_MS ? (
    <StatusWord tone="bad" plain>
      {words}
    </StatusWord>
  ) : (
    <span className={styles.minor}>{words}</span>
  );
}

function Disk({ bytes, low }: { bytes: number; low: boolean }) {
  const words = m.layout_disk({ free: size(bytes) });
  return low ? (
    <StatusWord tone="bad" plain>
      {words}
    </StatusWord>
  ) : (
    <span className={styles.minor}>{words}</span>
  );
}

function Place({ sync }: { sync: SyncPlace }) {
  const me = useMe();
  switch (sync.place) {
    case "here":
      return <span className={styles.minor}>{m.layout_sync_here()}</span>;
    case "elsewhere":
      return (
        <span title={m.layout_sync_elsewhere_hint()}>
          {sync.pid > 0 ? m.layout_sync_elsewhere_pid({ pid: sync.pid }) : m.layout_sync_elsewhere()}
        </span>
      );
    case "nowhere": {
      const { what, means, next } = wordsForFailure(sync.why);
      const mend = sync.why.code === "not_configured" ? "/setup" : "/settings?view=file";
      return (
        <Link
          to={me.role === "administrator" ? mend : "/connections"}
          title={`${what} ${means} ${next}`}
          data-testid="sync-nowhere"
        >
          <StatusWord tone="bad" plain>
            {m.layout_sync_nowhere({ why: what })}
          </StatusWord>
        </Link>
      );
    }
  }
}

const GB = 1_000_000_000;
const MB = 1_000_000;

export function size(bytes: number): string {
  return bytes >= 10 * GB
    ? `${Math.round(bytes / GB)} GB`
    : bytes >= GB
      ? `${(bytes / GB).toFixed(1)} GB`
      : `${Math.round(bytes / MB)} MB`;
}
