import { type DragEvent, type ReactNode, useRef, useState } from "react";
import styles from "./FileDrop.module.css";

interface FileDropProps {
  icon: ReactNode;
  title: string;
  note: string;
  /** What a person may choose, as the input takes it: `.xlsx,.csv`. */
  accept: string;
  /** What the input is called. */
  label: string;
  /** It is most of the screen. */
  roomy?: boolean;
  disabled?: boolean;
  /** A dialog's focus begins here. */
  autoFocus?: boolean;
  /** Of the place, and of the input. */
  testId: string;
  inputTestId: string;
  onFile: (file: File) => void;
}

/** Drop a file here, or choose one. Not part of the kit's index: only what takes files loads it. */
export function FileDrop(props: FileDropProps) {
  const { roomy = false, disabled = false, onFile } = props;
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    // A page that takes files anywhere hears of it once.
    event.stopPropagation();
    setOver(false);
    const file = event.dataTransfer.files[0];
    if (file && !disabled) onFile(file);
  };
  return (
    <>
      <button
        type="button"
        className={styles.zone}
        data-roomy={roomy}
        data-over={over}
        disabled={disabled}
        onClick={() => input.current?.click()}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
        {...(props.autoFocus ? { "data-autofocus": true } : {})}
        data-testid={props.testId}
      >
        {props.icon}
        <strong>{props.title}</strong>
        <span>{props.note}</span>
      </button>
      <input
        ref={input}
        type="file"
        hidden
        accept={props.accept}
        aria-label={props.label}
        onChange={(event) => {
          const file = event.target.files?.[0];
          // The same file again, mended, must be heard of too.
          event.target.value = "";
          if (file) onFile(file);
        }}
        data-testid={props.inputTestId}
      />
    </>
  );
}
