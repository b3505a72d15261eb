import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import type { ReactNode } from "react";
import { MemoryRouter } from "react-router";
import { describe, expect, it, vi } from "vitest";
import { StartContext } from "../../api";
import type { VehiclesRequest } from "../../bindings/VehiclesRequest";
import { administrator, carPark, vehicle, vehicles, write } from "../../test/registers";
import { withSizes } from "../../test/sized";
import { type Answers, fails, stage } from "../../test/stage";
import { VehicleFormDialog } from "./VehicleFormDialog";
import { VehiclesScreen } from "./VehiclesScreen";

withSizes();

const TOTAL = 10_000;

function show(ui: ReactNode, answers: Answers = {}, address = "/vehicles") {
  return stage(
    <MemoryRouter initialEntries={[address]}>
      <StartContext value={administrator}>{ui}</StartContext>
    </MemoryRouter>,
    {
      car_parks: [carPark],
      mirrors: [],
      vehicles: ({ filter, offset, limit }: VehiclesRequest) =>
        vehicles(filter.text === "" ? TOTAL : 3, offset, limit),
      ...answers,
    },
  );
}

const screenOf = (onBatch = vi.fn()) => (
  <VehiclesScreen
    onPlate={vi.fn()}
    onHistory={vi.fn()}
    onImport={vi.fn()}
    onExport={vi.fn()}
    onBatch={onBatch}
  />
);
const asked = (calls: { command: string; payload: unknown }[]) =>
  calls.filter((call) => call.command === "vehicles").map((call) => call.payload as VehiclesRequest);

describe("the table of vehicles", () => {
  it("reads what is on screen, and not ten thousand rows", async () => {
    const { calls } = show(screenOf());
    await screen.findByText("全部");
    await waitFor(() => expect(screen.getAllByTestId("table-row").length).toBeGreaterThan(10));
    expect(asked(calls).every((request) => request.limit <= 100 && request.offset <= 100)).toBe(true);
    expect(screen.getByRole("grid").getAttribute("aria-rowcount")).toBe(String(TOTAL + 1));
  });

  it("searches with every key, keeps the focus, and shows the old rows until the new ones come", async () => {
    let answer: (() => void) | undefined;
    const { calls } = show(screenOf(), {
      vehicles: ({ filter, offset, limit }: VehiclesRequest) =>
        filter.text === "12"
          ? new Promise((resolve) => {
              answer = () => resolve(vehicles(3, offset, limit));
            })
          : vehicles(TOTAL, offset, limit),
    });
    const field = await screen.findByTestId("vehicles-search");
    await waitFor(() => expect(screen.getAllByTestId("table-row").length).toBeGreaterThan(10));
    await userEvent.type(field, "12");
    await waitFor(() => expect(asked(calls).map((request) => request.filter.text)).toContain("12"));
    expect(document.activeElement).toBe(field);
    expect(screen.getAllByTestId("table-row").length).toBeGreaterThan(10);
    expect(screen.getByRole("grid").getAttribute("aria-busy")).toBe("true");
    await waitFor(() => expect(answer).toBeDefined());
    answer?.();
    await waitFor(() => expect(screen.getAllByTestId("table-row")).toHaveLength(3));
    expect(document.activeElement).toBe(field);
  });

  it("begins with the filters of its address", async () => {
    const { calls } = show(
      screenOf(),
      {},
      "/vehicles?text=WXM&validity=within30&sort=valid_until&order=down",
    );
    await screen.findByTestId("vehicles-table");
    expect(asked(calls)[0]).toMatchObject({
      filter: { text: "WXM", validity: "within30" },
      sort: "valid_until",
      descending: true,
    });
  });

  it("renews all that the filter leaves, with the number that was seen", async () => {
    const begun = vi.fn();
    const { calls } = show(screenOf(begun), {
      start_batch: {
        id: 7,
        work: { work: "renew_months", months: 3 },
        state: "running",
        total: TOTAL,
        left: TOTAL,
        done: 0,
        failed: 0,
        unknown: 0,
        by: "",
        at: 0,
        ended_at: null,
      },
    });
    await userEvent.click(await screen.findByTestId("choose-all"));
    await userEvent.click(screen.getByTestId("renew-many"));
    const dialog = await screen.findByTestId("many-dialog");
    const months = within(dialog).getByRole("textbox");
    await userEvent.clear(months);
    expect(screen.getByTestId("many-begin")).toHaveProperty("disabled", true);
    await userEvent.type(months, "3");
    await userEvent.click(screen.getByTestId("many-begin"));
    await waitFor(() => expect(begun).toHaveBeenCalledWith(7));
    expect(calls.find((call) => call.command === "start_batch")?.payload).toEqual({
      work: { work: "renew_months", months: 3 },
      on: { rows: "filtered", filter: { text: "" }, expected: TOTAL },
    });
  });
});

