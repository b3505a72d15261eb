import { fireEvent, screen, waitFor } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { passage } from "../../test/samples";
import { type Answers, fails, stage } from "../../test/stage";
import { CorrectPlate } from "./CorrectPlate";

const done = { session: 11, sent_again: 1, joined: false };

function show(answers: Answers = {}, change = {}) {
  const onClose = vi.fn();
  const shown = stage(<CorrectPlate passage={passage({ id: 5, ...change })} onClose={onClose} />, {
    correct_plate: done,
    ...answers,
  });
  return { ...shown, onClose };
}

const plateField = () => screen.getByLabelText("正确的车牌");
const type = (field: HTMLElement, value: string) => fireEvent.change(field, { target: { value } });
const sendButton = () => screen.getByTestId("correct-plate-send") as HTMLButtonElement;

describe("correcting a plate", () => {
  it("needs another plate and a reason", () => {
    show();
    expect(sendButton().disabled).toBe(true);
    type(screen.getByTestId("correct-plate-reason"), "看照片核对过");
    expect(sendButton().disabled).toBe(true);
    type(plateField(), "浙ba88k8");
    expect(sendButton().disabled).toBe(false);
  });

  it("sends the normalised plate with its reason", async () => {
    const { calls, onClose } = show();
    type(plateField(), "浙b·a88k8");
    type(screen.getByTestId("correct-plate-reason"), " 看照片核对过 ");
    fireEvent.click(sendButton());
    await waitFor(() => expect(onClose).toHaveBeenCalled());
    expect(calls).toContainEqual({
      command: "correct_plate",
      payload: { session: 11, plate: "浙BA88K8", reason: "看照片核对过" },
    });
  });

  it("loses nothing that was typed when it fails", async () => {
    const { onClose } = show({ correct_plate: fails("database_failed") });
    type(plateField(), "浙BA88K8");
    type(screen.getByTestId("correct-plate-reason"), "why");
    fireEvent.click(sendButton());
    await screen.findByRole("alert");
    expect((plateField() as HTMLInputElement).value).toBe("浙BA88K8");
    expect(onClose).not.toHaveBeenCalled();
  });

  it("is not offered for what belongs to no parking session", () => {
    show({}, { session: null });
    expect(screen.queryByTestId("correct-plate")).toBeNull();
    expect(screen.getByText(/还没有归入停车业务/)).toBeTruthy();
  });
});
