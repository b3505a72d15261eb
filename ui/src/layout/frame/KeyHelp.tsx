import { Dialog, type KeyBinding, Keycap } from "../../components";
import { m } from "../../messages/messages.js";
import styles from "./dialogs.module.css";

/** The keys of the screen shown, by group. */
export function KeyHelp({ bindings, onClose }: { bindings: readonly KeyBinding[]; onClose: () => void }) {
  const groups = new Map<string, KeyBinding[]>();
  for (const binding of bindings) {
    const name = binding.group ?? m.layout_group_screen();
    groups.set(name, [...(groups.get(name) ?? []), binding]);
  }
  return (
    <Dialog title={m.layout_keys_all()} onClose={onClose} width="44rem">
      <div className={styles.groups}>
        {[...groups].map(([name, list]) => (
          <section key={name}>
            <h3>{name}</h3>
            <dl>
              {list.map((binding) => (
                <div key={`${binding.label} ${[binding.keys].flat().join(" ")}`} className={styles.key}>
                  <dt>
                    {[binding.keys].flat().map((keys) => (
                      <Keycap key={keys} keys={keys} />
                    ))}
                  </dt>
                  <dd>{binding.label}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <p className={styles.nothing}>{m.layout_keys_hint()}</p>
    </Dialog>
  );
}
