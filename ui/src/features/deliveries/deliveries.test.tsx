import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { MemoryRouter } from "react-router";
import { describe, expect, it, vi } from "vitest";
import { StartContext } from "../../api";
import type { DeliveriesRequest } from "../../bindings/DeliveriesRequest";
import type { StartView } from "../../bindings/StartView";
import { m } from "../../messages/messages.js";
import { delivery, reasonGroup } from "../../test/deliveries";
import { startView } from "../../test/people";
import { administrator, carPark } from "../../test/registers";
import { withSizes } from "../../test/sized";
import { type Answers, fails, stage } from "../../test/stage";
import { DeliveriesScreen } from "./DeliveriesScreen";

withSizes();

interface Show {
  answers: Answers;
  address: string;
  who?: StartView;
  onSession?: (session: number) => void;
}

function show({ answers, address, who = administrator, onSession = vi.fn() }: Show) {
  return stage(
    <MemoryRouter initialEntries={[`/deliveries?${address}`]}>
      <StartContext value={who}>
        <DeliveriesScreen onSession={onSession} />
      </StartContext>
    </MemoryRouter>,
    { car_parks: [carPark], ...answers },
  );
}

const parked = (id: number) =>
  delivery({ id, session: id + 100, at: id * 1_000, state: "parked", reason: "refused", answer: "车牌不符" });
const some = [parked(3), delivery({ id: 2, at: 2_000, state: "waiting", waits_for: "photo" }), parked(1)];
const list = { rows: some, next: null };
const rows = () => screen.findAllByTestId("table-row");
const payloads = (calls: { command: string; payload: unknown }[], command: string) =>
  calls.filter((call) => call.command === command).map((call) => call.payload);

