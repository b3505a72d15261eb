import { httpHost } from "./http";
import { tauriHost } from "./tauri";
import type { Host } from "./types";

export * from "./types";

let chosen: Host | undefined;

/** The host of this window: the desktop shell where its internals are there, otherwise HTTP to where we came from. */
export function host(): Host {
  chosen ??= "__TAURI_INTERNALS__" in window ? tauriHost() : httpHost();
  return chosen;
}

/** Puts another host in, for tests. */
export function replaceHost(other: Host | undefined): void {
  chosen = other;
}
