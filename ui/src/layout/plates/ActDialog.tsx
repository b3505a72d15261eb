import { lazy, Suspense } from "react";
import type { PassageItem } from "../../bindings/PassageItem";

/** What is to be done about a plate. */
export type Asked =
  | { act: "register" | "coupon" | "outing" | "blacklist" | "visitor" | "history"; plate: string }
  | { act: "renew"; plate: string; parkingId: string };

const Register = lazy(async () => ({ default: (await import("../../features/vehicles")).VehicleFormDialog }));
const Renew = lazy(async () => ({ default: (await import("../../features/vehicles")).RenewByPlate }));
const Coupon = lazy(async () => ({ default: (await import("../../features/coupons")).IssueCouponDialog }));
const Outing = lazy(async () => ({ default: (await import("../../features/outings")).OutingDialog }));
const Blacklist = lazy(async () => ({ default: (await import("../../features/blacklist")).BlacklistDialog }));
const Visitor = lazy(async () => ({ default: (await import("../../features/visitors")).PassDialog }));
const History = lazy(async () => ({ default: (await import("../../features/passages")).PlateHistoryDialog }));

interface ActDialogProps {
  asked: Asked;
  onPlate: (plate: string) => void;
  onCorrect: (passage: PassageItem) => void;
  onSession: (session: number) => void;
  onClose: () => void;
}

/** The form of what is to be done; each comes with its feature, when it is first asked for. */
export function ActDialog(props: ActDialogProps) {
  return (
    <Suspense>
      <Form {...props} />
    </Suspense>
  );
}

function Form({ asked, onPlate, onCorrect, onSession, onClose }: ActDialogProps) {
  const { plate } = asked;
  switch (asked.act) {
    case "register":
      return <Register plate={plate} onClose={onClose} />;
    case "renew":
      return <Renew of={{ parking_id: asked.parkingId, plate }} onClose={onClose} />;
    case "coupon":
      return <Coupon plate={plate} onClose={onClose} />;
    case "outing":
      return <Outing plate={plate} onClose={onClose} />;
    case "blacklist":
      return <Blacklist plate={plate} onClose={onClose} />;
    case "visitor":
      return <Visitor plate={plate} onClose={onClose} />;
    case "history":
      return (
        <History
          plate={plate}
          onPlate={onPlate}
          onCorrect={onCorrect}
          onSession={onSession}
          onClose={onClose}
        />
      );
  }
}
