import { Button } from "antd";
import { useState } from "react";
import { useRead } from "../../api";
import { m } from "../../messages/messages.js";
import { EntryScreen } from "./EntryScreen";
import styles from "./entry.module.css";
import { PasswordSignIn } from "./PasswordSignIn";
import { PinSignIn } from "./PinSignIn";
import { Recover } from "./Recover";

type Way = "pin" | "password" | "recover";

/** Nobody is signed in: attendants by tile and PIN, others by name and password. */
export function SignIn({ onRecovered }: { onRecovered: (recoveryCode: string) => void }) {
  const attendants = useRead("attendants", null);
  const [chosen, setChosen] = useState<Way>();
  const tiles = attendants.data ?? [];
  // Not before it is known whether there are tiles: a form that turns into tiles would take what is being typed.
  if (attendants.isPending) return <EntryScreen>{null}</EntryScreen>;
  const way = chosen ?? (tiles.length > 0 ? "pin" : "password");

  if (way === "recover") return <Recover onBack={() => setChosen("password")} onRecovered={onRecovered} />;
  return (
    <EntryScreen
      title={way === "pin" ? m.layout_who_works() : m.layout_sign_in_title()}
      {...(way === "pin" ? { hint: m.layout_who_works_hint() } : {})}
    >
      {way === "pin" ? <PinSignIn attendants={tiles} /> : <PasswordSignIn />}
      <div className={styles.actions}>
        {way === "pin" ? (
          <Button type="link" onClick={() => setChosen("password")}>
            {m.layout_by_password()}
          </Button>
        ) : (
          <>
            {tiles.length > 0 && (
              <Button type="link" onClick={() => setChosen("pin")}>
                {m.layout_by_pin()}
              </Button>
            )}
            <Button type="link" onClick={() => setChosen("recover")}>
              {m.layout_forgotten()}
            </Button>
          </>
        )}
      </div>
    </EntryScreen>
  );
}
