import { fireEvent, screen, waitFor } from "@testing-library/react";
import { useState } from "react";
import { describe, expect, it, vi } from "vitest";
import { StartContext } from "../../api";
import type { CityChange } from "../../bindings/CityChange";
import type { PairingCandidate } from "../../bindings/PairingCandidate";
import type { SessionPage } from "../../bindings/SessionPage";
import { startView } from "../../test/people";
import { NOON, sessionPage } from "../../test/sessions";
import { type Answers, fails, stage } from "../../test/stage";
import { CorrectDialog } from "./CorrectDialog";
import { actsOf, draftOf, fitting, momentOf, requestOf } from "./draft";
import { differences } from "./Preview";

const event = {
  plate: { text: "浙BA88K6", form: "ordinary" as const },
  vehtype: "02",
  hpys: "蓝",
  arrived_at: NOON,
  departed_at: null,
};
const change: CityChange = {
  business_id: "b5f1",
  kind: "arrival",
  act: "sent_again",
  before: event,
  after: { ...event, plate: { text: "浙BA88K8", form: "ordinary" } },
};

const other: PairingCandidate = {
  session: 12,
  version: "w1",
  plate: { text: "浙BA8BK6", form: "ordinary" },
  likeness: "one_look_alike",
  state: "awaiting_arrival",
  arrived_at: null,
  departed_at: NOON + 60_000,
  arrival_lane: "",
  departure_lane: "3 号出口",
};

interface ShownProps {
  first: SessionPage;
  /** As it is once it was read again. */
  then: SessionPage;
  onMoved: (session: number) => void;
  onClose: () => void;
}

function Shown({ first, then, ...on }: ShownProps) {
  const [page, setPage] = useState(first);
  return (
    <StartContext value={startView()}>
      <CorrectDialog page={page} onReload={() => setPage(then)} {...on} />
    </StartContext>
  );
}

function show(answers: Answers = {}, first: SessionPage = sessionPage(), then = first) {
  const on = { onMoved: vi.fn(), onClose: vi.fn() };
  const shown = stage(<Shown first={first} then={then} {...on} />, {
    preview_correction: { session: 11, changes: [change] },
    correct_session: { session: 11, changes: [change] },
    pairing_candidates: [other],
    ...answers,
  });
  return { ...shown, ...on };
}

const type = (label: string | RegExp, value: string) =>
  fireEvent.change(screen.getByLabelText(label), { target: { value } });
const send = () => screen.getByTestId("correct-session-send") as HTMLButtonElement;
const choose = (act: string) => fireEvent.click(document.querySelector(`[data-chip=${act}]`) as HTMLElement);

