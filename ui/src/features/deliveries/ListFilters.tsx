import type { DeliveryKind } from "../../bindings/DeliveryKind";
import type { DeliveryReason } from "../../bindings/DeliveryReason";
import { Chips, Choice } from "../../components";
import { deliveryKindWords } from "../../domain";
import { m } from "../../messages/messages.js";
import styles from "./deliveries.module.css";
import { type Address, kindOf, reasonOf, stateOf } from "./filter";
import { reasonWords } from "./words";

interface ListFiltersProps {
  address: Address;
  onChange: (part: Record<string, string>) => void;
}

const KINDS = Object.keys(deliveryKindWords) as DeliveryKind[];
/** These two are told of and hold nothing up. */
const WITHOUT_ROWS: readonly DeliveryReason[] = ["clock_wrong", "disk_low"];
const REASONS = (Object.keys(reasonWords) as DeliveryReason[]).filter((one) => !WITHOUT_ROWS.includes(one));

/** Which state, kind and reason. */
export function ListFilters({ address, onChange }: ListFiltersProps) {
  return (
    <>
      <Chips<string>
        label={m.deliveries_state()}
        value={stateOf(address) ?? ""}
        onChange={(state) => onChange({ state })}
        options={[
          { value: "", label: m.deliveries_all() },
          { value: "open", label: m.deliveries_waiting() },
          { value: "parked", label: m.deliveries_parked() },
          { value: "delivered", label: m.deliveries_delivered() },
          { value: "given_up", label: m.deliveries_given_up() },
        ]}
      />
      <Choice<string>
        className={styles.choice}
        value={kindOf(address) ?? ""}
        onChange={(kind) => onChange({ kind })}
        aria-label={m.deliveries_kind()}
        options={[
          { value: "", label: m.deliveries_kinds_all() },
          ...KINDS.map((kind) => ({ value: kind, label: deliveryKindWords[kind]() })),
        ]}
        testId="deliveries-kind"
      />
      <Choice<string>
        className={styles.choice}
        value={reasonOf(address) ?? ""}
        onChange={(reason) => onChange({ reason, words: "" })}
        aria-label={m.deliveries_reason()}
        options={[
          { value: "", label: m.deliveries_reasons_all() },
          ...REASONS.map((reason) => ({ value: reason, label: reasonWords[reason].title() })),
        ]}
        testId="deliveries-reason"
      />
    </>
  );
}
