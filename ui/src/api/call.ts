import type { CommandName, Commands } from "../bindings/commands";
import { host, type PhotoSize } from "../host";

export type Request<Name extends CommandName> = Commands[Name]["request"];
export type Response<Name extends CommandName> = Commands[Name]["response"];

/**
 * Runs a command. Throws `CallFailed`. What comes back is typed by the bindings: they are generated from the same
 * source as the program that answers, and checked for drift.
 */
export async function call<Name extends CommandName>(
  command: Name,
  payload: Request<Name>,
): Promise<Response<Name>> {
  return (await host().call(command, payload)) as Response<Name>;
}

export function photoUrl(id: number, size: PhotoSize): string {
  return host().photoUrl(id, size);
}
