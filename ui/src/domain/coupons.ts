import type { CouponKind } from "../bindings/CouponKind";
import { m } from "../messages/messages.js";

const AMOUNTS: Record<CouponKind, (inputs: { amount: number }) => string> = {
  count: m.domain_coupon_count,
  hours: m.domain_coupon_hours,
  yuan: m.domain_coupon_yuan,
};

/** A coupon's amount with its unit: `2 次`, `3 小时`, `50 元`. */
export function couponWords(kind: CouponKind, amount: number): string {
  return AMOUNTS[kind]({ amount });
}
