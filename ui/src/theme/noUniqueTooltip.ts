import type { ReactNode } from "react";

/** Stands in for antd's, see vite/antd.ts: no tooltip here is shared by what it explains. */
export default function UniqueProvider({ children }: { children?: ReactNode }): ReactNode {
  return children;
}
