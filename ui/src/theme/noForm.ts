import type { ReactNode } from "react";

/** Stands in for @rc-component/form, see vite/antd.ts: forms here are plain elements, and antd only looks whether it is within one of its own. */
export function FormProvider({ children }: { children?: ReactNode }): ReactNode {
  return children;
}
