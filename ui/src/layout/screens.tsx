import { CarOutlined, SettingOutlined } from "@ant-design/icons";
import { type ComponentType, lazy, type ReactNode } from "react";
import type { Role } from "../bindings/Role";
import { m } from "../messages/messages.js";
import { BoothPage } from "./booth/BoothPage";

/** A screen of the program: the only place where features meet. */
export interface Screen {
  path: string;
  title: () => string;
  icon: ReactNode;
  /** Who sees it; the program itself refuses what is not allowed. */
  roles: readonly Role[];
  Content: ComponentType;
}

const Settings = lazy(async () => ({ default: (await import("../features/settings")).SettingsScreen }));

export const screens: readonly Screen[] = [
  {
    path: "/booth",
    title: m.layout_screen_booth,
    icon: <CarOutlined aria-hidden />,
    roles: ["attendant", "administrator"],
    Content: BoothPage,
  },
  {
    path: "/settings",
    title: m.layout_screen_settings,
    icon: <SettingOutlined aria-hidden />,
    roles: ["administrator"],
    Content: Settings,
  },
];
