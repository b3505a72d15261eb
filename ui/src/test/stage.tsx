import { QueryClientProvider } from "@tanstack/react-query";
import { act, render } from "@testing-library/react";
import type { ReactNode } from "react";
import { photoUrl, queryClient, type Request, type Response, useHostEvents } from "../api";
import type { CommandName } from "../bindings/commands";
import type { Event } from "../bindings/Event";
import { KeyRoot, PhotoSource } from "../components";
import { CallFailed, type HostListener, replaceHost } from "../host";

type Answer<Name extends CommandName> =
  | Response<Name>
  | ((payload: Request<Name>) => Response<Name> | Promise<Response<Name>>);

export type Answers = { [Name in CommandName]?: Answer<Name> };

export interface Stage {
  /** What was asked, in order. */
  calls: { command: string; payload: unknown }[];
  /** How often a command was asked. */
  count: (command: CommandName) => number;
  /** The files that were handed to the person, by their names. */
  saved: string[];
  /** Changes what is answered from now on. */
  answers: Answers;
  /** An event from the program; what it made be read again is on the screen afterwards. */
  tell: (event: Event) => Promise<void>;
}

/** Draws something over a host that answers as told, with the real calls, cache, tags and keys. */
export function stage(ui: ReactNode, answers: Answers): Stage {
  const calls: Stage["calls"] = [];
  const saved: Stage["saved"] = [];
  let listener: HostListener | undefined;
  queryClient.clear();
  replaceHost({
    kind: "http",
    async call(command, payload) {
      calls.push({ command, payload });
      const answer = (answers as Record<string, unknown>)[command];
      if (answer === undefined) throw new CallFailed({ code: "bad_request", params: {} });
      return typeof answer === "function" ? answer(payload) : answer;
    },
    events(heard) {
      listener = heard;
      return () => {
        listener = undefined;
      };
    },
    photoUrl: (id, size) => `/photos/${id}?size=${size}`,
    async saveFile(name) {
      saved.push(name);
      return { state: "downloaded" };
    },
  });
  render(
    <QueryClientProvider client={queryClient}>
      <PhotoSource value={photoUrl}>
        <KeyRoot>
          <Events />
          {ui}
        </KeyRoot>
      </PhotoSource>
    </QueryClientProvider>,
  );
  return {
    calls,
    saved,
    count: (command) => calls.filter((call) => call.command === command).length,
    answers,
    tell: (event) =>
      act(async () => {
        listener?.event(event);
        // Tags are gathered until the next frame.
        await new Promise((resolve) => requestAnimationFrame(resolve));
      }),
  };
}

function Events() {
  useHostEvents(true);
  return null;
}

/** Rejects as the program does. */
export function fails(code: string, params: Record<string, string | number> = {}): () => never {
  return () => {
    throw new CallFailed({ code, params });
  };
}
