export { CouponsScreen } from "./CouponsScreen";
export { IssueCouponDialog } from "./IssueCouponDialog";
