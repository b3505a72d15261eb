import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, renderHook, waitFor } from "@testing-library/react";
import type { ReactNode } from "react";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CallFailed, type Host, replaceHost } from "../host";
import { InvalidationContext } from "./context";
import { parseEvent } from "./events";
import { Invalidation } from "./invalidation";
import { useRead, useWrite } from "./queries";

let calls: string[] = [];
let answer: (command: string) => Promise<unknown> = async () => [];
let flushes: (() => void)[] = [];

const flush = () =>
  act(async () => {
    for (const run of flushes.splice(0)) run();
  });
const count = (command: string) => calls.filter((call) => call === command).length;

function setUp() {
  const client = new QueryClient({
    defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY, retry: false, networkMode: "always" } },
  });
  const invalidation = new Invalidation(client, (run) => flushes.push(run));
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={client}>
      <InvalidationContext value={invalidation}>{children}</InvalidationContext>
    </QueryClientProvider>
  );
  return { invalidation, wrapper };
}

beforeEach(() => {
  calls = [];
  flushes = [];
  answer = async () => [];
  const host: Host = {
    kind: "http",
    call: (command) => {
      calls.push(command);
      return answer(command);
    },
    events: () => () => undefined,
    photoUrl: () => "",
    saveFile: async () => ({ state: "cancelled" }),
  };
  replaceHost(host);
});

afterEach(() => replaceHost(undefined));

describe("a change", () => {
  it("reads again what provides its tag, and nothing else", async () => {
    const { invalidation, wrapper } = setUp();
    renderHook(() => [useRead("alerts", null), useRead("options", null)], { wrapper });
    await waitFor(() => expect(calls).toHaveLength(2));
    invalidation.add(["alerts"]);
    await flush();
    await waitFor(() => expect(count("alerts")).toBe(2));
    expect(count("options")).toBe(1);
  });

  it("of many events in one frame costs one read", async () => {
    const { invalidation, wrapper } = setUp();
    renderHook(() => useRead("booth", null), { wrapper });
    await waitFor(() => expect(count("booth")).toBe(1));
    for (let event = 0; event < 50; event += 1) invalidation.add(["passages", "occupancy"]);
    expect(flushes).toHaveLength(1);
    await flush();
    await waitFor(() => expect(count("booth")).toBe(2));
  });

  it("waits for a screen that is not shown", async () => {
    const { invalidation, wrapper } = setUp();
    const first = renderHook(() => useRead("alerts", null), { wrapper });
    await waitFor(() => expect(count("alerts")).toBe(1));
    first.unmount();
    invalidation.add(["alerts"]);
    await flush();
    expect(count("alerts")).toBe(1);
    renderHook(() => useRead("alerts", null), { wrapper });
    await waitFor(() => expect(count("alerts")).toBe(2));
  });

  it("while a read is under way lets it finish and reads once more", async () => {
    const { invalidation, wrapper } = setUp();
    const finish: ((value: unknown) => void)[] = [];
    answer = () => new Promise((resolve) => finish.push(resolve));
    const { result } = renderHook(() => useRead("alerts", null), { wrapper });
    await waitFor(() => expect(finish).toHaveLength(1));
    invalidation.add(["alerts"]);
    await flush();
    invalidation.add(["alerts"]);
    await flush();
    expect(finish).toHaveLength(1);
    await act(async () => finish[0]?.([{ id: 1 }]));
    await waitFor(() => expect(finish).toHaveLength(2));
    await act(async () => finish[1]?.([{ id: 2 }]));
    await waitFor(() => expect(result.current.data).toEqual([{ id: 2 }]));
    expect(count("alerts")).toBe(2);
  });
});

describe("a write", () => {
  it("reads again what it changes, also when its outcome is a failure", async () => {
    const { wrapper } = setUp();
    answer = async (command) => {
      if (command === "open_lane") throw new CallFailed({ code: "host_unreachable", params: {} });
      return [];
    };
    const { result } = renderHook(() => ({ read: useRead("openings", {}), write: useWrite("open_lane") }), {
      wrapper,
    });
    await waitFor(() => expect(count("openings")).toBe(1));
    await act(async () => {
      result.current.write.mutate({ parking_id: "P1", lane_no: "1", reason: "x" });
    });
    await waitFor(() => expect(result.current.write.isError).toBe(true));
    await flush();
    await waitFor(() => expect(count("openings")).toBe(2));
    // A physical act is never repeated by itself.
    expect(count("open_lane")).toBe(1);
  });
});

describe("an event", () => {
  it("is taken when it is one, and its unknown tags are left out", () => {
    expect(parseEvent({ kind: "changed", tags: ["alerts", "later"] })).toEqual({
      kind: "changed",
      tags: ["alerts"],
    });
    expect(parseEvent({ kind: "alert_raised", id: 7 })).toEqual({ kind: "alert_raised", id: 7 });
    expect(parseEvent({ kind: "session_changed" })).toEqual({ kind: "session_changed" });
  });

  it.each([
    undefined,
    null,
    "changed",
    { kind: "other" },
    { kind: "changed" },
    { kind: "alert_raised", id: "7" },
  ])("is not %j", (data) => expect(parseEvent(data)).toBeUndefined());
});
