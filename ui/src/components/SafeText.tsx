import { shortened } from "./visible";

/** Text that came from outside: unseen characters shown, direction its own, cut with the rest in the title. */
export function SafeText({ text, length = 80 }: { text: string; length?: number }) {
  const shown = shortened(text, length);
  const cut = Array.from(text.slice(0, length * 4)).length > length;
  return (
    <bdi title={cut ? shortened(text, 1000) : undefined} style={{ overflowWrap: "anywhere" }}>
      {shown}
    </bdi>
  );
}
