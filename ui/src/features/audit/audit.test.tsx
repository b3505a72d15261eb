import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { MemoryRouter } from "react-router";
import { describe, expect, it, vi } from "vitest";
import { StartContext } from "../../api";
import type { AuditItem } from "../../bindings/AuditItem";
import type { AuditRequest } from "../../bindings/AuditRequest";
import { m } from "../../messages/messages.js";
import { administrator } from "../../test/registers";
import { withSizes } from "../../test/sized";
import { type Answers, stage } from "../../test/stage";
import { AuditScreen } from "./AuditScreen";
import { told } from "./useAuditColumns";

withSizes();

const row = (id: number, change: Partial<AuditItem> = {}): AuditItem => ({
  id,
  at: 1_795_305_600_000,
  actor: "booth",
  action: "lane_open",
  subject: "P1/3",
  fields: [{ name: "reason", before: null, after: "送货" }],
  ...change,
});

function show(answers: Answers = {}, at = "/audit") {
  return stage(
    <MemoryRouter initialEntries={[at]}>
      <StartContext value={administrator}>
        <AuditScreen />
      </StartContext>
    </MemoryRouter>,
    { audit: { rows: [row(7)], next: null }, audit_actors: ["booth", "system"], ...answers },
  );
}

const asked = (calls: { command: string; payload: unknown }[]) =>
  calls.filter((one) => one.command === "audit").map((one) => one.payload as AuditRequest);

describe("the audit log", () => {
  it("tells acts in words, and one that it does not know as it is", async () => {
    show({ audit: { rows: [row(8), row(7, { action: "made.later" })], next: null } });
    const table = within(await screen.findByTestId("audit-table"));
    await table.findByText(m.audit_action_lane_open());
    table.getByText("made.later");
    table.getAllByText(`${m.audit_field_reason()}: 送货`);
  });

  it("shows before and after beside each other", async () => {
    const fields = [
      { name: "role", before: "attendant", after: "administrator" },
      { name: "x.y", before: "1", after: "1" },
    ];
    show({ audit: { rows: [row(7, { action: "account_change", fields })], next: null } });
    const table = within(await screen.findByTestId("audit-table"));
    const words = m.audit_arrow({ before: "attendant", after: "administrator" });
    await userEvent.click(await table.findByText(`${m.audit_field_role()}: ${words}`));
    const panel = within(await screen.findByTestId("audit-row"));
    panel.getByText("attendant");
    panel.getByText("administrator");
    panel.getByText("x.y");
    panel.getByText(m.audit_same());
  });

  it("asks for who, what and the fragment", async () => {
    const { calls } = show();
    await screen.findByRole("option", { name: "booth" });
    await userEvent.selectOptions(screen.getByTestId("audit-who"), "booth");
    await userEvent.selectOptions(screen.getByTestId("audit-what"), "photo.send");
    await vi.waitFor(() =>
      expect(asked(calls).at(-1)?.search).toMatchObject({ actor: "booth", action: "photo.send" }),
    );
  });

  it("looks further back by itself until something was found or the end is reached", async () => {
    const audit = vi.fn((request: AuditRequest) =>
      request.before === undefined
        ? { rows: [], next: { id: 50, at: 1_795_305_600_000 } }
        : { rows: [row(3)], next: null },
    );
    show({ audit });
    await screen.findByText(m.audit_all({ count: 1 }));
    expect(audit.mock.calls.map(([request]) => request.before)).toEqual([undefined, 50]);
  });

  it("says that the log is whole, or from which row on it is not", async () => {
    const { answers } = show({ verify_audit: { rows: 12, fault: null } });
    await userEvent.click(screen.getByTestId("audit-verify"));
    await screen.findByText(m.audit_whole({ rows: 12 }));
    answers.verify_audit = { rows: 4, fault: { kind: "missing", row: 5 } };
    await userEvent.click(screen.getByTestId("audit-verify"));
    await screen.findByText(m.audit_broken({ row: 5 }));
    expect(screen.getByTestId("audit-verified").textContent).toContain(m.audit_fault_missing());
  });

  it("takes away what is shown", async () => {
    const file = { name: "审计日志.csv", media_type: "text/csv", base64: "", rows: 1 };
    const { calls, saved } = show({ export_audit: file }, "/audit?who=booth");
    await userEvent.click(screen.getByTestId("audit-export-csv"));
    await vi.waitFor(() => expect(saved).toEqual(["审计日志.csv"]));
    const exported = calls.find((one) => one.command === "export_audit");
    expect(exported?.payload).toMatchObject({ search: { actor: "booth" }, format: "csv" });
  });
});

describe("a row in one line", () => {
  it("leaves out what did not change and shows unseen characters", () => {
    const line = told([
      { name: "same", before: "1", after: "1" },
      { name: "role", before: "a", after: "b\u202e" },
      { name: "gone", before: "x", after: null },
    ]);
    expect(line).not.toContain("same");
    expect(line).not.toContain("\u202e");
    expect(line).toContain(m.audit_arrow({ before: "x", after: "—" }));
  });
});
