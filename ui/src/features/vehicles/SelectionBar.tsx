import { Button } from "antd";
import { useState } from "react";
import { visible } from "../../components";
import { m } from "../../messages/messages.js";
import { BlacklistManyDialog, DeleteManyDialog, RenewManyDialog } from "./ManyDialogs";
import type { Selection } from "./selection";
import styles from "./vehicles.module.css";

interface SelectionBarProps {
  selection: Selection;
  total: number;
  onBatch: (id: number) => void;
}

const DIALOGS = { renew: RenewManyDialog, delete: DeleteManyDialog, blacklist: BlacklistManyDialog };

/** What is chosen, and what can be done to all of it. */
export function SelectionBar({ selection, total, onBatch }: SelectionBarProps) {
  const [asking, setAsking] = useState<keyof typeof DIALOGS>();
  const { count, all } = selection;
  const none = count === 0;
  const Asking = asking && DIALOGS[asking];
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset brings a frame of its own.
    <div
      className={styles.selection}
      role="group"
      aria-label={m.vehicles_chosen_group()}
      data-testid="selection"
    >
      <strong aria-live="polite">{none ? m.vehicles_chosen_none() : m.vehicles_chosen({ count })}</strong>
      {!all && total > 0 && (
        <Button size="small" type="link" onClick={selection.chooseAll} data-testid="choose-all">
          {m.vehicles_choose_all({ count: total })}
        </Button>
      )}
      {!none && (
        <Button size="small" type="link" onClick={selection.clear}>
          {m.vehicles_clear()}
        </Button>
      )}
      {count === 1 && selection.first && <span>{visible(selection.first.plate.text).slice(0, 20)}</span>}
      <span className={styles.push} />
      <Button type="primary" disabled={none} onClick={() => setAsking("renew")} data-testid="renew-many">
        {m.vehicles_renew()}
      </Button>
      <Button disabled={none} onClick={() => setAsking("blacklist")}>
        {m.vehicles_blacklist()}
      </Button>
      <Button danger disabled={none} onClick={() => setAsking("delete")} data-testid="delete-many">
        {m.vehicles_delete()}
      </Button>
      {Asking && (
        <Asking
          count={count}
          rows={selection.batchRows}
          onBegun={onBatch}
          onClose={() => setAsking(undefined)}
        />
      )}
    </div>
  );
}
