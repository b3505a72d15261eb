import { Button } from "antd";
import { useEffect, useState } from "react";
import { useWrite, wordsFor } from "../../api";
import { Dialog, FailureState, LoadingState, visible } from "../../components";
import { saveFile } from "../../domain";
import { m } from "../../messages/messages.js";
import styles from "./support.module.css";

/** The bundle, file by file, before it is saved. */
export function BundleDialog({ onClose }: { onClose: () => void }) {
  const preview = useWrite("preview_support");
  const save = useWrite("save_support");
  const [chosen, setChosen] = useState(0);
  const { mutate } = preview;
  useEffect(() => mutate(null), [mutate]);
  const bundle = preview.data;
  const part = bundle?.parts[chosen];
  const keep = () =>
    bundle &&
    save.mutate({ id: bundle.id }, { onSuccess: async (file) => (await saveFile(file)) && onClose() });
  return (
    <Dialog
      title={m.support_bundle()}
      onClose={onClose}
      held={save.isPending}
      width="60rem"
      footer={
        <>
          <Button onClick={onClose} disabled={save.isPending}>
            {m.kit_cancel()}
          </Button>
          <Button
            type="primary"
            onClick={keep}
            disabled={!bundle}
            loading={save.isPending}
            data-testid="support-save"
          >
            {m.support_save()}
          </Button>
        </>
      }
    >
      <div className={styles.bundle} data-testid="support-preview">
        <p className={styles.dim}>{m.support_bundle_hint()}</p>
        {save.error && <FailureState {...wordsFor(save.error)} inline />}
        {preview.error ? (
          <FailureState {...wordsFor(preview.error)} onRetry={() => mutate(null)} />
        ) : bundle ? (
          <div className={styles.parts}>
            <ul>
              {bundle.parts.map((one, index) => (
                <li key={one.name}>
                  <button type="button" aria-pressed={index === chosen} onClick={() => setChosen(index)}>
                    {visible(one.name)}
                    <span className={styles.dim}>{m.support_bytes({ count: one.bytes })}</span>
                  </button>
                </li>
              ))}
            </ul>
            <div className={styles.part}>
              {part?.cut && <p className={styles.dim}>{m.support_cut()}</p>}
              {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and is reached by keys. */}
              <pre tabIndex={0}>{part?.text.split("\n").map(visible).join("\n")}</pre>
            </div>
          </div>
        ) : (
          <LoadingState label={m.support_gathering()} />
        )}
      </div>
    </Dialog>
  );
}
