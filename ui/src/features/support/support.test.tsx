import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { MemoryRouter } from "react-router";
import { describe, expect, it, vi } from "vitest";
import { StartContext } from "../../api";
import type { LogPage } from "../../bindings/LogPage";
import type { LogRequest } from "../../bindings/LogRequest";
import { m } from "../../messages/messages.js";
import { administrator } from "../../test/registers";
import { type Answers, fails, stage } from "../../test/stage";
import { SupportScreen } from "./SupportScreen";

const page: LogPage = {
  lines: [
    {
      at: "2026-11-21T08:00:00.000+08:00",
      level: "warn",
      target: "gate_app",
      text: "a lane was not opened \u202e",
      fields: [{ name: "plate", value: "[plate abcdefghij]" }],
    },
  ],
  days: ["2026-11-21", "2026-11-20"],
  cut: false,
};

const preview = {
  id: "1",
  at: 0,
  parts: [
    { name: "README.txt", bytes: 10, text: "what is what", cut: false },
    { name: "logs/a.log", bytes: 999, text: "the end", cut: true },
  ],
};

function show(answers: Answers = {}) {
  return stage(
    <MemoryRouter initialEntries={["/support"]}>
      <StartContext value={administrator}>
        <SupportScreen />
      </StartContext>
    </MemoryRouter>,
    { logs: page, ...answers },
  );
}

describe("the log", () => {
  it("shows lines by level, day and text", async () => {
    const { calls } = show();
    const lines = within(await screen.findByTestId("support-lines"));
    lines.getByText(/plate=\[plate abcdefghij\]/);
    expect(screen.getByTestId("support-lines").textContent).not.toContain("\u202e");
    await userEvent.selectOptions(screen.getByTestId("support-day"), "2026-11-20");
    await userEvent.click(screen.getByRole("button", { name: m.support_level_error() }));
    const last = () => calls.filter((one) => one.command === "logs").at(-1)?.payload as LogRequest;
    await vi.waitFor(() => expect(last()).toMatchObject({ level: "error", day: "2026-11-20" }));
  });

  it("says that nothing fits", async () => {
    show({ logs: { lines: [], days: [], cut: false } });
    await screen.findByText(m.support_none());
  });
});

describe("the support bundle", () => {
  it("is looked at before it is saved, and what is saved is what was looked at", async () => {
    const file = { name: "s.zip", media_type: "application/zip", base64: "", rows: 2 };
    const { calls, saved } = show({ preview_support: preview, save_support: file });
    await userEvent.click(await screen.findByTestId("support-bundle"));
    await screen.findByText("what is what");
    await userEvent.click(screen.getByRole("button", { name: /logs\/a\.log/ }));
    screen.getByText("the end");
    screen.getByText(m.support_cut());
    await userEvent.click(screen.getByTestId("support-save"));
    await vi.waitFor(() => expect(saved).toEqual(["s.zip"]));
    expect(calls.find((one) => one.command === "save_support")?.payload).toEqual({ id: "1" });
    expect(calls.filter((one) => one.command === "preview_support")).toHaveLength(1);
  });

  it("stays open where saving fails", async () => {
    const gone = fails("not_found", { what: "support" });
    const { saved } = show({ preview_support: preview, save_support: gone });
    await userEvent.click(await screen.findByTestId("support-bundle"));
    await screen.findByText("what is what");
    await userEvent.click(screen.getByTestId("support-save"));
    await screen.findByText(m.errors_not_found_what());
    expect(saved).toEqual([]);
  });
});
