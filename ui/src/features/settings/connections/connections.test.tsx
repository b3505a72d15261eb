import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import type { ConnectionOf } from "../../../bindings/ConnectionOf";
import type { ConnectionStep } from "../../../bindings/ConnectionStep";
import type { ConnectionView } from "../../../bindings/ConnectionView";
import { m } from "../../../messages/messages.js";
import { stage } from "../../../test/stage";
import { Connections } from "./Connections";
import { shownSteps, wholeOf } from "./progress";

const step = (change: Partial<ConnectionStep> = {}): ConnectionStep => ({
  step: "dns",
  outcome: "ok",
  found: "name_found",
  params: { host: "open.example.com", detail: "192.0.2.7" },
  advice: null,
  ...change,
});
const refused = step({
  step: "tcp",
  outcome: "failed",
  found: "connection_refused",
  params: { host: "192.0.2.7:443" },
  advice: "check_port",
});

const view = (change: Partial<ConnectionView> = {}): ConnectionView => ({
  platform: "open_platform",
  parking_id: null,
  name: null,
  address: "https://open.example.com",
  expected: ["dns", "tcp", "tls"],
  test: null,
  ...change,
});

test("a running test shows what is done, what is checked now and what is to come", () => {
  const running = { started_at: 0, running: true, steps: [step()] };
  const shown = shownSteps(["dns", "tcp", "tls"], running).map(({ name, state }) => [name, state]);
  expect(shown).toEqual([
    ["dns", "ok"],
    ["tcp", "now"],
    ["tls", "waiting"],
  ]);
  expect(wholeOf(running)).toBe("running");
});

test("the worst step says how the whole test went", () => {
  const ended = (steps: ConnectionStep[]) => wholeOf({ started_at: 0, running: false, steps });
  expect(ended([step()])).toBe("ok");
  expect(ended([step(), step({ outcome: "warning" })])).toBe("warning");
  expect(ended([step({ outcome: "warning" }), refused])).toBe("failed");
  expect(wholeOf(null)).toBe("none");
});

test("a failed step says what was found and what to do, in words", async () => {
  stage(<Connections />, {
    connections: [view({ test: { started_at: 0, running: false, steps: [step(), refused] } })],
  });
  const shown = await screen.findByTestId("connection");
  expect(shown.dataset.state).toBe("failed");
  const failed = within(shown).getAllByTestId("connection-step")[1];
  expect(failed?.textContent).toContain(m.connection_found_connection_refused({ host: "192.0.2.7:443" }));
  expect(failed?.textContent).toContain(m.connection_do_check_port());
});

test("one platform is tested by its button, and all by one", async () => {
  const tested = vi.fn<(of: ConnectionOf) => null>(() => null);
  const city = view({ platform: "city", parking_id: "P1", name: "一号停车场" });
  stage(<Connections />, { connections: [view(), city], test_connection: tested });
  const buttons = await screen.findAllByTestId("test-connection");
  await userEvent.click(buttons[1] as HTMLElement);
  expect(tested.mock.lastCall).toEqual([{ platform: "city", parking_id: "P1" }]);
  await userEvent.click(screen.getByTestId("test-all"));
  expect(tested).toHaveBeenCalledTimes(3);
});