describe("putting a session right", () => {
  it("shows what the city is told otherwise before it can be done, and wants a reason", async () => {
    const { calls, count } = show();
    expect(send().disabled).toBe(true);
    type("正确的车牌", "浙ba88k8");
    expect((await screen.findByTestId("correct-preview")).textContent).toContain("对市平台");
    await waitFor(() => expect(screen.getByTestId("correct-preview").textContent).toContain("浙BA88K8"));
    expect(send().disabled).toBe(true);
    type(/为什么/, " 看照片 ");
    expect(send().disabled).toBe(false);
    expect(count("correct_session")).toBe(0);
    fireEvent.click(send());
    await waitFor(() =>
      expect(calls).toContainEqual({
        command: "correct_session",
        payload: {
          session: 11,
          version: "v1",
          change: { change: "plate", plate: "浙BA88K8" },
          reason: "看照片",
        },
      }),
    );
  });

  it("says who else mended it, reads it again, and keeps what was typed", async () => {
    const { answers, calls, onClose } = show(
      { correct_session: fails("changed_meanwhile") },
      sessionPage(),
      sessionPage({ version: "v2" }),
    );
    type("正确的车牌", "浙BA88K8");
    type(/为什么/, "看照片");
    await waitFor(() => expect(send().disabled).toBe(false));
    fireEvent.click(send());
    await screen.findByTestId("changed-meanwhile");
    expect((screen.getByLabelText("正确的车牌") as HTMLInputElement).value).toBe("浙BA88K8");
    expect((screen.getByLabelText(/为什么/) as HTMLInputElement).value).toBe("看照片");
    expect(onClose).not.toHaveBeenCalled();

    answers.correct_session = { session: 11, changes: [] };
    await waitFor(() => expect(send().disabled).toBe(false));
    fireEvent.click(send());
    await waitFor(() => expect(onClose).toHaveBeenCalled());
    expect(calls.at(-1)?.payload).toMatchObject({ version: "v2" });
  });

  it("cannot be done while the program says that it makes no sense", async () => {
    show({ preview_correction: fails("invalid", { field: "change", problem: "before" }) });
    choose("departed_at");
    type("正确的出场时间", "2026-11-22 11:00:00");
    type(/为什么/, "看照片");
    await screen.findByRole("alert");
    expect(send().disabled).toBe(true);
  });

  it("goes to the session that holds both halves then", async () => {
    const { onMoved } = show(
      { correct_session: { session: 12, changes: [] } },
      sessionPage({ arrival_seen: false, state: "awaiting_arrival" }),
    );
    type("正确的车牌", "浙BA88K8");
    type(/为什么/, "看照片");
    await waitFor(() => expect(send().disabled).toBe(false));
    fireEvent.click(send());
    await waitFor(() => expect(onMoved).toHaveBeenCalledWith(12));
  });

  it("offers what may be the other half", async () => {
    const open = sessionPage({ departed_at: null, state: "open" });
    const { calls } = show({}, open);
    choose("join");
    const candidate = await screen.findByTestId("candidate");
    fireEvent.click(candidate.querySelector("input") as HTMLElement);
    await waitFor(() =>
      expect(calls.at(-1)?.payload).toEqual({
        session: 11,
        version: "v1",
        change: { change: "join", other: 12, other_version: "w1" },
      }),
    );
  });
});

describe("what can be put right", () => {
  const awaiting = sessionPage({ arrived_at: null, arrival_seen: false, state: "awaiting_arrival" });
  const open = sessionPage({ departed_at: null, state: "open" });

  it("follows from how a session stands", () => {
    expect(actsOf(sessionPage())).toEqual(["plate", "arrived_at", "departed_at", "kind", "split", "swap"]);
    expect(actsOf(open)).toEqual(["plate", "arrived_at", "kind", "join", "exit_missed"]);
    expect(actsOf(awaiting)).toEqual(["plate", "departed_at", "kind", "join"]);
  });

  it("gives the exit to whichever session has the arrival", () => {
    const inside = { ...other, session: 13, version: "x", arrived_at: NOON, departed_at: null };
    const draft = { ...draftOf(awaiting, "join"), other: 13 };
    expect(fitting(awaiting, "join", [other, inside])).toEqual([inside]);
    expect(requestOf(awaiting, draft, [inside])).toEqual({
      session: 13,
      version: "x",
      change: { change: "join", other: 11, other_version: "v1" },
    });
  });

  it("asks nothing while nothing differs", () => {
    for (const act of ["plate", "arrived_at", "departed_at", "kind", "join", "swap"] as const)
      expect(requestOf(sessionPage(), draftOf(sessionPage(), act), [])).toBeUndefined();
  });

  it("knows seconds, and what is no time", () => {
    expect(momentOf("2026-11-22 12:00:08")).toBe(NOON + 8_000);
    expect(momentOf("2026/11/22 12:00")).toBe(NOON);
    expect(momentOf("2026-11-22 12:00:61")).toBeUndefined();
    expect(momentOf("noon")).toBeUndefined();
  });

  it("tells only what differs", () => {
    expect(differences(change)).toEqual([["车牌", "浙BA88K6", "浙BA88K8"]]);
    expect(differences({ ...change, before: null }).length).toBe(3);
  });
});
