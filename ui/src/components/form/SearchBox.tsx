import { Input } from "antd";
import type { KeyboardEvent } from "react";

interface SearchBoxProps {
  id: string;
  value: string;
  onChange: (value: string) => void;
  placeholder: string;
  onEnter: () => void;
}

/** A search within a form: Enter takes the first that was found, and sends nothing. */
export function SearchBox({ id, value, onChange, placeholder, onEnter }: SearchBoxProps) {
  const press = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.nativeEvent.isComposing || event.ctrlKey) return;
    event.preventDefault();
    onEnter();
  };
  return (
    <Input
      id={id}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      onKeyDown={press}
      placeholder={placeholder}
      autoComplete="off"
      spellCheck={false}
      maxLength={40}
      autoFocus
      data-autofocus
      data-testid="finder"
    />
  );
}
