/** One after the other, in Hz; a falling third is heard through an engine's noise. */
const SIREN = [988, 784, 988, 784];
const CHIME = [659];
const TONE_S = 0.18;
const LOUDNESS = 0.22;
const EVERY_MS = 1_900;
/** An output that runs costs a processor's time without a sound too, so it rests this long after the last. */
const REST_MS = 1_000;
/** What could not sound by then is not made up for. */
const LATE_MS = 1_000;

type Output = Pick<
  AudioContext,
  "currentTime" | "createOscillator" | "createGain" | "destination" | "resume" | "suspend" | "state"
>;

/** The booth's sound, made here: no file to load, nothing the content policy would have to allow. */
export class Siren {
  readonly #open: () => Output;
  #output: Output | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;
  #rest: ReturnType<typeof setTimeout> | undefined;

  constructor(open: () => Output = () => new AudioContext()) {
    this.#open = open;
  }

  get sounding(): boolean {
    return this.#timer !== undefined;
  }

  /** It should be heard, and the browser does not let it. */
  get hushed(): boolean {
    return this.sounding && this.#output?.state === "suspended";
  }

  /** Sounds again and again until `stop`. */
  start(): void {
    if (this.#timer !== undefined) return;
    this.#timer = setInterval(() => this.#play(SIREN), EVERY_MS);
    this.#play(SIREN);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#restSoon(SIREN);
  }

  /** Once and softly, for what can wait. */
  chime(): void {
    if (!this.sounding) this.#play(CHIME);
  }

  /** A browser lets nothing sound before somebody has touched the page: called with each touch. */
  unlock(): void {
    if (this.hushed) void this.#output?.resume().catch(() => undefined);
  }

  #play(tones: readonly number[]): void {
    try {
      this.#output ??= this.#open();
      const output = this.#output;
      clearTimeout(this.#rest);
      if (output.state === "running") {
        this.#sound(output, tones);
        return;
      }
      const asked = Date.now();
      const late = () => Date.now() - asked > LATE_MS;
      void output
        .resume()
        .then(() => (late() ? this.#restSoon([]) : this.#sound(output, tones)))
        .catch(() => undefined);
    } catch {
      // A machine without a sound card: the banner stands all the same.
    }
  }

  #sound(output: Output, tones: readonly number[]): void {
    for (const [at, frequency] of tones.entries()) sound(output, frequency, output.currentTime + at * TONE_S);
    this.#restSoon(tones);
  }

  #restSoon(tones: readonly number[]): void {
    clearTimeout(this.#rest);
    if (this.sounding) return;
    const rest = () => void this.#output?.suspend().catch(() => undefined);
    this.#rest = setTimeout(rest, tones.length * TONE_S * 1_000 + REST_MS);
  }
}

function sound(output: Output, frequency: number, at: number): void {
  const tone = output.createOscillator();
  const loudness = output.createGain();
  tone.type = "triangle";
  tone.frequency.value = frequency;
  // Rises and falls within the tone, because a cut tone cracks.
  loudness.gain.setValueAtTime(0, at);
  loudness.gain.linearRampToValueAtTime(LOUDNESS, at + 0.02);
  loudness.gain.linearRampToValueAtTime(0, at + TONE_S);
  tone.connect(loudness).connect(output.destination);
  tone.start(at);
  tone.stop(at + TONE_S);
}
