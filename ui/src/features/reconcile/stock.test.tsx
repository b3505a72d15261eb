import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { MemoryRouter } from "react-router";
import { expect, it, vi } from "vitest";
import { StartContext } from "../../api";
import type { StockTaken } from "../../bindings/StockTaken";
import { discrepancy } from "../../test/deliveries";
import { administrator, carPark } from "../../test/registers";
import { withSizes } from "../../test/sized";
import { type Answers, fails, stage } from "../../test/stage";
import { ReconcileScreen } from "./ReconcileScreen";

withSizes();

const plate = (text: string) => ({ text, form: "ordinary" as const });

const taken: StockTaken = {
  parking_id: carPark.parking_id,
  counted_at: 0,
  seen: 2,
  twice: 0,
  known: 1,
  came_since: 0,
  without_plate: 0,
  unknown: [],
  missing: [
    discrepancy({ kind: "not_inside", session: 7, version: "v7", plate: plate("浙B77777"), arrived_at: 1 }),
    discrepancy({ kind: "not_inside", session: 8, version: "v8", plate: plate("浙B88888"), arrived_at: 2 }),
  ],
};

function show(answers: Answers) {
  return stage(
    <MemoryRouter initialEntries={["/reconcile?show=stock"]}>
      <StartContext value={administrator}>
        <ReconcileScreen onSession={vi.fn()} />
      </StartContext>
    </MemoryRouter>,
    { car_parks: [carPark], delivery_reasons: [], discrepancies: [], ...answers },
  );
}

it("compares what was pasted, and closes what was not seen only with a reason", async () => {
  const { calls } = show({ take_stock: taken, mark_exits_missed: { marked: [7, 8], skipped: [] } });
  await userEvent.type(await screen.findByTestId("stock-text"), "浙B12345 浙B54321");
  await userEvent.click(screen.getByTestId("stock-compare"));
  await screen.findByTestId("stock-result");
  expect(calls.find((call) => call.command === "take_stock")?.payload).toMatchObject({
    parking_id: carPark.parking_id,
    text: "浙B12345 浙B54321",
  });
  expect(calls.some((call) => call.command === "mark_exits_missed")).toBe(false);
  await userEvent.click(screen.getByTestId("mark-all"));
  await userEvent.type(await screen.findByRole("textbox", { name: /为什么/ }), "盘点");
  await userEvent.click(screen.getByTestId("mark-send"));
  await waitFor(() => expect(screen.queryAllByTestId("table-row")).toHaveLength(0));
  expect(calls.find((call) => call.command === "mark_exits_missed")?.payload).toEqual({
    sessions: [
      { session: 7, version: "v7" },
      { session: 8, version: "v8" },
    ],
    reason: "盘点",
  });
});

it("keeps what was typed when the comparison fails", async () => {
  show({ take_stock: fails("database_failed", { detail: "" }) });
  const text = await screen.findByTestId("stock-text");
  await userEvent.type(text, "浙B12345");
  await userEvent.click(screen.getByTestId("stock-compare"));
  await screen.findByRole("alert");
  expect((text as HTMLTextAreaElement).value).toBe("浙B12345");
});
