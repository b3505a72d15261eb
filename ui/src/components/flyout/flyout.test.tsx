import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { Flyout } from "./Flyout";

function show(onPick = vi.fn()) {
  render(
    <>
      <Flyout
        label="choices"
        button={(trigger) => (
          <button type="button" {...trigger}>
            more
          </button>
        )}
      >
        {(close) => (
          <button
            type="button"
            onClick={() => {
              onPick();
              close();
            }}
          >
            pick
          </button>
        )}
      </Flyout>
      <button type="button">elsewhere</button>
    </>,
  );
  return onPick;
}

const surface = () => screen.queryByRole("region", { name: "choices" });

test("its button opens it, what is chosen in it closes it", async () => {
  const picked = show();
  expect(surface()).toBeNull();
  await userEvent.click(screen.getByRole("button", { name: "more" }));
  expect(screen.getByRole("button", { name: "more" }).getAttribute("aria-expanded")).toBe("true");
  await userEvent.click(screen.getByRole("button", { name: "pick" }));
  expect(picked).toHaveBeenCalledOnce();
  expect(surface()).toBeNull();
  expect(document.activeElement, "the focus is not lost with what held it").toBe(
    screen.getByRole("button", { name: "more" }),
  );
});

test("Escape closes it, gives the focus back and reaches nobody else", async () => {
  show();
  const heard = vi.fn();
  window.addEventListener("keydown", heard);
  await userEvent.click(screen.getByRole("button", { name: "more" }));
  await userEvent.tab();
  await userEvent.keyboard("{Escape}");
  window.removeEventListener("keydown", heard);
  expect(surface()).toBeNull();
  expect(document.activeElement).toBe(screen.getByRole("button", { name: "more" }));
  expect(heard.mock.calls.map(([event]) => event.key)).not.toContain("Escape");
});

test("a click or the focus elsewhere closes it", async () => {
  show();
  await userEvent.click(screen.getByRole("button", { name: "more" }));
  await userEvent.click(screen.getByRole("button", { name: "elsewhere" }));
  expect(surface()).toBeNull();
  await userEvent.click(screen.getByRole("button", { name: "more" }));
  await userEvent.tab();
  expect(surface()).not.toBeNull();
  await userEvent.tab();
  expect(surface()).toBeNull();
});
