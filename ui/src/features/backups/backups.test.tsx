import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { MemoryRouter } from "react-router";
import { describe, expect, it, vi } from "vitest";
import { StartContext } from "../../api";
import type { BackupsView } from "../../bindings/BackupsView";
import { m } from "../../messages/messages.js";
import { administrator } from "../../test/registers";
import { type Answers, fails, stage } from "../../test/stage";
import { BackupsScreen } from "./BackupsScreen";

const view: BackupsView = {
  plan: { daily: true, keep: 7, folder: "", all_photos: false },
  folder: "/data/backups",
  readable: true,
  files: [
    {
      file: "/data/backups/a.backup",
      name: "a.backup",
      bytes: 48_200_000,
      at: 1_795_276_800_000,
      program: "0.1.0",
    },
    { file: "/data/backups/cut.backup", name: "cut.backup", bytes: 12, at: null, program: "" },
  ],
  running: null,
  failure: null,
  restore: null,
  restored: null,
};

const preview = {
  file: "/data/backups/a.backup",
  at: 0,
  program: "0.1.0",
  newer: false,
  passages: 12,
  acts: 3,
};

function show(answers: Answers = {}) {
  return stage(
    <MemoryRouter initialEntries={["/backups"]}>
      <StartContext value={administrator}>
        <BackupsScreen />
      </StartContext>
    </MemoryRouter>,
    { backups: view, ...answers },
  );
}

const rows = async () => await screen.findAllByTestId("backup-file");
const payload = (calls: { command: string; payload: unknown }[], command: string) =>
  calls.find((call) => call.command === command)?.payload;

describe("backups", () => {
  it("are listed, checked, and offered to be put back only where they are backups", async () => {
    const { calls } = show({
      check_backup: ({ file }) => ({ fault: file.endsWith("cut.backup") ? "it is cut short" : null }),
    });
    const [whole, cut] = await rows();
    if (!whole || !cut) throw new Error("two backups were told");
    within(whole).getByText("2026-11-22 00:00:00");
    within(whole).getByText(m.backup_size_mb({ count: "48" }));
    expect(within(cut).queryByTestId("backup-restore")).toBeNull();
    await userEvent.click(within(whole).getByTestId("backup-check"));
    await userEvent.click(within(cut).getByTestId("backup-check"));
    await within(cut).findByText(m.backup_broken({ why: "it is cut short" }));
    expect(within(whole).getByTestId("backup-checked").dataset.whole).toBe("true");
    expect(payload(calls, "check_backup")).toEqual({ file: "/data/backups/a.backup" });
  });

  it("show how far one is and why one was not made", async () => {
    const { answers, tell } = show({
      backups: { ...view, running: { stage: "verify", percent: 40 } },
    });
    expect((await screen.findByTestId("backup-running")).textContent).toContain("40");
    expect(screen.getByTestId("backup-make").className).toContain("loading");
    answers.backups = { ...view, failure: { at: 0, why: { code: "disk_full", params: {} } } };
    await tell({ kind: "changed", tags: ["backups"] });
    const failed = await screen.findByTestId("backup-failed");
    expect(failed.textContent).toContain(m.backup_failed_keeps());
    expect(screen.queryByTestId("backup-running")).toBeNull();
  });

  it("have a plan whose folder is judged where it is kept", async () => {
    const { calls, answers } = show({
      set_backup_plan: fails("invalid", { field: "folder", problem: "not_writable" }),
    });
    const folder = await screen.findByLabelText(m.backup_to());
    expect(screen.getByTestId<HTMLButtonElement>("backup-save").disabled).toBe(true);
    await userEvent.type(folder, "/stick");
    await userEvent.click(screen.getByTestId("backup-save"));
    await vi.waitFor(() => expect(folder.getAttribute("aria-invalid")).toBe("true"));
    answers.set_backup_plan = null;
    await userEvent.click(screen.getByTestId("backup-save"));
    await vi.waitFor(() => expect(folder.getAttribute("aria-invalid")).toBe("false"));
    expect(payload(calls, "set_backup_plan")).toEqual({ ...view.plan, folder: "/stick" });
    const keep = screen.getByLabelText(m.backup_keep());
    await userEvent.clear(keep);
    await userEvent.type(keep, "91");
    screen.getByText(m.backup_keep_wrong());
    expect(screen.getByTestId<HTMLButtonElement>("backup-save").disabled).toBe(true);
  });
});

describe("a backup that is to be put back", () => {
  it("is looked into first, from the list or by its path", async () => {
    const { calls } = show({ preview_restore: preview, ask_restore: null });
    await userEvent.type(await screen.findByLabelText(m.backup_elsewhere_file()), " /old/b.backup ");
    await userEvent.click(screen.getByTestId("backup-look"));
    const dialog = await screen.findByTestId("restore-preview");
    await within(dialog).findByText(m.backup_restore_passages({ count: 12 }));
    within(dialog).getByText(m.backup_restore_acts({ count: 3 }));
    await userEvent.click(screen.getByTestId("restore-ask"));
    await vi.waitFor(() => expect(screen.queryByTestId("restore-preview")).toBeNull());
    expect(payload(calls, "ask_restore")).toEqual({ file: "/old/b.backup" });
  });

  it("of a newer program is refused", async () => {
    show({ preview_restore: { ...preview, newer: true } });
    const [first] = await rows();
    if (!first) throw new Error("a backup was told");
    await userEvent.click(within(first).getByTestId("backup-restore"));
    await screen.findByText(m.backup_restore_newer());
    expect(screen.getByTestId<HTMLButtonElement>("restore-ask").disabled).toBe(true);
  });

  it("waits for the next start and can be withdrawn, and what became of one is told", async () => {
    const { calls, answers, tell } = show({
      backups: { ...view, restore: "/data/backups/a.backup" },
      withdraw_restore: null,
    });
    await userEvent.click(await screen.findByTestId("backup-withdraw"));
    await vi.waitFor(() => expect(payload(calls, "withdraw_restore")).toBeNull());
    answers.backups = { ...view, restored: { file: "/x", why: null, kept: "/data/backups/replaced.d" } };
    await tell({ kind: "changed", tags: ["backups"] });
    const done = await screen.findByTestId("backup-restored");
    expect(done.dataset.done).toBe("true");
    expect(done.textContent).toContain("/data/backups/replaced.d");
  });
});
