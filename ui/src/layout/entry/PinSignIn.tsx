import { ArrowLeftOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useState } from "react";
import { useWrite } from "../../api";
import type { AttendantTile } from "../../bindings/AttendantTile";
import { m } from "../../messages/messages.js";
import { Attendants } from "./Attendants";
import styles from "./entry.module.css";
import { PinPad } from "./PinPad";

interface PinSignInProps {
  attendants: readonly AttendantTile[];
  onDone?: () => void;
}

/** Who, then the PIN. */
export function PinSignIn({ attendants, onDone }: PinSignInProps) {
  const only = attendants.length === 1 ? attendants[0] : undefined;
  const [chosen, setChosen] = useState(only);
  const signIn = useWrite("sign_in");
  if (!chosen) return <Attendants attendants={attendants} onChoose={setChosen} />;
  const back = () => {
    signIn.reset();
    setChosen(undefined);
  };
  return (
    <div className={styles.form}>
      <div className={styles.actions}>
        <strong>{chosen.name}</strong>
        {!only && (
          <Button
            type="text"
            icon={<ArrowLeftOutlined aria-hidden />}
            onClick={back}
            disabled={signIn.isPending}
          >
            {m.layout_someone_else()}
          </Button>
        )}
      </div>
      <PinPad
        name={chosen.name}
        busy={signIn.isPending}
        error={signIn.error}
        onPin={(secret) =>
          signIn.mutate({ name: chosen.name, secret, by_pin: true }, onDone ? { onSuccess: onDone } : {})
        }
      />
    </div>
  );
}
