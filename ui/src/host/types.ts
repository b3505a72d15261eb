/** What a command came to when it did not succeed: a code and values, never words. */
export interface HostFailure {
  code: string;
  params: Record<string, string | number>;
}

/** Thrown by `call`. Any other error is a fault of this program. */
export class CallFailed extends Error {
  override readonly name = "CallFailed";

  constructor(readonly failure: HostFailure) {
    super(failure.code);
  }
}

export type PhotoSize = "full" | "card" | "sent" | "thumbnail";

/** Whether events are arriving. */
export type Connection = "connecting" | "connected" | "lost";

export interface HostListener {
  /** One event as it came; who listens checks its shape. */
  event(data: unknown): void;
  connection(state: Connection): void;
}

/** What the tray shows. The shell has no words of its own. */
export interface TrayWords {
  state: TrayState;
  tooltip: string;
  show: string;
  quit: string;
}

export type TrayState = "ok" | "waiting" | "trouble";

/** What only a desktop window can do. */
export interface Desktop {
  /** Shows a notification of the system, and asks for attention where the window has not the keyboard. */
  notify(title: string, body: string): Promise<void>;
  /** Puts words and state into the tray; whether there is one. */
  setTray(words: TrayWords): Promise<boolean>;
  /** Opens a simulated car park in a window of its own. Throws `CallFailed`. */
  openDemo(): Promise<void>;
  /** Stops everything and ends the program. */
  quit(): Promise<void>;
}

/** What became of a file that was handed to the person. */
export type Saved =
  | { state: "saved"; path: string }
  /** A browser keeps it where its user lets it. */
  | { state: "downloaded" }
  | { state: "cancelled" };

/** The only door to the outside. */
export interface Host {
  kind: "tauri" | "http";
  /** Runs a command. Throws `CallFailed`. */
  call(command: string, payload: unknown): Promise<unknown>;
  /** Listens until the function that it returns is called. */
  events(listener: HostListener): () => void;
  photoUrl(id: number, size: PhotoSize): string;
  /** Hands a file to the person, who says where to keep it. Throws `CallFailed`. */
  saveFile(name: string, mediaType: string, base64: string): Promise<Saved>;
  desktop?: Desktop;
}

/** The host did not answer: it is not running, or the way to it is cut. */
export const HOST_UNREACHABLE = "host_unreachable";
/** The host answered what this program does not understand. */
export const ANSWER_UNKNOWN = "answer_unknown";
