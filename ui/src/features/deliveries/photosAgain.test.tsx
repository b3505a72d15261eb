import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { MemoryRouter } from "react-router";
import { describe, expect, it, vi } from "vitest";
import { StartContext } from "../../api";
import type { PhotoAgainItem } from "../../bindings/PhotoAgainItem";
import type { PhotoBatchPage } from "../../bindings/PhotoBatchPage";
import type { PhotosAgain } from "../../bindings/PhotosAgain";
import { delivery, deliveryDay } from "../../test/deliveries";
import { startView } from "../../test/people";
import { carPark } from "../../test/registers";
import { withSizes } from "../../test/sized";
import { type Answers, fails, stage } from "../../test/stage";
import { DayTable } from "./DayTable";
import { DeliveriesScreen } from "./DeliveriesScreen";

withSizes();

function show(answers: Answers) {
  return stage(
    <MemoryRouter initialEntries={["/deliveries?view=list&state=parked"]}>
      <StartContext value={startView()}>
        <DeliveriesScreen onSession={vi.fn()} />
      </StartContext>
    </MemoryRouter>,
    { car_parks: [carPark], ...answers },
  );
}

const photo = (id: number) => delivery({ id, at: id * 1_000, kind: "departure_photo", state: "parked" });
const again = (
  session: number,
  kind: PhotoAgainItem["kind"],
  img_index: number | null,
  what: PhotoAgainItem["what"],
): PhotoAgainItem => ({
  session,
  plate: { text: `浙B0000${session}`, form: "ordinary" },
  kind,
  img_index,
  at: session,
  what,
});
const look: PhotosAgain = {
  batch: null,
  send: 1,
  fetch: 1,
  under_way: 0,
  missing: 1,
  rows: [
    again(9, "departure_photo", null, "missing"),
    again(8, "departure_photo", 1, "send"),
    again(7, "arrival_photo", 1, "fetch"),
  ],
};
const page = (change: Partial<PhotoBatchPage["batch"]> = {}): PhotoBatchPage => ({
  batch: {
    id: 4,
    by: "booth",
    at: 1_000,
    total: 2,
    delivered: 0,
    parked: 0,
    given_up: 0,
    under_way: 2,
    cancellable: 2,
    ...change,
  },
  rows: [photo(21), photo(22)],
});
const payloads = (calls: { command: string; payload: unknown }[], command: string) =>
  calls.filter((call) => call.command === command).map((call) => call.payload);

async function chooseAll() {
  for (const row of await screen.findAllByTestId("table-row")) {
    await userEvent.click(within(row).getByRole("checkbox"));
  }
  await userEvent.click(screen.getByTestId("photos-again-open"));
}

describe("photos again", () => {
  it("says what each comes to, sends, follows the batch and stops it, though the choice left the list", async () => {
    const { calls, answers, tell } = show({
      deliveries: { rows: [photo(3), photo(1)], next: null },
      preview_photos_again: look,
      send_photos_again: { ...look, batch: 4 },
      photo_batch: page(),
      cancel_photo_batch: { cancelled: 1, restored: 1, sent: 1, others: 0 },
    });
    await chooseAll();
    const rows = await screen.findAllByTestId("photos-again-row");
    expect(rows.map((row) => row.textContent?.includes("哪里都没有"))).toEqual([true, false, false]);
    const counts = screen.getAllByTestId("photos-again-count").map((one) => one.dataset.what);
    expect(counts).toEqual(["send", "fetch", "under_way", "missing"]);
    answers.deliveries = { rows: [], next: null };
    const send = screen.getByTestId("photos-again-send");
    expect(send.textContent).toContain("2");
    await userEvent.click(send);
    expect(payloads(calls, "send_photos_again")).toEqual([{ which: "chosen", ids: [3, 1] }]);
    expect((await screen.findByTestId("photo-batch")).dataset.open).toBe("2");
    expect(screen.getAllByTestId("photo-batch-row")).toHaveLength(2);
    answers.photo_batch = page({ delivered: 1, under_way: 1, cancellable: 1 });
    await tell({ kind: "changed", tags: ["deliveries"] });
    await waitFor(() => expect(screen.getByTestId("photo-batch").dataset.open).toBe("1"));
    expect(screen.getByRole("status").textContent).toContain("1 / 2");
    answers.photo_batch = page({ delivered: 1, given_up: 1, under_way: 0, cancellable: 0 });
    await userEvent.click(screen.getByTestId("photo-batch-stop"));
    expect(payloads(calls, "cancel_photo_batch")).toEqual([{ id: 4 }]);
    await waitFor(() => expect(screen.queryByTestId("photo-batch-stop")).toBeNull());
  });

  it("sends nothing where nothing is to be had", async () => {
    show({
      deliveries: { rows: [photo(3)], next: null },
      preview_photos_again: { ...look, send: 0, fetch: 0, rows: look.rows.slice(0, 1) },
    });
    await chooseAll();
    await screen.findByTestId("photos-again-row");
    expect(screen.getByTestId<HTMLButtonElement>("photos-again-send").disabled).toBe(true);
  });

  it("says when it could not", async () => {
    show({
      deliveries: { rows: [photo(3)], next: null },
      preview_photos_again: look,
      send_photos_again: fails("database_failed"),
    });
    await chooseAll();
    await screen.findAllByTestId("photos-again-row");
    await userEvent.click(screen.getByTestId("photos-again-send"));
    expect(await screen.findByRole("alert")).toBeTruthy();
    expect(screen.queryByTestId("photo-batch")).toBeNull();
  });

  it("lists the batches and leads to one and back", async () => {
    const { calls } = show({
      deliveries: { rows: [], next: null },
      photo_batches: [page().batch],
      photo_batch: page(),
    });
    await userEvent.click(await screen.findByTestId("photo-batches-open"));
    const one = await screen.findByTestId("photo-batch-of");
    expect(one.textContent).toContain("booth");
    await userEvent.click(within(one).getByRole("button"));
    expect(await screen.findByTestId("photo-batch")).toBeTruthy();
    expect(payloads(calls, "photo_batch")).toEqual([{ id: 4 }]);
    await userEvent.click(screen.getByRole("button", { name: "全部批次" }));
    expect(await screen.findByTestId("photo-batch-of")).toBeTruthy();
  });

  it("are of a whole day from its row", async () => {
    const { calls } = stage(
      <MemoryRouter>
        <DayTable days={[deliveryDay({ day: "2026-11-20", owed: 4 })]} parks={[carPark]} several={false} />
      </MemoryRouter>,
      { preview_photos_again: look },
    );
    await userEvent.click(screen.getByRole("button", { name: /2026-11-20/ }));
    await screen.findAllByTestId("photos-again-row");
    expect(payloads(calls, "preview_photos_again")).toEqual([
      { which: "day", day: "2026-11-20", parking_id: "P1" },
    ]);
  });
});
