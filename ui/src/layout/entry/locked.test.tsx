import { act, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { StartContext } from "../../api";
import type { AttendantTile } from "../../bindings/AttendantTile";
import type { Me } from "../../bindings/Me";
import { m } from "../../messages/messages.js";
import { person, startView } from "../../test/people";
import { type Answers, fails, type Stage, stage } from "../../test/stage";
import { useIdleLock } from "../frame/useIdleLock";
import { Locked } from "./Locked";

const LOCKED = person();
const OTHERS: AttendantTile[] = [
  { id: 3, name: "值班员 03" },
  { id: 4, name: "值班员 04" },
  { id: 5, name: "值班员 05" },
];

function lock(me: Me = LOCKED, answers: Answers = {}): Stage {
  return stage(
    <StartContext value={{ ...startView(), me, locked: true }}>
      <Locked me={me} />
    </StartContext>,
    { attendants: OTHERS, ...answers },
  );
}

const sent = (shown: Stage, command: string) =>
  shown.calls.filter((call) => call.command === command).map((call) => call.payload);
const typed = (count: number, name = LOCKED.name) =>
  screen.findByRole("img", { name: m.layout_pin_typed({ name, count }) });
const button = (name: string) => screen.getByRole("button", { name }) as HTMLButtonElement;
const enter = () => button(m.layout_pin_enter());

describe("the PIN pad of the lock", () => {
  test("takes digits from the keys alone and submits by Enter, once", async () => {
    const shown = lock(LOCKED, { unlock: () => new Promise<never>(() => undefined) });
    await screen.findByText(m.layout_locked_title({ name: LOCKED.name }));
    await userEvent.keyboard("25");
    await typed(2);
    await userEvent.keyboard("{Enter}");
    expect(sent(shown, "unlock"), "two digits are no PIN").toEqual([]);
    await userEvent.keyboard("7{Backspace}80");
    await typed(4);
    await userEvent.keyboard("{Enter}{Enter}");
    await vi.waitFor(() => expect(enter().disabled).toBe(true));
    expect(sent(shown, "unlock")).toEqual([{ secret: "2580", by_pin: true }]);
  });

  test("takes them by its buttons too, and no more than eight", async () => {
    const shown = lock(LOCKED, { unlock: LOCKED });
    expect(enter().disabled).toBe(true);
    for (const digit of ["1", "3", "5", "7"]) await userEvent.click(button(digit));
    await userEvent.click(button(m.layout_pin_erase()));
    for (const digit of ["9", "0", "2", "4", "6", "8"]) await userEvent.click(button(digit));
    await typed(8);
    await userEvent.click(enter());
    await vi.waitFor(() => expect(sent(shown, "unlock")).toEqual([{ secret: "13590246", by_pin: true }]));
  });

  test("is reached and pressed by Tab and Space alone", async () => {
    lock();
    await screen.findByText(m.layout_someone_else());
    for (let step = 0; step < 30 && document.activeElement !== button("5"); step += 1) await userEvent.tab();
    expect(document.activeElement).toBe(button("5"));
    await userEvent.keyboard(" ");
    await typed(1);
  });

  test("says that a PIN is wrong, wipes it, and takes the next", async () => {
    const shown = lock(LOCKED, { unlock: fails("wrong_secret") });
    await userEvent.keyboard("1111{Enter}");
    await screen.findByText(m.layout_pin_wrong());
    await typed(0);
    await userEvent.keyboard("2");
    await typed(1);
    expect(screen.queryByText(m.layout_pin_wrong()), "typing anew").toBeNull();
    await userEvent.keyboard("222{Enter}");
    await vi.waitFor(() => expect(sent(shown, "unlock")).toHaveLength(2));
    await screen.findByText(m.layout_pin_wrong());
  });

  test("never shows what was typed", async () => {
    lock();
    await userEvent.keyboard("8361");
    await typed(4);
    expect(document.body.textContent).not.toContain("8361");
    expect(document.body.innerHTML).not.toContain("8361");
  });

  test("says why where it is no wrong PIN", async () => {
    lock(LOCKED, { unlock: fails("host_unreachable") });
    await userEvent.keyboard("2580{Enter}");
    await screen.findByText(m.errors_host_unreachable_what());
    expect(screen.queryByText(m.layout_pin_wrong())).toBeNull();
  });
});

describe("a lockout", () => {
  beforeEach(() => vi.useFakeTimers({ shouldAdvanceTime: true, now: 1_700_000_000_000 }));
  afterEach(() => vi.useRealTimers());
  const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));
  const keys = userEvent.setup({ advanceTimers: (ms) => vi.advanceTimersByTime(ms) });

  test("is counted down, takes no digit meanwhile, and ends by itself", async () => {
    const shown = lock(LOCKED, { unlock: fails("locked_out", { remaining_s: 30 }) });
    await keys.keyboard("1111{Enter}");
    const seconds = async () => {
      const said = (await screen.findByRole("alert")).textContent ?? "";
      return Number(/\d+/.exec(said)?.[0]);
    };
    await vi.waitFor(async () => expect(await seconds()).toBeGreaterThan(27));
    const first = await seconds();
    expect(button("5").disabled).toBe(true);
    await keys.keyboard("2580{Enter}");
    await typed(0);
    expect(sent(shown, "unlock")).toHaveLength(1);
    await pass(10_000);
    expect(await seconds()).toBeLessThanOrEqual(first - 9);

    await pass(21_000);
    expect((await screen.findByRole("alert")).textContent).toBe("");
    expect(button("5").disabled).toBe(false);
    shown.answers.unlock = LOCKED;
    await keys.keyboard("2580{Enter}");
    await vi.waitFor(() => expect(sent(shown, "unlock")).toHaveLength(2));
  });

  test("holds for a password too", async () => {
    lock(person({ role: "administrator", has_pin: false }), {
      unlock: fails("locked_out", { remaining_s: 20 }),
    });
    await keys.type(screen.getByLabelText(m.layout_password()), "not the one{Enter}");
    await vi.waitFor(() => expect(screen.getByRole("alert").textContent).toMatch(/\d/));
    const unlock = () => screen.getByRole("button", { name: /解\s?锁/ }) as HTMLButtonElement;
    expect(unlock().disabled).toBe(true);
    await pass(21_000);
    expect(unlock().disabled).toBe(false);
    const field = screen.getByLabelText(m.layout_password()) as HTMLInputElement;
    expect(field.value, "nothing typed is lost").toBe("not the one");
  });
});

