import { failureIn } from "./failure";
import { ANSWER_UNKNOWN, CallFailed, HOST_UNREACHABLE, type Host } from "./types";

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 8_000;
const URL_KEPT_MS = 60_000;

/** A browser over gate-web. The session is a cookie that scripts cannot read. */
export function httpHost(): Host {
  return { kind: "http", call, events, photoUrl: (id, size) => `/photos/${id}?size=${size}`, saveFile };
}

async function call(command: string, payload: unknown): Promise<unknown> {
  const response = await answerTo(command, payload);
  const body = parsed(await textOf(response));
  if (response.ok && body !== undefined) return body;
  throw failureIn(body, response.status >= 502 ? HOST_UNREACHABLE : ANSWER_UNKNOWN);
}

async function answerTo(command: string, payload: unknown): Promise<Response> {
  try {
    return await fetch(`/rpc/${command}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      credentials: "same-origin",
      body: JSON.stringify(payload ?? null),
    });
  } catch {
    throw new CallFailed({ code: HOST_UNREACHABLE, params: {} });
  }
}

async function textOf(response: Response): Promise<string> {
  try {
    return await response.text();
  } catch {
    throw new CallFailed({ code: HOST_UNREACHABLE, params: {} });
  }
}

/**
 * The browser ends an event source for good after an answer that is no stream, as while the host starts again: it is
 * opened anew then, after longer and longer waits.
 */
const events: Host["events"] = (listener) => {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let wait = FIRST_WAIT_MS;

  const open = () => {
    source = new EventSource("/events");
    source.onopen = () => {
      wait = FIRST_WAIT_MS;
      listener.connection("connected");
    };
    source.onmessage = (message) => listener.event(parsed(String(message.data)));
    source.onerror = () => {
      listener.connection("lost");
      source?.close();
      timer = setTimeout(open, wait);
      wait = Math.min(wait * 2, LONGEST_WAIT_MS);
    };
  };

  listener.connection("connecting");
  open();
  return () => {
    clearTimeout(timer);
    source?.close();
  };
};

/** A browser takes it as a download. */
const saveFile: Host["saveFile"] = async (name, mediaType, base64) => {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const url = URL.createObjectURL(new Blob([bytes], { type: mediaType }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The download holds on to it by itself once it began.
  setTimeout(() => URL.revokeObjectURL(url), URL_KEPT_MS);
  return { state: "downloaded" };
};

/** What a JSON text says; nothing said is `null`, and what is no JSON is `undefined`. */
function parsed(text: string): unknown {
  if (text === "") return null;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
