import { CloseOutlined, SearchOutlined } from "@ant-design/icons";
import { type KeyboardEvent, useRef } from "react";
import { m } from "../../messages/messages.js";
import { Keycap } from "../keys/Keycap";
import { useKeys, useTyping } from "../keys/keys";
import styles from "./TextField.module.css";

interface SearchFieldProps {
  label: string;
  placeholder: string;
  value: string;
  /** With every key. */
  onChange: (text: string) => void;
  /** Arrow down: into what was found. */
  onDown?: () => void;
  maxLength?: number;
  testId?: string;
}

/** Searches as one types, and begins at the first key typed anywhere on the screen. */
export function SearchField(props: SearchFieldProps) {
  const { label, value, onChange } = props;
  const field = useRef<HTMLInputElement>(null);
  const focus = () => field.current?.focus();
  useTyping(focus);
  useKeys([{ keys: "/", label, run: focus }]);
  const press = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Escape" && value !== "") {
      event.preventDefault();
      event.stopPropagation();
      onChange("");
    } else if (event.key === "ArrowDown" && props.onDown) {
      event.preventDefault();
      props.onDown();
    }
  };
  return (
    <search className={styles.search}>
      <SearchOutlined aria-hidden />
      <input
        ref={field}
        type="text"
        aria-label={label}
        placeholder={props.placeholder}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={press}
        autoComplete="off"
        spellCheck={false}
        maxLength={props.maxLength ?? 60}
        data-testid={props.testId}
      />
      {value === "" ? (
        <Keycap keys="/" />
      ) : (
        <button
          type="button"
          onClick={() => {
            onChange("");
            focus();
          }}
          aria-label={m.kit_clear()}
        >
          <CloseOutlined aria-hidden />
        </button>
      )}
    </search>
  );
}
