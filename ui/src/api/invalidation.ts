import type { Query, QueryClient } from "@tanstack/react-query";
import { type CommandName, commandTags } from "../bindings/commands";
import type { Tag } from "../bindings/Tag";

/** A window that is not shown draws no frames, and must hear of an alert all the same. */
const LONGEST_WAIT_MS = 100;

/**
 * Reads again what changed: tags are gathered until the next frame, so that a burst of events costs one read each. Only
 * what is on screen is read at once; the rest when it is shown again.
 *
 * A read under way is let finish and is then done once more. Ended and begun anew, it would never come to an end under a
 * steady stream of events; let alone, it might show what was before the change.
 */
export class Invalidation {
  readonly #client: QueryClient;
  readonly #schedule: (flush: () => void) => void;
  readonly #again = new Set<string>();
  #gathered = new Set<Tag>();

  constructor(client: QueryClient, schedule: (flush: () => void) => void = nextFrame) {
    this.#client = client;
    this.#schedule = schedule;
    client.getQueryCache().subscribe((event) => {
      if (event.type !== "updated" || event.query.state.fetchStatus === "fetching") return;
      if (this.#again.delete(event.query.queryHash)) this.#readAgain(event.query);
    });
  }

  /** These may read differently now. */
  add(tags: readonly Tag[]): void {
    if (tags.length === 0) return;
    if (this.#gathered.size === 0) this.#schedule(() => this.#flush());
    for (const tag of tags) this.#gathered.add(tag);
  }

  /** All may read differently, as after events were missed. */
  addAll(): void {
    this.add([...new Set(Object.values(commandTags).flatMap((entry) => entry.provides))]);
  }

  #flush(): void {
    const tags = this.#gathered;
    this.#gathered = new Set();
    const touched = this.#client
      .getQueryCache()
      .findAll({ predicate: (query) => provides(query).some((tag) => tags.has(tag)) });
    for (const query of touched) {
      if (query.state.fetchStatus === "fetching") this.#again.add(query.queryHash);
      else this.#readAgain(query);
    }
  }

  #readAgain(query: Query): void {
    void this.#client.invalidateQueries({ queryKey: query.queryKey, exact: true, refetchType: "active" });
  }
}

function provides(query: Query): readonly Tag[] {
  return commandTags[query.queryKey[0] as CommandName]?.provides ?? [];
}

function nextFrame(flush: () => void): void {
  let done = false;
  const once = () => {
    if (done) return;
    done = true;
    flush();
  };
  requestAnimationFrame(once);
  setTimeout(once, LONGEST_WAIT_MS);
}
