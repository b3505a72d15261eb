import { describe, expect, it } from "vitest";
import { CallFailed } from "../../../api";
import { lane, opening } from "../../../test/samples";
import { type Attempt, advance, atRest, COOL_DOWN_MS, coolUntil, stateOf } from "./flow";

const send = { act: "send", lane: "a", reason: "why", plate: "", at: 1_000 } as const;

describe("asking for a reason", () => {
  it("ends with cancelling, and nothing was ordered", () => {
    const asked = advance(atRest, { act: "ask", lane: "a" });
    expect(asked.asked?.lane).toBe("a");
    expect(advance(asked, { act: "cancel" })).toEqual(atRest);
  });

  it("ends with the order", () => {
    const sent = advance(advance(atRest, { act: "ask", lane: "a" }), send);
    expect(sent.asked).toBeNull();
    expect(sent.attempts.a?.state).toBe("sending");
  });

  it("is not begun for a lane whose order is under way, but for another", () => {
    const sent = advance(atRest, send);
    expect(advance(sent, { act: "ask", lane: "a" })).toBe(sent);
    expect(advance(sent, { act: "ask", lane: "b" }).asked?.lane).toBe("b");
  });
});

describe("an order", () => {
  it("is not given twice", () => {
    const sent = advance(atRest, send);
    expect(advance(sent, { ...send, at: 1_001 })).toBe(sent);
  });

  it("whose answer was lost is neither failed nor done", () => {
    const lost = advance(advance(atRest, send), {
      act: "failed",
      lane: "a",
      error: new Error("cut"),
      lost: true,
      at: 2_000,
    });
    expect(lost.attempts.a).toEqual({ state: "lost", at: 2_000 });
  });
});

describe("what a lane says", () => {
  const told = (change: Parameters<typeof opening>[0], attempt?: Attempt, now = 10_000) =>
    stateOf(lane({ opening: opening({ at: 5_000, ...change }) }), attempt, now).state;

  it("follows the program's outcome", () => {
    expect(told({ outcome: "asking" })).toBe("sending");
    expect(told({})).toBe("waiting");
    expect(told({ seen: "passed" })).toBe("passed");
    expect(told({ seen: "unseen" })).toBe("unseen");
    expect(told({ outcome: "refused", seen: "unseen" })).toBe("refused");
    expect(told({ outcome: "not_sent", seen: "unseen" })).toBe("not_sent");
    expect(told({ outcome: "unknown" })).toBe("unknown");
  });

  it("believes a passage more than a lost answer", () =>
    expect(told({ outcome: "unknown", seen: "passed" })).toBe("passed"));

  it("prefers what happened later: the own order over an older opening", () => {
    expect(told({}, { state: "lost", at: 6_000 })).toBe("lost");
    expect(told({}, { state: "lost", at: 4_000 })).toBe("waiting");
    expect(
      told({ id: 1 }, { state: "answered", opening: opening({ id: 2, outcome: "refused" }), at: 6_000 }),
    ).toBe("refused");
    expect(
      told({ id: 2, seen: "passed" }, { state: "answered", opening: opening({ id: 2 }), at: 6_000 }),
    ).toBe("passed");
  });

  it("lets go of what was certainly not carried out, and keeps what nobody knows", () => {
    const error = new CallFailed({ code: "platform_unreachable", params: {} });
    const after = 60_000;
    expect(stateOf({ opening: null }, { state: "failed", error, at: 0 }, after).state).toBe("none");
    expect(stateOf({ opening: null }, { state: "lost", at: 0 }, after).state).toBe("lost");
  });
});

describe("the cool-down", () => {
  it("is what the program said when it was read", () => {
    expect(coolUntil({ cool_down_ms: 3_000 }, 10_000, undefined)).toBe(13_000);
    expect(coolUntil({ cool_down_ms: 0 }, 10_000, undefined)).toBe(0);
  });

  it("holds from the order on, before the program says so, and after its answer was lost", () => {
    const sending: Attempt = { state: "sending", reason: "", plate: "", at: 10_000 };
    expect(coolUntil({ cool_down_ms: 0 }, 0, sending)).toBe(10_000 + COOL_DOWN_MS);
    expect(coolUntil({ cool_down_ms: 0 }, 0, { state: "lost", at: 10_000 })).toBe(10_000 + COOL_DOWN_MS);
  });
});
