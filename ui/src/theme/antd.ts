import { type ThemeConfig, theme } from "antd";
import { palette } from "./palette";
import type { Print } from "./preferences";

/** antd's tokens from our palette. Its stylesheet is static; only its variables are made here. */
export function antdTheme(dark: boolean, print: Print): ThemeConfig {
  const shade = palette[dark ? "dark" : "light"];
  const scale = print === "large" ? 19 / 16 : 1;
  const px = (size: number) => Math.round(size * scale);
  return {
    zeroRuntime: true,
    hashed: false,
    cssVar: { key: "gatehouse" },
    algorithm: [dark ? theme.darkAlgorithm : theme.defaultAlgorithm, theme.compactAlgorithm],
    token: {
      colorPrimary: shade.brand,
      colorInfo: shade.info,
      colorSuccess: shade.ok,
      colorWarning: shade.warn,
      colorError: shade.bad,
      // Under the pointer antd would lighten them until what stands on them cannot be read.
      colorPrimaryHover: shade.brand,
      colorPrimaryActive: shade.brand,
      colorErrorHover: shade.bad,
      colorErrorActive: shade.bad,
      colorLink: shade.brand,
      colorLinkHover: shade.brand,
      colorLinkActive: shade.brand,
      colorTextBase: shade.ink,
      colorText: shade.ink,
      colorTextSecondary: shade.dim,
      colorTextDescription: shade.dim,
      colorTextPlaceholder: shade.dim,
      colorBgBase: shade.bg,
      colorBgLayout: shade.bg,
      colorBgContainer: shade.card,
      colorBgElevated: shade.raised,
      colorBorder: shade.lineStrong,
      colorBorderSecondary: shade.line,
      colorTextLightSolid: shade.brandInk,
      fontFamily: "var(--font)",
      // Seeds: the compact algorithm takes 2 px from the one and 4 px from the other.
      fontSize: px(16),
      controlHeight: px(38),
      controlHeightSM: px(28),
      controlHeightLG: px(44),
      borderRadius: px(8),
      borderRadiusLG: px(10),
      borderRadiusSM: px(6),
      lineWidthFocus: 2,
      motion: false,
      // Those of ours have an edge of their own.
      boxShadow: "0 0 0 1px var(--line-strong), var(--shadow-large)",
      boxShadowSecondary: "0 0 0 1px var(--line-strong), var(--shadow-large)",
      boxShadowTertiary: "var(--shadow)",
    },
    components: {
      Button: {
        fontWeight: 600,
        primaryShadow: "none",
        defaultShadow: "none",
        dangerShadow: "none",
        // The lighter shades that antd derives are too pale for words.
        defaultHoverColor: shade.brand,
        defaultHoverBorderColor: shade.brand,
        defaultActiveColor: shade.brand,
        defaultActiveBorderColor: shade.brand,
      },
      Modal: { titleFontSize: px(17) },
      Segmented: { itemSelectedColor: shade.ink },
    },
  };
}
