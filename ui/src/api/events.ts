import { useEffect, useEffectEvent, useSyncExternalStore } from "react";
import { commandTags } from "../bindings/commands";
import type { Event } from "../bindings/Event";
import type { Tag } from "../bindings/Tag";
import { type Connection, host } from "../host";
import { z } from "../host/zod";
import { invalidation } from "./client";

const knownTags = new Set<string>(
  Object.values(commandTags).flatMap((entry) => [...entry.provides, ...entry.invalidates]),
);
const tag = z.custom<Tag>((value) => typeof value === "string" && knownTags.has(value));

/** A tag that this UI never reads by is left out, and not an error: no screen shows it. */
const eventShape = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("changed"),
    tags: z.pipe(
      z.array(z.string()),
      z.transform((tags: string[]) => tags.filter((name): name is Tag => tag.safeParse(name).success)),
    ),
  }),
  z.object({ kind: z.literal("alert_raised"), id: z.number() }),
  z.object({ kind: z.literal("session_changed") }),
]);

export function parseEvent(data: unknown): Event | undefined {
  return eventShape.safeParse(data).data;
}

type Listener = (event: Event) => void;

const listeners = new Set<Listener>();
const connectionListeners = new Set<() => void>();
let connection: Connection = "connecting";
let lostAt: number | undefined;

function setConnection(next: Connection): void {
  // Also when opened for the first time: what happened before was read before.
  if (next === "connected") invalidation.addAll();
  // Perhaps the session ended, and not the program.
  if (next === "lost") invalidation.add(["start"]);
  lostAt = next === "lost" ? (lostAt ?? Date.now()) : undefined;
  connection = next;
  for (const listener of connectionListeners) listener();
}

function take(data: unknown): void {
  const event = parseEvent(data);
  if (!event) return;
  if (event.kind === "changed") invalidation.add(event.tags);
  if (event.kind === "session_changed") invalidation.add(["start"]);
  if (event.kind === "alert_raised") invalidation.add(["alerts"]);
  for (const listener of listeners) listener(event);
}

/** Listens while `active`. */
export function useHostEvents(active: boolean): void {
  useEffect(() => {
    if (!active) return;
    const stop = host().events({ event: take, connection: setConnection });
    return () => {
      stop();
      lostAt = undefined;
      setConnection("connecting");
    };
  }, [active]);
}

/** Hears of every event of one kind while mounted. */
export function useEvent<Kind extends Event["kind"]>(
  kind: Kind,
  listener: (event: Extract<Event, { kind: Kind }>) => void,
): void {
  const current = useEffectEvent((event: Event) => {
    if (event.kind === kind) listener(event as Extract<Event, { kind: Kind }>);
  });
  useEffect(() => {
    const listen: Listener = (event) => current(event);
    listeners.add(listen);
    return () => {
      listeners.delete(listen);
    };
  }, []);
}

function subscribe(listener: () => void): () => void {
  connectionListeners.add(listener);
  return () => connectionListeners.delete(listener);
}

/** Whether events are arriving, and since when they are not. */
export function useConnection(): { state: Connection; lostAt: number | undefined } {
  const state = useSyncExternalStore(subscribe, () => connection);
  return { state, lostAt };
}
