import { Button } from "antd";
import { host, wordsFor } from "../api";
import { toast } from "../components";
import { m } from "../messages/messages.js";

const COMMAND = "gatehousectl serve --demo";

/** A way to look around first: a simulated car park beside this one. Only the desktop program can open another window. */
export function DemoButton() {
  const { desktop } = host();
  if (!desktop) return <p data-testid="demo-hint">{m.domain_demo_hint({ command: COMMAND })}</p>;
  return (
    <Button
      type="link"
      onClick={() => desktop.openDemo().catch((error) => toast.failure(wordsFor(error)))}
      data-testid="open-demo"
    >
      {m.domain_open_demo()}
    </Button>
  );
}
