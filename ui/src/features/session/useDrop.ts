import { useEffect, useEffectEvent, useState } from "react";

const holdsFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;

/**
 * A file that is dropped anywhere on the window; true while one hangs over it. What is dropped while it is not wanted is
 * dropped for nothing: a browser would show the file instead of the program.
 */
export function useDrop(isWanted: boolean, onFile: (file: File) => void): boolean {
  const [over, setOver] = useState(false);
  const drag = useEffectEvent((event: DragEvent) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    setOver(isWanted);
  });
  const leave = useEffectEvent((event: DragEvent) => {
    if (event.relatedTarget === null) setOver(false);
  });
  const drop = useEffectEvent((event: DragEvent) => {
    setOver(false);
    if (!holdsFiles(event)) return;
    event.preventDefault();
    const file = event.dataTransfer?.files[0];
    if (file && isWanted) onFile(file);
  });
  useEffect(() => {
    const on = { dragover: drag, dragleave: leave, drop } as const;
    const heard = Object.entries(on).map(([name, run]) => {
      const listener = (event: Event) => run(event as DragEvent);
      window.addEventListener(name, listener);
      return () => window.removeEventListener(name, listener);
    });
    return () => {
      for (const stop of heard) stop();
    };
  }, []);
  return over;
}
