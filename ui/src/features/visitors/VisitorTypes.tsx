import { Button } from "antd";
import { useWrite, wordsFor } from "../../api";
import type { CarParkView } from "../../bindings/CarParkView";
import { Choice, Field, Flyout, shortened, toast } from "../../components";
import { m } from "../../messages/messages.js";
import styles from "./visitors.module.css";

/** Monthly and free are not for visitors. */
const OWN = new Set(["1", "2"]);

/** Which of a car park's own types passes made here get; an administrator chooses once. */
export function VisitorTypes({ parks }: { parks: readonly CarParkView[] }) {
  const set = useWrite("set_visitor_type");
  const isMissing = parks.some((park) => park.visitor_type === null);
  return (
    <Flyout
      label={m.visitors_type()}
      button={(trigger) => (
        <Button danger={isMissing} data-testid="visitor-types" {...trigger}>
          {isMissing ? m.visitors_type_missing() : m.visitors_type()}
        </Button>
      )}
    >
      {() => (
        <div className={styles.types}>
          <p>{m.visitors_types_hint()}</p>
          {parks.map((park) => (
            <Field key={park.parking_id} label={shortened(park.name, 24)}>
              {({ id }) => (
                <Choice
                  id={id}
                  value={park.visitor_type ?? ""}
                  disabled={set.isPending}
                  onChange={(type) =>
                    set.mutate(
                      { parking_id: park.parking_id, type_id: type === "" ? null : type },
                      { onError: (error) => toast.failure(wordsFor(error)) },
                    )
                  }
                  options={[
                    { value: "", label: m.visitors_type_none() },
                    ...park.types
                      .filter((type) => !OWN.has(type.id))
                      .map((type) => ({ value: type.id, label: shortened(type.name, 24) })),
                  ]}
                />
              )}
            </Field>
          ))}
        </div>
      )}
    </Flyout>
  );
}
