import { useAddress } from "../../components";
import { ClosedShift } from "./ClosedShift";
import { ShiftNow } from "./ShiftNow";

/** The shift that goes on and those before it; one of these, where the address names it. */
export function ShiftScreen() {
  const [address, change] = useAddress();
  const id = Number(address.shift ?? "");
  const show = (shift: string) => change({ shift });
  return Number.isSafeInteger(id) && id > 0 ? (
    <ClosedShift key={id} id={id} onBack={() => show("")} />
  ) : (
    <ShiftNow onOpen={(opened) => show(String(opened))} />
  );
}