describe("the list of deliveries", () => {
  it("goes on over pages without rows until it finds some", async () => {
    const onSession = vi.fn();
    const { calls } = show({
      address: "view=list&reason=photo_lost",
      onSession,
      answers: {
        deliveries: ({ before }: DeliveriesRequest) => {
          if (!before) return { rows: [], next: { at: 9_000, id: 9 } };
          return before.id > 5 ? { rows: [], next: { at: 4_000, id: 4 } } : { rows: [parked(1)], next: null };
        },
      },
    });
    await waitFor(() => expect(screen.getAllByTestId("table-row")[0]?.textContent).toContain("车牌不符"));
    expect(payloads(calls, "deliveries")).toHaveLength(3);
    await userEvent.click((await rows())[0] as HTMLElement);
    expect(onSession).toHaveBeenCalledWith(101);
  });

  it("sends what the city lost again after asking once, chosen or all of a day", async () => {
    const delivered = (id: number, session: number) => delivery({ id, session, state: "delivered" });
    const { calls } = show({
      address: "view=list&state=delivered&range=days&first=2026-11-20&last=2026-11-20",
      answers: {
        deliveries: { rows: [delivered(9, 2), delivered(8, 1), parked(7)], next: null },
        send_once_more: { owed: 2 },
      },
    });
    await rows();
    await userEvent.click(screen.getByTestId("send-once-more"));
    expect(payloads(calls, "send_once_more")).toEqual([]);
    const asked = await screen.findByRole("dialog");
    await userEvent.click(within(asked).getByRole("button", { name: m.deliveries_once_more_filtered() }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    for (const row of await rows()) await userEvent.click(within(row).getByRole("checkbox"));
    await userEvent.click(screen.getByTestId("send-once-more"));
    const again = await screen.findByRole("dialog");
    await userEvent.click(within(again).getByRole("button", { name: m.deliveries_once_more({ count: 2 }) }));
    await waitFor(() => expect(payloads(calls, "send_once_more")).toHaveLength(2));
    expect(payloads(calls, "send_once_more")[0]).toMatchObject({
      which: "filtered",
      filter: { state: "delivered", first_day: "2026-11-20", last_day: "2026-11-20" },
    });
    expect(payloads(calls, "send_once_more")[1]).toEqual({ which: "chosen", ids: [8, 9] });
  });

  it("retries what needs a person of what is chosen, and nothing else", async () => {
    const { calls } = show({
      address: "view=list",
      answers: { deliveries: list, retry_deliveries: { freed: 2, more: false } },
    });
    for (const row of await rows()) await userEvent.click(within(row).getByRole("checkbox"));
    await userEvent.click(screen.getByTestId("retry"));
    expect(payloads(calls, "retry_deliveries")).toEqual([{ which: "chosen", ids: [3, 1] }]);
    await waitFor(() => expect(screen.queryByTestId("give-up")).toBeNull());
  });

  it("takes back those photos of what is chosen that are not sent yet", async () => {
    const photo = (id: number, cancellable: boolean) =>
      delivery({
        id,
        at: id * 1_000,
        kind: "departure_photo",
        state: "waiting",
        asked_by: "admin",
        cancellable,
      });
    const { calls } = show({
      address: "view=list",
      answers: {
        deliveries: { rows: [photo(5, true), photo(4, false), photo(3, true)], next: null },
        cancel_photos: { cancelled: 1, restored: 0, sent: 1, others: 0 },
      },
    });
    for (const row of await rows()) await userEvent.click(within(row).getByRole("checkbox"));
    await userEvent.click(screen.getByTestId("cancel-photos"));
    expect(payloads(calls, "cancel_photos")).toEqual([{ ids: [5, 3] }]);
    await waitFor(() => expect(screen.queryByTestId("cancel-photos")).toBeNull());
  });

  it("gives up only with a reason, keeps what was typed when refused, and offers it to administrators", async () => {
    const { calls, answers } = show({
      address: "view=list",
      answers: { deliveries: list, give_up_deliveries: fails("not_found") },
    });
    await userEvent.click(within((await rows())[0] as HTMLElement).getByRole("checkbox"));
    await userEvent.click(screen.getByTestId("give-up"));
    const send = await screen.findByTestId<HTMLButtonElement>("give-up-send");
    expect(send.disabled).toBe(true);
    const field = screen.getByRole<HTMLInputElement>("textbox", { name: /为什么放弃/ });
    await userEvent.type(field, "  摄像头坏了 ");
    await userEvent.click(send);
    expect(await screen.findByRole("alert")).toBeTruthy();
    expect(field.value).toBe("  摄像头坏了 ");
    answers.give_up_deliveries = { given_up: 2 };
    await userEvent.click(send);
    await waitFor(() => expect(screen.queryByTestId("give-up-dialog")).toBeNull());
    expect(payloads(calls, "give_up_deliveries").at(-1)).toEqual({ ids: [3], reason: "摄像头坏了" });
  });

  it("does not offer an attendant to give up", async () => {
    show({ address: "view=list", who: startView(), answers: { deliveries: list } });
    await userEvent.click(within((await rows())[0] as HTMLElement).getByRole("checkbox"));
    expect(screen.getAllByTestId("retry")).toHaveLength(1);
    expect(screen.queryByTestId("give-up")).toBeNull();
  });

  it("shows a new state although the first page reads the same", async () => {
    const { answers, tell } = show({ address: "view=list", answers: { deliveries: list } });
    await rows();
    answers.deliveries = { rows: [delivery({ id: 3, at: 3_000 }), ...some.slice(1)], next: null };
    await tell({ kind: "changed", tags: ["deliveries"] });
    await waitFor(async () => expect((await rows())[0]?.textContent).toContain("已送达"));
  });

  it("says what to do when it cannot be read", async () => {
    show({ address: "view=list", answers: { deliveries: fails("database_failed") } });
    expect(within(await screen.findByRole("alert")).getByRole("button")).toBeTruthy();
  });
});

describe("the reasons", () => {
  it("retry all of a reason and its words, until none is left", async () => {
    const freed = [5_000, 300];
    const { calls } = show({
      address: "view=reasons",
      answers: {
        delivery_reasons: [reasonGroup({ count: 5_300 })],
        retry_deliveries: () => ({ freed: freed.shift() ?? 0, more: freed.length > 0 }),
      },
    });
    await userEvent.click(await screen.findByTestId("retry"));
    await waitFor(() => expect(payloads(calls, "retry_deliveries")).toHaveLength(2));
    expect(payloads(calls, "retry_deliveries")[0]).toEqual({
      which: "filtered",
      filter: { parking_id: "P1", state: "parked", reason: "refused", words: "车牌不符", text: "" },
    });
    const rowsOf = screen.getByTestId("reason-rows").getAttribute("href") ?? "";
    expect(decodeURIComponent(rowsOf)).toContain("reason=refused&words=车牌不符");
  });

  it("offer nothing to retry where waiting is all there is, and resuming to administrators", async () => {
    const held = reasonGroup({ reason: "held", remedy: "resume", words: null, count: 7, since: 1_000 });
    const waits = reasonGroup({ reason: "awaits_photo", remedy: "wait", words: null });
    const { calls } = show({
      address: "view=reasons",
      answers: { delivery_reasons: [held, waits], resume_reporting: { car_parks: ["P1"] } },
    });
    await userEvent.click(await screen.findByTestId("reporting-hold"));
    const dialog = within(await screen.findByRole("dialog"));
    expect(screen.getByTestId("reporting-dialog").textContent).toContain("7");
    await userEvent.click(dialog.getByRole("button", { name: "恢复上报" }));
    expect(payloads(calls, "resume_reporting")).toEqual([{ parking_id: "P1" }]);
    expect(screen.queryByTestId("retry")).toBeNull();
  });

  it("say when there is none", async () => {
    show({ address: "view=reasons", answers: { delivery_reasons: [] } });
    expect(await screen.findByText("没有什么挡住上报")).toBeTruthy();
  });
});