describe("somebody else", () => {
  test("takes over by the keys alone: his tile, his PIN", async () => {
    const shown = lock(LOCKED, { sign_in: person({ id: 5 }) });
    await userEvent.click(await screen.findByRole("button", { name: m.layout_someone_else() }));
    expect(screen.queryByRole("button", { name: LOCKED.name }), "who locked it is not among them").toBeNull();
    await userEvent.keyboard("2");
    await typed(0, "值班员 05");
    await userEvent.keyboard("2468{Enter}");
    await vi.waitFor(() =>
      expect(sent(shown, "sign_in")).toEqual([{ name: "值班员 05", secret: "2468", by_pin: true }]),
    );
    expect(sent(shown, "unlock")).toEqual([]);
  });

  test("may go back, and what went wrong for one is not said of the other", async () => {
    lock(LOCKED, { sign_in: fails("wrong_secret") });
    await userEvent.click(await screen.findByRole("button", { name: m.layout_someone_else() }));
    await userEvent.keyboard("1");
    await typed(0, "值班员 04");
    await userEvent.keyboard("1111{Enter}");
    await screen.findByText(m.layout_pin_wrong());
    await userEvent.click(button(m.layout_someone_else()));
    await userEvent.click(button("值班员 05"));
    await typed(0, "值班员 05");
    expect(screen.queryByText(m.layout_pin_wrong())).toBeNull();
    await userEvent.click(button(m.layout_back_to({ name: LOCKED.name })));
    await typed(0);
  });

  test("is not offered where there is nobody else; signing out always is", async () => {
    const shown = lock(LOCKED, { attendants: OTHERS.slice(0, 1), sign_out: null });
    await vi.waitFor(() => expect(shown.count("attendants")).toBe(1));
    expect(screen.queryByRole("button", { name: m.layout_someone_else() })).toBeNull();
    await userEvent.click(button(m.layout_sign_out()));
    await vi.waitFor(() => expect(shown.count("sign_out")).toBe(1));
  });
});

function Idle() {
  useIdleLock();
  return <input aria-label="field" />;
}

describe("an idle screen", () => {
  beforeEach(() => vi.useFakeTimers({ now: 1_700_000_000_000 }));
  afterEach(() => vi.useRealTimers());

  const idle = (idle_lock_s: number) =>
    stage(
      <StartContext value={{ ...startView(), idle_lock_s }}>
        <Idle />
      </StartContext>,
      { lock: null },
    );
  const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));

  test("is locked after its time, and not while somebody is there", async () => {
    const shown = idle(60);
    await pass(50_000);
    window.dispatchEvent(new KeyboardEvent("keydown", { key: "a" }));
    await pass(50_000);
    expect(shown.count("lock")).toBe(0);
    await pass(11_000);
    expect(shown.count("lock")).toBe(1);
  });

  test("is never locked where that is off", async () => {
    const shown = idle(0);
    await pass(24 * 3_600_000);
    expect(shown.count("lock")).toBe(0);
  });
});
