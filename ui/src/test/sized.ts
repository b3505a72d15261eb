import { afterEach, beforeEach } from "vitest";

/** Nothing is laid out in tests: elements are said to be as large as a small screen, so that tables draw rows. */
const SIZES = { clientHeight: 600, clientWidth: 900, scrollHeight: 4_000_000 };

export function withSizes(): void {
  beforeEach(() => {
    for (const [name, value] of Object.entries(SIZES)) {
      Object.defineProperty(HTMLDivElement.prototype, name, { configurable: true, get: () => value });
    }
  });
  afterEach(() => {
    for (const name of Object.keys(SIZES)) Reflect.deleteProperty(HTMLDivElement.prototype, name);
  });
}
