import { type ReactNode, useEffect, useId, useRef, useState } from "react";
import styles from "./flyout.module.css";

/** What the button that opens a flyout must carry. */
export interface FlyoutTrigger {
  onClick: () => void;
  "aria-expanded": boolean;
  "aria-controls": string;
}

interface FlyoutProps {
  /** What the flyout holds, in words, for those who do not see it. */
  label: string;
  button: (trigger: FlyoutTrigger) => ReactNode;
  /** `close` gives the focus back to the button. */
  children: (close: () => void) => ReactNode;
  /** Which edge of the place around the button it keeps to. */
  align?: "start" | "end";
}

/**
 * A small surface below its button. Placed by style sheets alone, so that a machine that is busy can never leave it where
 * nobody sees it; what is around it is scrolled until it is seen. A click elsewhere, the focus going elsewhere, or Escape closes
 * it; Escape gives the focus back.
 */
export function Flyout({ label, button, children, align = "end" }: FlyoutProps) {
  const [open, setOpen] = useState(false);
  const place = useRef<HTMLSpanElement>(null);
  const id = useId();
  const close = () => {
    setOpen(false);
    place.current?.querySelector<HTMLElement>("button[aria-controls]")?.focus();
  };
  useEffect(() => {
    if (!open) return;
    const elsewhere = (event: Event) => {
      if (event.target instanceof Node && !place.current?.contains(event.target)) setOpen(false);
    };
    // Before the window's own shortcuts: Escape means this, and nothing behind it.
    const onEscape = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || event.isComposing) return;
      event.stopPropagation();
      setOpen(false);
      place.current?.querySelector<HTMLElement>("button[aria-controls]")?.focus();
    };
    document.addEventListener("pointerdown", elsewhere, true);
    document.addEventListener("focusin", elsewhere, true);
    document.addEventListener("keydown", onEscape, true);
    return () => {
      document.removeEventListener("pointerdown", elsewhere, true);
      document.removeEventListener("focusin", elsewhere, true);
      document.removeEventListener("keydown", onEscape, true);
    };
  }, [open]);
  return (
    <span ref={place} className={styles.place}>
      {button({ onClick: () => setOpen(!open), "aria-expanded": open, "aria-controls": id })}
      {open && (
        <section
          id={id}
          ref={intoView}
          aria-label={label}
          className={`${styles.surface} ${align === "start" ? styles.start : ""}`}
        >
          {children(close)}
        </section>
      )}
    </span>
  );
}

function intoView(surface: HTMLElement | null): void {
  surface?.scrollIntoView?.({ block: "nearest", inline: "nearest" });
}
