import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import type { CouponForm } from "../../bindings/CouponForm";
import type { CouponItem } from "../../bindings/CouponItem";
import { carPark } from "../../test/registers";
import { type Answers, fails, stage } from "../../test/stage";
import { IssueCouponDialog } from "./IssueCouponDialog";

const item = (change: Partial<CouponItem> = {}): CouponItem => ({
  id: 1,
  parking_id: "P1",
  plate: { text: "浙B12345", form: "ordinary" },
  kind: "hours",
  amount: 1,
  expires_at: null,
  issued_by: "",
  issued_at: 0,
  outcome: "done",
  answer: null,
  ...change,
});

function show(answers: Answers, onClose = vi.fn()) {
  return stage(<IssueCouponDialog plate="浙B12345" onClose={onClose} />, {
    car_parks: [carPark],
    ...answers,
  });
}

const send = () => screen.getByTestId("coupon-send");
const issued = (calls: { command: string; payload: unknown }[]) =>
  calls.filter((call) => call.command === "issue_coupon").map((call) => call.payload as CouponForm);

describe("a coupon", () => {
  it("says in one sentence who gets what, with its unit, and until when", async () => {
    show({});
    expect(screen.getByTestId("coupon-sentence").textContent).toMatch(/浙B·12345.*1 小时.*前有效/);
    expect(send().textContent).toContain("1 小时");
    await userEvent.click(screen.getByText("减金额（元）"));
    expect(send().textContent).toContain("1 元");
    await userEvent.click(screen.getByRole("button", { name: "不过期" }));
    expect(screen.getByTestId("coupon-sentence").textContent).toContain("不过期");
  });

  it("is not sent beyond what the platform takes", async () => {
    const { calls } = show({});
    const amount = screen.getByTestId("coupon-amount");
    await userEvent.clear(amount);
    await userEvent.type(amount, "73");
    expect(send()).toHaveProperty("disabled", true);
    expect(screen.getByText(/1 到 72 小时 的整数/)).toBeTruthy();
    expect(issued(calls)).toEqual([]);
  });

  it("asks before the same is issued twice, with when it was", async () => {
    const close = vi.fn();
    const { calls } = show(
      {
        issue_coupon: (form: CouponForm) =>
          form.again ? item() : fails("repeated", { ago_s: 12, outcome: "done" })(),
      },
      close,
    );
    await waitFor(() => expect(send()).toHaveProperty("disabled", false));
    await userEvent.click(send());
    const question = await screen.findByTestId("coupon-repeated");
    expect(question.textContent).toContain("12 秒");
    expect(question.textContent).toContain("浙B·12345");
    await userEvent.click(screen.getByTestId("coupon-again"));
    await waitFor(() => expect(close).toHaveBeenCalled());
    expect(issued(calls).map((form) => form.again)).toEqual([false, true]);
  });

  it("whose answer was lost cannot be sent again from here", async () => {
    const { calls } = show({ issue_coupon: item({ outcome: "unknown" }) });
    await waitFor(() => expect(send()).toHaveProperty("disabled", false));
    await userEvent.click(send());
    expect((await screen.findByTestId("coupon-came")).dataset.outcome).toBe("unknown");
    expect(send()).toHaveProperty("disabled", true);
    expect(issued(calls)).toHaveLength(1);
  });
});
