import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { passage } from "../../../test/samples";
import { fails, stage } from "../../../test/stage";
import { Feed } from "./Feed";

const items = (...ids: number[]) => ids.map((id) => passage({ id }));
const rows = () => screen.queryAllByTestId("feed-row").map((row) => Number(row.dataset.passage));
const more = { kind: "changed", tags: ["passages"] } as const;

async function show() {
  const onOpen = vi.fn();
  const shown = stage(<Feed onOpen={onOpen} />, { feed: items(3, 2, 1) });
  await waitFor(() => expect(rows()).toEqual([3, 2, 1]));
  return { ...shown, onOpen };
}

afterEach(() => vi.useRealTimers());

describe("the feed", () => {
  it("shows a new passage at once while nobody reads", async () => {
    const { answers, tell } = await show();
    answers.feed = items(4, 3, 2, 1);
    await tell({ ...more, tags: [...more.tags] });
    await waitFor(() => expect(rows()).toEqual([4, 3, 2, 1]));
  });

  it("does not move while somebody points at it; what is new waits behind a button", async () => {
    const { answers, tell } = await show();
    fireEvent.pointerMove(screen.getByTestId("feed"));
    answers.feed = items(5, 4, 3, 2, 1);
    await tell({ ...more, tags: [...more.tags] });
    expect((await screen.findByTestId("feed-new")).textContent).toContain("2");
    expect(rows()).toEqual([3, 2, 1]);
    fireEvent.click(screen.getByTestId("feed-new"));
    await waitFor(() => expect(rows()).toEqual([5, 4, 3, 2, 1]));
  });

  it("does not move while it is scrolled", async () => {
    const { answers, tell } = await show();
    const list = screen.getByTestId("feed");
    list.scrollTop = 100;
    fireEvent.scroll(list);
    answers.feed = items(4, 3, 2, 1);
    await tell({ ...more, tags: [...more.tags] });
    await screen.findByTestId("feed-new");
    expect(rows()).toEqual([3, 2, 1]);
    list.scrollTop = 0;
    fireEvent.scroll(list);
    await waitFor(() => expect(rows()).toEqual([4, 3, 2, 1]));
  });

  it("goes on when a pointer only lies there", async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    await show();
    fireEvent.pointerMove(screen.getByTestId("feed"));
    expect(screen.getByTestId("feed").dataset.reading).toBe("true");
    act(() => void vi.advanceTimersByTime(21_000));
    expect(screen.getByTestId("feed").dataset.reading).toBe("false");
  });

  it("goes on when it was scrolled and then left", async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    await show();
    const list = screen.getByTestId("feed");
    list.scrollTop = 100;
    fireEvent.scroll(list);
    act(() => void vi.advanceTimersByTime(60_000));
    expect(list.dataset.reading).toBe("true");
    act(() => void vi.advanceTimersByTime(61_000));
    expect(list.dataset.reading).toBe("false");
    expect(list.scrollTop).toBe(0);
  });

  it("is walked with the keys and opened with Enter's click", async () => {
    const { onOpen } = await show();
    fireEvent.keyDown(document.body, { key: "ArrowDown" });
    const focused = () => Number((document.activeElement as HTMLElement).dataset.passage);
    expect(focused()).toBe(3);
    const press = (key: string) => fireEvent.keyDown(document.activeElement as Element, { key });
    press("ArrowDown");
    expect(focused()).toBe(2);
    press("End");
    expect(focused()).toBe(1);
    press("ArrowUp");
    press("Home");
    expect(focused()).toBe(3);
    fireEvent.click(document.activeElement as Element);
    expect(onOpen.mock.calls[0]?.[0].id).toBe(3);
    press("Escape");
    expect(document.activeElement).toBe(document.body);
  });

  it("says that nothing has passed, and that it cannot be read", async () => {
    stage(<Feed onOpen={() => undefined} />, { feed: [] });
    expect(await screen.findByText("还没有通行记录")).toBeTruthy();
    document.body.replaceChildren();
    stage(<Feed onOpen={() => undefined} />, { feed: fails("database_failed") });
    expect(within(await screen.findByRole("alert")).getByRole("button")).toBeTruthy();
  });
});
