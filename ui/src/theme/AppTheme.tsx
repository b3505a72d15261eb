import { ConfigProvider } from "antd";
import { Fragment, type ReactNode, useMemo } from "react";
import { antdTheme } from "./antd";
import { isDark, usePreferences } from "./preferences";

/** The nonce that the host wrote into index.html; browsers hide the attribute and leave the property. */
const nonce = document.querySelector("style")?.nonce ?? "";
const csp = { nonce };

/**
 * Language, theme and print for all below. A change of language draws everything anew: messages are plain functions
 * that nothing subscribes to. antd gets no language: of what is used of it nothing has words of its own.
 */
export function AppTheme({ children }: { children: ReactNode }) {
  const { language, print } = usePreferences();
  const dark = isDark();
  const theme = useMemo(() => antdTheme(dark, print), [dark, print]);
  return (
    <ConfigProvider theme={theme} csp={csp} button={{ autoInsertSpace: false }} wave={{ disabled: true }}>
      <Fragment key={language}>{children}</Fragment>
    </ConfigProvider>
  );
}
