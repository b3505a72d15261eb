import { CouponsScreen } from "../../features/coupons";
import { usePlateDesk } from "../plates/PlateDesk";

export default function CouponsPage() {
  const { showPlate } = usePlateDesk();
  return <CouponsScreen onPlate={showPlate} />;
}
