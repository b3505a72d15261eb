import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import type { SessionPage } from "../../bindings/SessionPage";
import { attempt, delivery, NOON, refusedPhoto, sessionPage } from "../../test/sessions";
import { type Answers, fails, stage } from "../../test/stage";
import { helpText } from "./helpText";
import { lineOf } from "./lines";
import { SessionScreen } from "./SessionScreen";

function show(page: SessionPage | (() => never), answers: Answers = {}) {
  const on = { onBack: vi.fn(), onPlate: vi.fn(), onSession: vi.fn() };
  const shown = stage(<SessionScreen session={11} {...on} />, { session_page: page, ...answers });
  return { ...shown, ...on };
}

const told = JSON.stringify({
  vehnum: "浙BA88KG",
  vehtype: "02",
  hpys: "蓝",
  parktime: "2026-11-22 12:00:00",
});

describe("the page of a session", () => {
  it("says where the city has something else than what stands", async () => {
    show(sessionPage({ deliveries: [delivery({}, { payload: told })] }));
    const table = await screen.findByTestId("session-compare");
    const row = (name: string) => within(table.querySelector(`[data-row=${name}]`) as HTMLElement);
    expect(row("plate").getByText("与现在的不同")).toBeTruthy();
    expect(row("arrival").queryByText("与现在的不同")).toBeNull();
  });

  it("says which photos the city has, and which it lacks", async () => {
    const kind = "departure_photo" as const;
    const old = delivery({ id: 2, kind, img_index: 3, delivered_at: NOON });
    const later = delivery({ id: 3, kind, img_index: 3, delivered_at: NOON + 9_000 });
    show(sessionPage({ deliveries: [old, later, refusedPhoto({ img_index: 4 })] }));
    const table = await screen.findByTestId("session-compare");
    const row = table.querySelector(`[data-row=${kind}]`)?.textContent ?? "";
    expect(row.match(/第 3 张/g)).toHaveLength(1);
    expect(row).toContain("停下，要人处理");
    // A passage that nobody saw has no photo: it is said, and not left out.
    expect(row).toContain("没有拍到");
  });

  it("tries one parked delivery again", async () => {
    const { calls } = show(sessionPage({ deliveries: [refusedPhoto()] }), {
      retry_deliveries: { freed: 1, more: false },
    });
    fireEvent.click(await screen.findByTestId("retry-delivery"));
    await waitFor(() =>
      expect(calls).toContainEqual({
        command: "retry_deliveries",
        payload: { which: "chosen", ids: [4] },
      }),
    );
  });

  it("takes a file that is dropped anywhere on it, and nothing else", async () => {
    const { count } = show(sessionPage({ deliveries: [refusedPhoto()] }), {
      fit_photo: fails("photo_wrong", { why: "broken" }),
    });
    await screen.findByTestId("session");
    fireEvent.drop(window, { dataTransfer: { types: ["text/plain"], files: [] } });
    expect(screen.queryByTestId("photo-again")).toBeNull();
    fireEvent.dragOver(window, { dataTransfer: { types: ["Files"], files: [] } });
    await screen.findByTestId("drop-here");
    const file = new File([new Uint8Array(4)], "车.jpg");
    fireEvent.drop(window, { dataTransfer: { types: ["Files"], files: [file] } });
    expect((await screen.findByRole("alert")).textContent).toContain("图片不完整");
    expect(count("fit_photo")).toBe(1);
    expect(screen.queryByTestId("drop-here")).toBeNull();
  });

  it("says that a visit is gone, and not that something broke", async () => {
    const { onBack } = show(fails("not_found", { what: "session" }));
    expect(await screen.findByText(/没有这次停车/)).toBeTruthy();
    fireEvent.click(screen.getByTestId("session-back"));
    expect(onBack).toHaveBeenCalled();
  });

  it("offers to read again where reading failed", async () => {
    show(fails("database_failed"));
    expect(await screen.findByRole("alert")).toBeTruthy();
    expect(screen.getByRole("button", { name: "再试一次" })).toBeTruthy();
  });
});

describe("what happened, in words", () => {
  const page = sessionPage({
    deliveries: [refusedPhoto()],
    corrections: [
      { field: "pairing", before: "", after: "departure of 12", reason: "看照片", by: "陈默", at: NOON },
    ],
  });

  it("names who corrected what and why", () => {
    expect(lineOf(page, { at: NOON, what: "corrected", index: 0 })?.words).toBe(
      "陈默 把配对改为 停车 12 的出场：看照片",
    );
  });

  it("gives a refusal with the city's words", () => {
    const line = lineOf(page, { at: NOON, what: "tried", delivery: 4, attempt: 0 });
    expect(line?.tone).toBe("bad");
    expect(line?.words).toContain("图片校验失败");
  });

  it("leaves out what the page does not hold", () => {
    expect(lineOf(page, { at: NOON, what: "passed", passage: 99 })).toBeUndefined();
    expect(lineOf(page, { at: NOON, what: "tried", delivery: 4, attempt: 9 })).toBeUndefined();
  });
});

describe("the text for the help desk", () => {
  const text = helpText(
    sessionPage({
      deliveries: [
        delivery({}, { payload: '{"portpwd":"SECRET"}', attempts: [attempt({ answer: "\u202eBAD" })] }),
        refusedPhoto(),
      ],
    }),
  );

  it("holds ids, times, answers and digests", () => {
    for (const part of [
      "b5f1",
      "浙BA88K6",
      "2026-11-22 12:00:00",
      "图片校验失败",
      "0".repeat(32),
      "HTTP 200",
    ])
      expect(text).toContain(part);
  });

  it("holds nothing of the requests, and obeys nothing in others' words", () => {
    expect(text).not.toContain("SECRET");
    expect(text).not.toContain("\u202e");
  });
});