describe("registering", () => {
  const fill = async () => {
    const form = await screen.findByTestId("vehicle-form");
    await userEvent.type(within(form).getByLabelText("车牌"), "浙B12345");
    await userEvent.type(within(form).getByLabelText(/车主/), "王一");
    await userEvent.type(within(form).getByLabelText(/手机号/), "13800000000");
    await userEvent.click(within(form).getByRole("button", { name: "12 个月" }));
    return form;
  };

  it("says the platform's words and loses nothing that was typed", async () => {
    const { count } = show(<VehicleFormDialog onClose={vi.fn()} />, {
      add_vehicle: write({ outcome: "refused", answer: "车位数超过上限" }),
    });
    const form = await fill();
    await userEvent.keyboard("{Control>}{Enter}{/Control}");
    expect((await screen.findByTestId("write-notice")).textContent).toContain("车位数超过上限");
    expect(within(form).getByLabelText("车牌")).toHaveProperty("value", "浙B12345");
    expect(count("add_vehicle")).toBe(1);
  });

  it("never sends again what may have been done, and checks when asked to", async () => {
    const { count } = show(<VehicleFormDialog onClose={vi.fn()} />, {
      add_vehicle: write({ outcome: "unknown" }),
      check_write: write({ outcome: "done" }),
    });
    await fill();
    await userEvent.click(screen.getByTestId("vehicle-save"));
    await screen.findByTestId("check-write");
    expect(screen.getByTestId("vehicle-save")).toHaveProperty("disabled", true);
    await userEvent.keyboard("{Control>}{Enter}{/Control}");
    expect(count("add_vehicle")).toBe(1);
    await userEvent.click(screen.getByTestId("check-write"));
    await waitFor(() => expect(screen.getByTestId("write-notice").getAttribute("data-state")).toBe("done"));
  });

  it("stays as it is when the platform cannot be reached", async () => {
    const close = vi.fn();
    show(<VehicleFormDialog onClose={close} />, { add_vehicle: fails("platform_unreachable") });
    const form = await fill();
    await userEvent.click(screen.getByTestId("vehicle-save"));
    await screen.findByText("连不上开放平台");
    expect(close).not.toHaveBeenCalled();
    expect(within(form).getByTestId("valid-until")).toHaveProperty("value", expect.stringMatching(/^20/));
  });

  it("sends nothing while something is wrong, and says where", async () => {
    const { count } = show(<VehicleFormDialog onClose={vi.fn()} />);
    await userEvent.click(await screen.findByTestId("vehicle-save"));
    await screen.findByText("请填车牌号");
    expect(count("add_vehicle")).toBe(0);
  });

  it("changes a registration without its owner's name where nobody touched it", async () => {
    const { calls } = show(<VehicleFormDialog vehicle={vehicle()} onClose={vi.fn()} />, {
      change_vehicle: write({ operation: "change_vehicle" }),
    });
    await userEvent.click(await screen.findByTestId("vehicle-save"));
    await waitFor(() => expect(calls.some((call) => call.command === "change_vehicle")).toBe(true));
    expect(calls.find((call) => call.command === "change_vehicle")?.payload).not.toHaveProperty("owner");
  });
});
