import { PictureOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useState } from "react";
import { useMe } from "../../api";
import type { DeliveryFilter } from "../../bindings/DeliveryFilter";
import { CancelPhotos } from "../../domain/CancelPhotos";
import { m } from "../../messages/messages.js";
import styles from "./deliveries.module.css";
import { GiveUpDialog } from "./GiveUpDialog";
import { PhotosAgainDialog } from "./PhotosAgainDialog";
import { RetryButton } from "./RetryButton";
import { SendOnceMore } from "./SendOnceMore";
import type { Selection } from "./useSelection";

interface SelectionBarProps {
  selection: Selection;
  filter: DeliveryFilter;
}

/** What is chosen of the list and what can be done to it; without a choice, to all that the filter leaves. */
export function SelectionBar({ selection: { chosen, clear }, filter }: SelectionBarProps) {
  const isAdministrator = useMe().role === "administrator";
  const [isAsking, setAsking] = useState(false);
  // Held fast: what is sent again may leave the filter, and with it the choice.
  const [again, setAgain] = useState<number[]>();
  const parked = chosen.filter((one) => one.state === "parked").map((one) => one.id);
  const open = chosen.filter((one) => one.state !== "delivered" && one.state !== "given_up");
  const delivered = chosen.filter((one) => one.state === "delivered");
  const photos = chosen.filter((one) => one.cancellable).map((one) => one.id);
  const isNone = chosen.length === 0;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset brings a frame of its own.
    <div
      className={styles.selection}
      role="group"
      aria-label={m.deliveries_chosen_group()}
      data-testid="selection"
    >
      <strong aria-live="polite">
        {isNone ? m.deliveries_chosen_none() : m.deliveries_chosen({ count: chosen.length })}
      </strong>
      {isNone ? (
        <>
          {filter.state === "parked" && (
            <RetryButton which={{ which: "filtered", filter }} label={m.deliveries_retry_filtered()} />
          )}
          {/* Never all that ever was. */}
          {filter.state === "delivered" && filter.first_day && filter.last_day && (
            <SendOnceMore of={filter} />
          )}
        </>
      ) : (
        <>
          <Button size="small" type="link" onClick={clear}>
            {m.deliveries_clear()}
          </Button>
          <RetryButton
            which={{ which: "chosen", ids: parked }}
            label={m.deliveries_retry_chosen({ count: parked.length })}
            disabled={parked.length === 0}
            onDone={clear}
          />
          {delivered.length > 0 && <SendOnceMore of={delivered} onDone={clear} />}
          <Button
            icon={<PictureOutlined aria-hidden />}
            onClick={() => setAgain(chosen.map((one) => one.id))}
            data-testid="photos-again-open"
          >
            {m.deliveries_again_chosen()}
          </Button>
          {photos.length > 0 && (
            <CancelPhotos
              ids={photos}
              label={m.deliveries_cancel_photos({ count: photos.length })}
              onDone={clear}
            />
          )}
          {isAdministrator && (
            <Button danger disabled={open.length === 0} onClick={() => setAsking(true)} data-testid="give-up">
              {m.deliveries_give_up()}
            </Button>
          )}
        </>
      )}
      {again && (
        <PhotosAgainDialog of={{ which: "chosen", ids: again }} onClose={() => setAgain(undefined)} />
      )}
      {isAsking && <GiveUpDialog items={open} onDone={clear} onClose={() => setAsking(false)} />}
    </div>
  );
}
