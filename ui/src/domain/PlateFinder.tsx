import { Button } from "antd";
import { useId, useState } from "react";
import { useRead } from "../api";
import { formOf, normalise, Plate, SafeText, SearchBox } from "../components";
import { m } from "../messages/messages.js";
import styles from "./domain.module.css";
import { StandingTag } from "./standing";

interface PlateFinderProps {
  /** The plate that was chosen; empty for none. */
  value: string;
  onChange: (plate: string) => void;
  error?: string | undefined;
}

const MOST_HITS = 6;
const LONGEST_OWNER = 20;

/** Finds the vehicle that something is for: the last digits are enough. A whole plate that nobody knows will do, too. */
export function PlateFinder({ value, onChange, error }: PlateFinderProps) {
  const [typed, setTyped] = useState("");
  const id = useId();
  const text = typed.trim();
  const found = useRead(
    "search_plates",
    { text, limit: MOST_HITS },
    { enabled: text !== "", keepPrevious: true },
  );
  const hits = text === "" ? [] : (found.data ?? []);
  const whole = normalise(typed);
  const isPlate = whole !== "" && formOf(whole) !== "implausible";
  const isKnown = hits.some((hit) => hit.plate.text === whole);

  if (value !== "") {
    return (
      <div className={styles.found} data-testid="plate-chosen" data-plate={value}>
        <Plate plate={{ text: value, form: formOf(value) }} size="large" />
        <Button size="small" onClick={() => onChange("")}>
          {m.domain_finder_other()}
        </Button>
        {error && <span className={styles.problem}>{error}</span>}
      </div>
    );
  }
  return (
    <div className={styles.finder}>
      <label htmlFor={id}>{m.domain_finder_label()}</label>
      <SearchBox
        id={id}
        value={typed}
        onChange={setTyped}
        placeholder={m.domain_finder_example()}
        onEnter={() => (hits[0] ? onChange(hits[0].plate.text) : isPlate && onChange(whole))}
      />
      <ul className={styles.hits}>
        {hits.map((hit) => (
          <li key={hit.plate.text}>
            <button type="button" onClick={() => onChange(hit.plate.text)} data-testid="finder-hit">
              <Plate plate={hit.plate} size="small" />
              <StandingTag standing={hit.standing} typeName={hit.type_name} />
              {hit.owner && <SafeText text={hit.owner} length={LONGEST_OWNER} />}
              {hit.inside_since !== null && <span className={styles.dim}>{m.domain_finder_inside()}</span>}
            </button>
          </li>
        ))}
        {isPlate && !isKnown && (
          <li>
            <button type="button" onClick={() => onChange(whole)} data-testid="finder-typed">
              <Plate plate={{ text: whole, form: formOf(whole) }} size="small" />
              <span className={styles.dim}>{m.domain_finder_typed()}</span>
            </button>
          </li>
        )}
        {text !== "" && hits.length === 0 && !isPlate && !found.isFetching && (
          <li className={styles.dim}>{m.domain_finder_nothing()}</li>
        )}
      </ul>
      {error && <span className={styles.problem}>{error}</span>}
    </div>
  );
}
