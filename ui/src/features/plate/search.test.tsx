import { fireEvent, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import type { PlateHit } from "../../bindings/PlateHit";
import { type Answers, stage } from "../../test/stage";
import { PlateSearch } from "./PlateSearch";

const hit = (text: string): PlateHit => ({
  plate: { text, form: "ordinary" },
  standing: "temporary",
  type_name: null,
  owner: null,
  valid_until: null,
  inside_since: null,
  last_seen_at: null,
});
const all = ["浙BA88K6", "浙BK6123", "沪A9Q3D1"];
const find: NonNullable<Answers["search_plates"]> = ({ text }) =>
  all.filter((plate) => plate.includes(text)).map(hit);

function show(answer: NonNullable<Answers["search_plates"]> = find) {
  const onPlate = vi.fn();
  return { ...stage(<PlateSearch onPlate={onPlate} />, { search_plates: answer }), onPlate };
}

const hits = () => screen.queryAllByTestId("plate-hit");

describe("searching by typing anywhere", () => {
  it("finds a half-remembered plate in three keys", async () => {
    const { onPlate } = show();
    const user = userEvent.setup();
    await user.keyboard("8");
    expect((screen.getByTestId("plate-search") as HTMLInputElement).value).toBe("8");
    await user.keyboard("8");
    await waitFor(() => expect(hits()).toHaveLength(1));
    await user.keyboard("{Enter}");
    await waitFor(() => expect(onPlate).toHaveBeenCalledWith("浙BA88K6"));
    expect((screen.getByTestId("plate-search") as HTMLInputElement).value).toBe("");
  });

  it("lets an input method compose in the field from its first key on", () => {
    show();
    fireEvent.keyDown(document.body, { key: "Process", keyCode: 229 });
    expect(document.activeElement).toBe(screen.getByTestId("plate-search"));
  });

  it("goes through the hits with the arrows, around the end", async () => {
    const { onPlate } = show();
    const user = userEvent.setup();
    await user.keyboard("k6");
    await waitFor(() => expect(hits()).toHaveLength(2));
    const active = () => hits().findIndex((one) => one.getAttribute("aria-selected") === "true");
    expect(active()).toBe(0);
    await user.keyboard("{ArrowDown}");
    expect(active()).toBe(1);
    await user.keyboard("{ArrowDown}{ArrowUp}{Enter}");
    await waitFor(() => expect(onPlate).toHaveBeenCalledWith("浙BK6123"));
  });

  it("shows no answer to what was typed before, and Enter means what was typed last", async () => {
    const answers = new Map<string, (hits: PlateHit[]) => void>();
    const { onPlate } = show(
      ({ text }) =>
        new Promise((resolve) => {
          answers.set(text, resolve);
        }),
    );
    const user = userEvent.setup();
    await user.keyboard("k");
    await user.keyboard("6");
    await waitFor(() => expect(answers.size).toBe(2));
    answers.get("K")?.([hit("浙BK6123")]);
    await user.keyboard("{Enter}");
    expect(onPlate).not.toHaveBeenCalled();
    answers.get("K6")?.([hit("浙BA88K6")]);
    await waitFor(() => expect(onPlate).toHaveBeenCalledWith("浙BA88K6"));
    expect(onPlate).toHaveBeenCalledTimes(1);
  });

  it("says what to do where nothing was found, and tries the last characters", async () => {
    show();
    const user = userEvent.setup();
    await user.keyboard("b988k6");
    const nothing = await screen.findByTestId("plate-nothing");
    await user.click(nothing.querySelector("button") as HTMLButtonElement);
    await waitFor(() => expect(hits()).toHaveLength(1));
  });

  it("is left with Escape", async () => {
    show();
    const user = userEvent.setup();
    await user.keyboard("8{Escape}");
    expect(screen.queryByTestId("plate-results")).toBeNull();
    expect(document.activeElement).toBe(document.body);
  });
});
