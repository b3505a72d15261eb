import { ConfigProvider } from "antd";
import enUS from "antd/locale/en_US";
import zhCN from "antd/locale/zh_CN";
import { Fragment, type ReactNode, useMemo } from "react";
import { antdTheme } from "./antd";
import { isDark, usePreferences } from "./preferences";

/** The nonce that the host wrote into index.html; browsers hide the attribute and leave the property. */
const nonce = document.querySelector("style")?.nonce ?? "";
const csp = { nonce };

/**
 * Language, theme and print for all below. A change of language draws everything anew: messages are plain functions
 * that nothing subscribes to.
 */
export function AppTheme({ children }: { children: ReactNode }) {
  const { language, print } = usePreferences();
  const dark = isDark();
  const theme = useMemo(() => antdTheme(dark, print), [dark, print]);
  return (
    <ConfigProvider
      theme={theme}
      csp={csp}
      locale={language === "en" ? enUS : zhCN}
      button={{ autoInsertSpace: false }}
      wave={{ disabled: true }}
    >
      <Fragment key={language}>{children}</Fragment>
    </ConfigProvider>
  );
}
