import { fireEvent, render, screen } from "@testing-library/react";
import { useState } from "react";
import { describe, expect, it, vi } from "vitest";
import { KeyRoot, KeyScope, keyRegistry, useKeys, useTyping } from "./keys";
import type { KeyBinding } from "./registry";

function Uses({ bindings, typing }: { bindings: KeyBinding[]; typing?: (event: KeyboardEvent) => void }) {
  useKeys(bindings);
  useTyping(typing ?? (() => undefined));
  return <input aria-label="field" />;
}

function Counter({ see }: { see: (count: number) => void }) {
  const [count, setCount] = useState(0);
  useKeys([
    { keys: "A", label: "count", run: () => setCount(count + 1) },
    { keys: "B", label: "see", run: () => see(count) },
  ]);
  return null;
}

const press = (key: string, options: KeyboardEventInit = {}, target: Element = document.body) =>
  fireEvent.keyDown(target, { key, ...options });

describe("shortcuts", () => {
  it("fire on the screen, and not while somebody types in a field", () => {
    const run = vi.fn();
    render(<KeyRoot>{<Uses bindings={[{ keys: "1", label: "one", run }]} />}</KeyRoot>);
    press("1");
    expect(run).toHaveBeenCalledTimes(1);
    press("1", {}, screen.getByLabelText("field"));
    expect(run).toHaveBeenCalledTimes(1);
  });

  it("fire in a field where they say so", () => {
    const run = vi.fn();
    render(<KeyRoot>{<Uses bindings={[{ keys: "F1", label: "open", inFields: true, run }]} />}</KeyRoot>);
    expect(press("F1", {}, screen.getByLabelText("field"))).toBe(false);
    expect(run).toHaveBeenCalledTimes(1);
  });

  it("rest behind a dialog, but for those that fire everywhere", () => {
    const behind = vi.fn();
    const everywhere = vi.fn();
    const inside = vi.fn();
    render(
      <KeyRoot>
        <Uses
          bindings={[
            { keys: "F1", label: "behind", run: behind },
            { keys: "F2", label: "everywhere", everywhere: true, run: everywhere },
          ]}
        />
        <KeyScope>
          <Uses bindings={[{ keys: "1", label: "inside", run: inside }]} />
        </KeyScope>
      </KeyRoot>,
    );
    for (const key of ["F1", "F2", "1"]) press(key);
    expect([behind, everywhere, inside].map((run) => run.mock.calls.length)).toEqual([0, 1, 1]);
    expect(keyRegistry.list().map((binding) => binding.label)).toEqual(["everywhere", "inside"]);
  });

  it("are not repeated by holding the key, and never reach the browser", () => {
    const run = vi.fn();
    render(<KeyRoot>{<Uses bindings={[{ keys: "F1", label: "open", run }]} />}</KeyRoot>);
    press("F1");
    expect(press("F1", { repeat: true })).toBe(false);
    expect(run).toHaveBeenCalledTimes(1);
  });

  it("that are disabled stay in the help and do nothing", () => {
    const run = vi.fn();
    render(<KeyRoot>{<Uses bindings={[{ keys: "F1", label: "open", disabled: true, run }]} />}</KeyRoot>);
    expect(press("F1")).toBe(false);
    expect(run).not.toHaveBeenCalled();
    expect(keyRegistry.list()).toHaveLength(1);
  });

  it("tell modifiers apart, and take ? as it is typed", () => {
    const palette = vi.fn();
    const help = vi.fn();
    render(
      <KeyRoot>
        <Uses
          bindings={[
            { keys: "Ctrl+K", label: "palette", run: palette },
            { keys: "?", label: "help", run: help },
          ]}
        />
      </KeyRoot>,
    );
    press("k");
    press("k", { ctrlKey: true });
    press("?", { shiftKey: true });
    expect(palette).toHaveBeenCalledTimes(1);
    expect(help).toHaveBeenCalledTimes(1);
  });

  it("do what was drawn last", () => {
    const seen: number[] = [];
    render(<KeyRoot>{<Counter see={(count) => seen.push(count)} />}</KeyRoot>);
    press("b");
    press("a");
    press("a");
    press("b");
    expect(seen).toEqual([0, 2]);
  });

  it("are gone with their screen", () => {
    const run = vi.fn();
    const { unmount } = render(<KeyRoot>{<Uses bindings={[{ keys: "F1", label: "open", run }]} />}</KeyRoot>);
    unmount();
    press("F1");
    expect(run).not.toHaveBeenCalled();
    expect(keyRegistry.list()).toEqual([]);
  });
});

describe("just typing", () => {
  it("is heard where no field has the focus and no shortcut takes the key", () => {
    const typing = vi.fn();
    const run = vi.fn();
    render(<KeyRoot>{<Uses bindings={[{ keys: "1", label: "one", run }]} typing={typing} />}</KeyRoot>);
    for (const key of ["B", "7", "1", "Enter", "F5", " "]) press(key);
    press("a", { ctrlKey: true });
    press("x", {}, screen.getByLabelText("field"));
    expect(typing.mock.calls.map(([event]) => event.key)).toEqual(["B", "7"]);
  });

  it("hears the start of an input method, which has no character yet", () => {
    const typing = vi.fn();
    render(<KeyRoot>{<Uses bindings={[]} typing={typing} />}</KeyRoot>);
    press("Process", { keyCode: 229 });
    expect(typing).toHaveBeenCalledTimes(1);
  });
});
