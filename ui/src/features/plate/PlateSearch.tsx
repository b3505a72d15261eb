import { CloseOutlined, SearchOutlined } from "@ant-design/icons";
import { type ChangeEvent, type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { useRead, wordsFor } from "../../api";
import type { PlateHit } from "../../bindings/PlateHit";
import { FailureState, Keycap, shortened, useKeys, useTyping } from "../../components";
import { laneShortcut } from "../../domain";
import { m } from "../../messages/messages.js";
import { Hit } from "./Hit";
import { searchText, shorterSearch } from "./matching";
import styles from "./search.module.css";

/** What was pasted by mistake is cut; no plate, name or phone is longer. */
const LONGEST = 40;
const MOST_HITS = 10;
const NO_HITS: PlateHit[] = [];

/**
 * Finds a vehicle as one types, and begins at the first key that is typed anywhere on the screen: the field is there
 * before the key's character is, so an input method composes in it too.
 */
export function PlateSearch({ onPlate }: { onPlate: (plate: string) => void }) {
  const field = useRef<HTMLInputElement>(null);
  const box = useRef<HTMLElement>(null);
  const [typed, setTyped] = useState("");
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  const [wanted, setWanted] = useState(false);
  const id = useId();

  const text = searchText(typed);
  const asked = useRead(
    "search_plates",
    { text, limit: MOST_HITS },
    { enabled: text !== "", keepPrevious: true },
  );
  const isOld = asked.isPlaceholderData || (asked.isFetching && !asked.data);
  // What the hits on screen answer. They keep its marks until the next are here, so that a key draws them once and not twice;
  // and the first key of a search shows none of the last one.
  const answered = useRef("");
  if (text === "") answered.current = "";
  else if (!isOld) answered.current = typed;
  const hits = answered.current === "" ? NO_HITS : (asked.data ?? NO_HITS);
  const at = Math.min(active, hits.length - 1);

  const away = () => {
    setTyped("");
    setOpen(false);
    setActive(0);
    setWanted(false);
    field.current?.blur();
  };
  const choose = (plate: string) => {
    away();
    onPlate(plate);
  };
  // Enter came before the answer to what was typed last: it means the first of that, and not of what is still shown.
  const awaited = wanted && !isOld ? hits[at]?.plate.text : undefined;
  useEffect(() => {
    if (awaited !== undefined) chooseRef.current(awaited);
  }, [awaited]);
  const chooseRef = useRef(choose);
  chooseRef.current = choose;

  const group = m.plate_keys();
  useTyping(() => field.current?.focus());
  useKeys([
    // Never matches a key: it stands in the help for all those that `useTyping` hears.
    { keys: ["A–Z", "0–9"], label: m.plate_key_type(), group, run: () => field.current?.focus() },
    {
      keys: "/",
      label: m.plate_key_focus(),
      group,
      run: () => field.current?.focus(),
    },
  ]);

  const type = (event: ChangeEvent<HTMLInputElement>) => {
    setTyped(event.target.value);
    setActive(0);
    setWanted(false);
    setOpen(true);
  };
  const press = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    switch (event.key) {
      case "ArrowDown":
      case "ArrowUp": {
        if (hits.length === 0) return;
        event.preventDefault();
        const step = event.key === "ArrowDown" ? 1 : -1;
        setActive((at + step + hits.length) % hits.length);
        setOpen(true);
        return;
      }
      case "Enter": {
        event.preventDefault();
        const hit = hits[at];
        if (text === "") return;
        if (isOld) setWanted(true);
        else if (hit) choose(hit.plate.text);
        return;
      }
      case "Escape":
        event.preventDefault();
        away();
    }
  };

  const isShown = open && text !== "";
  return (
    <search
      ref={box}
      className={styles.search}
      onBlur={(event) => {
        if (!box.current?.contains(event.relatedTarget)) setOpen(false);
      }}
    >
      <div className={styles.field}>
        <SearchOutlined aria-hidden className={styles.glass ?? ""} />
        <input
          ref={field}
          type="text"
          role="combobox"
          aria-label={m.plate_search()}
          aria-expanded={isShown}
          aria-controls={`${id}-hits`}
          aria-autocomplete="list"
          aria-activedescendant={isShown && at >= 0 ? `${id}-${at}` : undefined}
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          maxLength={LONGEST}
          placeholder={m.plate_search_example()}
          value={typed}
          onChange={type}
          onKeyDown={press}
          onFocus={() => setOpen(true)}
          data-testid="plate-search"
        />
        {typed === "" ? (
          <Keycap keys="/" />
        ) : (
          <button type="button" className={styles.clear} onClick={away} aria-label={m.plate_search_clear()}>
            <CloseOutlined aria-hidden />
          </button>
        )}
      </div>
      {isShown && (
        // biome-ignore lint/a11y/noStaticElementInteractions: only keeps the focus in the field.
        <div
          className={`${styles.popover} ${answered.current === "" && !asked.error ? styles.asking : ""}`}
          onMouseDown={(event) => event.preventDefault()}
          data-testid="plate-results"
        >
          <div className="visually-hidden" role="status">
            {!isOld && m.plate_search_found({ count: hits.length })}
          </div>
          <div id={`${id}-hits`} role="listbox" aria-label={m.plate_search_results()} className={styles.hits}>
            {hits.map((hit, place) => (
              <Hit
                key={hit.plate.text}
                id={`${id}-${place}`}
                hit={hit}
                typed={answered.current}
                active={place === at}
                onChoose={choose}
              />
            ))}
          </div>
          {hits.length === 0 &&
            (asked.error ? (
              <FailureState {...wordsFor(asked.error)} inline onRetry={() => void asked.refetch()} />
            ) : isOld || asked.isPending ? (
              <p className={styles.note}>{m.plate_search_asking()}</p>
            ) : (
              <Nothing typed={typed} onShorter={setTyped} />
            ))}
          {hits.length > 0 && <p className={styles.keys}>{m.plate_search_foot()}</p>}
        </div>
      )}
    </search>
  );
}

function Nothing({ typed, onShorter }: { typed: string; onShorter: (text: string) => void }) {
  const shorter = shorterSearch(typed);
  return (
    <div className={styles.nothing} data-testid="plate-nothing">
      <strong>{m.plate_search_nothing({ text: shortened(typed, LONGEST) })}</strong>
      <p>{m.plate_search_nothing_hint()}</p>
      {shorter && (
        <button type="button" className={styles.shorter} onClick={() => onShorter(shorter)}>
          {m.plate_search_shorter({ text: shorter })}
        </button>
      )}
      <p>{m.plate_search_nothing_next({ key: `${laneShortcut(0)}…` })}</p>
    </div>
  );
}
