import { createContext, type ReactNode, useContext } from "react";
import { createPortal } from "react-dom";

/** The place in the top bar that belongs to the screen shown; the frame provides it. */
export const HeaderPlace = createContext<HTMLElement | null>(null);

/** Draws into the top bar what belongs to this screen: its search, its free spaces. */
export function HeaderContent({ children }: { children: ReactNode }) {
  const place = useContext(HeaderPlace);
  return place ? createPortal(children, place) : null;
}
