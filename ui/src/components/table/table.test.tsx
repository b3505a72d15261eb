import { act, fireEvent, render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { withSizes } from "../../test/sized";
import type { Column } from "./types";
import { VirtualTable, type VirtualTableProps } from "./VirtualTable";

interface Row {
  name: string;
}

const columns: readonly Column<Row>[] = [
  { id: "name", title: "Name", width: "10rem", sortable: true, cell: (row) => row.name },
];
const rows = Array.from({ length: 100_000 }, (_, at): Row => ({ name: `row ${at}` }));

withSizes();

function show(change: Partial<VirtualTableProps<Row>> = {}) {
  const props: VirtualTableProps<Row> = {
    label: "Rows",
    columns,
    total: rows.length,
    rowAt: (index) => rows[index],
    keyOf: (row) => row.name,
    ...change,
  };
  return render(<VirtualTable {...props} />);
}

const grid = () => screen.getByRole("grid", { name: "Rows" });
const drawn = () => within(grid()).getAllByTestId("table-row");

describe("a long table", () => {
  it("draws what is on screen and says how many there are", () => {
    show();
    expect(drawn().length).toBeGreaterThan(10);
    expect(drawn().length).toBeLessThan(60);
    expect(grid().getAttribute("aria-rowcount")).toBe("100001");
    expect(screen.getByText("row 0")).toBeTruthy();
  });

  it("draws what is scrolled to, and tells which rows those are", () => {
    const seen = vi.fn();
    show({ onSee: seen });
    const scroller = grid();
    act(() => {
      scroller.scrollTop = 1_900_000;
      fireEvent.scroll(scroller);
    });
    const first = Number(drawn()[0]?.getAttribute("aria-rowindex"));
    expect(first).toBeGreaterThan(40_000);
    expect(screen.queryByText("row 0")).toBeNull();
    const [from, to] = seen.mock.lastCall as [number, number];
    expect(from).toBe(first - 2);
    expect(to - from).toBeLessThan(60);
  });

  it("keeps the place of rows that are still being read", () => {
    show({ rowAt: (index) => (index < 3 ? rows[index] : undefined) });
    expect(drawn().filter((row) => row.getAttribute("data-row") !== null)).toHaveLength(3);
    expect(drawn().length).toBeGreaterThan(10);
  });

  it("begins at its top for another list", () => {
    const { rerender } = show({ startKey: "a" });
    grid().scrollTop = 5_000;
    rerender(
      <VirtualTable
        label="Rows"
        columns={columns}
        total={10}
        rowAt={(index) => rows[index]}
        keyOf={(row) => row.name}
        startKey="b"
      />,
    );
    expect(grid().scrollTop).toBe(0);
  });
});

it("takes nothing that its listener answers for something to do later", () => {
  const { unmount } = show({ onSee: () => false as never });
  expect(() => unmount()).not.toThrow();
});

describe("its keys", () => {
  it("go from row to row, and open the one that is named", async () => {
    const open = vi.fn();
    show({ onOpen: open });
    grid().focus();
    await userEvent.keyboard("{ArrowDown}{ArrowDown}");
    const active = document.getElementById(grid().getAttribute("aria-activedescendant") ?? "");
    expect(active?.getAttribute("aria-rowindex")).toBe("3");
    await userEvent.keyboard("{Enter}");
    expect(open).toHaveBeenCalledWith(rows[1]);
  });

  it("choose with Space", async () => {
    const toggle = vi.fn();
    show({
      selection: {
        isSelected: () => false,
        onToggle: toggle,
        all: "none",
        onToggleAll: () => undefined,
        allLabel: "all",
        rowLabel: (row) => row.name,
      },
    });
    grid().focus();
    await userEvent.keyboard("{ArrowDown} ");
    expect(toggle).toHaveBeenCalledWith(rows[0], 0, false);
  });
});

it("sorts by its headings and says which way", async () => {
  const sort = vi.fn();
  show({ onSort: sort, sort: { by: "name", descending: true } });
  expect(screen.getByRole("columnheader").getAttribute("aria-sort")).toBe("descending");
  await userEvent.click(screen.getByRole("button", { name: "Name" }));
  expect(sort).toHaveBeenCalledWith("name");
});
