import { LoadingState } from "../../components";
import { m } from "../../messages/messages.js";
import { EntryScreen } from "./EntryScreen";

export function Starting() {
  return (
    <EntryScreen>
      <LoadingState label={m.layout_starting()} />
    </EntryScreen>
  );
}
