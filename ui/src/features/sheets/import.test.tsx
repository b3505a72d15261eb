import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { MemoryRouter } from "react-router";
import { describe, expect, it, vi } from "vitest";
import type { ImportRowsRequest } from "../../bindings/ImportRowsRequest";
import type { ImportRowView } from "../../bindings/ImportRowView";
import { carPark } from "../../test/registers";
import { withSizes } from "../../test/sized";
import { type Answers, fails, stage } from "../../test/stage";
import { ImportScreen } from "./ImportScreen";

withSizes();

const rows: ImportRowView[] = [
  {
    row: 2,
    plate: { text: "浙B12345", form: "ordinary" },
    verdict: "changed",
    changes: [{ field: "valid_until", before: "2026-01-01", after: "2027-01-01" }],
    problems: [],
  },
  {
    row: 3,
    plate: { text: "浙B12346", form: "ordinary" },
    verdict: "wrong",
    changes: [],
    problems: [
      {
        field: "valid_until",
        text: "<b>2026-13-01</b>",
        problem: "not_a_day",
        other_row: null,
        warning: false,
      },
      { field: "plate", text: "浙B12346", problem: "duplicate", other_row: 2, warning: false },
    ],
  },
];
const view = {
  id: "i1",
  kind: "vehicles",
  parking_id: "P1",
  name: "车辆.xlsx",
  columns: [
    { heading: "车牌号码", field: "plate" },
    { heading: "房号", field: null },
  ],
  rows: 2,
  added: 0,
  changed: 1,
  same: 0,
  wrong: 1,
} as const;

function show(answers: Answers, onBatch = vi.fn()) {
  return stage(
    <MemoryRouter>
      <ImportScreen onBack={vi.fn()} onBatch={onBatch} />
    </MemoryRouter>,
    {
      car_parks: [carPark],
      drop_import: null,
      preview_import: { ...view, columns: [...view.columns] },
      import_rows: ({ verdict }: ImportRowsRequest) => {
        const some = rows.filter((row) => !verdict || row.verdict === verdict);
        return { total: some.length, rows: some };
      },
      ...answers,
    },
  );
}

const choose = async (name = "车辆.xlsx", bytes = "PK") => {
  await waitFor(() => expect(screen.getByTestId("drop-zone")).toHaveProperty("disabled", false));
  await userEvent.upload(screen.getByTestId("import-file"), new File([bytes], name));
};

describe("an import", () => {
  it("shows what is wrong first, cell by cell, as text", async () => {
    const { calls } = show({});
    await choose();
    const table = await screen.findByTestId("import-rows");
    await waitFor(() => expect(within(table).getAllByTestId("table-row")).toHaveLength(1));
    expect(table.textContent).toContain("结束日期：“<b>2026-13-01</b>”不是日期");
    expect(table.textContent).toContain("和第 2 行重复");
    expect(screen.getByText(/没有用到：房号/)).toBeTruthy();
    expect(calls.find((call) => call.command === "preview_import")?.payload).toEqual({
      kind: "vehicles",
      parking_id: "P1",
      name: "车辆.xlsx",
      base64: btoa("PK"),
    });
  });

  it("shows what would change, before and after, and writes nothing until it is applied", async () => {
    const begun = vi.fn();
    const { count } = show(
      {
        apply_import: {
          id: 9,
          work: { work: "import", file: "车辆.xlsx" },
          state: "running",
          total: 1,
          left: 1,
          done: 0,
          failed: 0,
          unknown: 0,
          by: "",
          at: 0,
          ended_at: null,
        },
      },
      begun,
    );
    await choose();
    await userEvent.click(await screen.findByRole("button", { name: /^修改/ }));
    await screen.findByText(/2026-01-01 → 2027-01-01/);
    expect(count("apply_import")).toBe(0);
    expect(screen.getByTestId("import-apply").textContent).toContain("1");
    await userEvent.click(screen.getByTestId("import-apply"));
    await waitFor(() => expect(begun).toHaveBeenCalledWith(9));
  });

  it("says why a file cannot be taken, and takes the next", async () => {
    const { answers } = show({ preview_import: fails("file_wrong", { why: "encrypted" }) });
    await choose();
    await screen.findByText("文件加了密码，读不了");
    answers.preview_import = { ...view, columns: [...view.columns] };
    await choose();
    await screen.findByTestId("import-review");
  });

  it("forgets what was looked at when another file is taken", async () => {
    const { calls } = show({});
    await choose();
    await userEvent.click(await screen.findByTestId("import-again"));
    await waitFor(() => expect(calls.some((call) => call.command === "drop_import")).toBe(true));
  });
});
