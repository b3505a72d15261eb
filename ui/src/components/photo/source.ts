import { createContext } from "react";

/** As it came, for a lane's card (960 pixels wide), as the city gets it, for a row of a list. */
export type PhotoSize = "full" | "card" | "sent" | "thumbnail";

/** How a photo is addressed; the application says it once. */
export const PhotoSource = createContext<(id: number, size: PhotoSize) => string>(() => "");

/** How it is with a photo. */
export type PhotoState =
  | { state: "none" }
  | { state: "awaited" }
  | { state: "here"; id: number }
  | { state: "failed" }
  | { state: "pruned" };
