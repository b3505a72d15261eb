import {
  BarChartOutlined,
  CarOutlined,
  CloudUploadOutlined,
  DatabaseOutlined,
  ExportOutlined,
  GiftOutlined,
  HistoryOutlined,
  IdcardOutlined,
  ImportOutlined,
  OrderedListOutlined,
  SettingOutlined,
  StopOutlined,
  UserOutlined,
  UserSwitchOutlined,
} from "@ant-design/icons";
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
  /** Not in the rail: come to by the screen it belongs to, or by the palette. */
  aside?: boolean;
  /** Which one in the rail such a screen belongs to. */
  under?: string;
  /** Found in the palette by these words too. */
  words?: string;
}

const EVERYBODY: readonly Role[] = ["attendant", "administrator"];
const ADMINISTRATOR: readonly Role[] = ["administrator"];

const Settings = lazy(async () => ({ default: (await import("../features/settings")).SettingsScreen }));
const Occupancy = lazy(async () => ({ default: (await import("../features/occupancy")).OccupancyScreen }));

/** In the order of the rail. The booth comes with the program's first part, the others when they are first shown. */
export const screens: readonly Screen[] = [
  {
    path: "/booth",
    title: m.layout_screen_booth,
    icon: <CarOutlined aria-hidden />,
    roles: EVERYBODY,
    Content: BoothPage,
    words: "gt booth",
  },
  {
    path: "/vehicles",
    title: m.layout_screen_vehicles,
    icon: <IdcardOutlined aria-hidden />,
    roles: EVERYBODY,
    Content: lazy(() => import("./registers/VehiclesPage")),
    words: "cl dj cheliang",
  },
  {
    path: "/blacklist",
    title: m.layout_screen_blacklist,
    icon: <StopOutlined aria-hidden />,
    roles: EVERYBODY,
    Content: lazy(() => import("./registers/BlacklistPage")),
    words: "hmd heimingdan",
  },
  {
    path: "/visitors",
    title: m.layout_screen_visitors,
    icon: <UserOutlined aria-hidden />,
    roles: EVERYBODY,
    Content: lazy(() => import("./registers/VisitorsPage")),
    words: "fk fangke",
  },
  {
    path: "/coupons",
    title: m.layout_screen_coupons,
    icon: <GiftOutlined aria-hidden />,
    roles: EVERYBODY,
    Content: lazy(() => import("./registers/CouponsPage")),
    words: "yhq youhuiquan",
  },
  {
    path: "/outings",
    title: m.layout_screen_outings,
    icon: <ExportOutlined aria-hidden />,
    roles: EVERYBODY,
    Content: lazy(() => import("./registers/OutingsPage")),
    words: "wc waichu",
  },
  {
    path: "/in-park",
    title: m.layout_screen_in_park,
    icon: <DatabaseOutlined aria-hidden />,
    roles: EVERYBODY,
    Content: lazy(() => import("./registers/InParkPage")),
    words: "zc zaichang",
  },
  {
    path: "/passages",
    title: m.layout_screen_passages,
    icon: <HistoryOutlined aria-hidden />,
    roles: EVERYBODY,
    Content: lazy(() => import("./registers/PassagesPage")),
    words: "tx jl tongxing jilu",
  },
  {
    path: "/deliveries",
    title: m.layout_screen_deliveries,
    icon: <CloudUploadOutlined aria-hidden />,
    roles: EVERYBODY,
    Content: lazy(() => import("./reporting/DeliveriesPage")),
    words: "sb shangbao",
  },
  {
    path: "/reconcile",
    title: m.layout_screen_reconcile,
    icon: <CloudUploadOutlined aria-hidden />,
    roles: EVERYBODY,
    Content: lazy(() => import("./reporting/ReconcilePage")),
    aside: true,
    under: "/deliveries",
    words: "hd hedui dz duizhang",
  },
  {
    path: "/rehearsal",
    title: m.layout_screen_rehearsal,
    icon: <CloudUploadOutlined aria-hidden />,
    roles: ADMINISTRATOR,
    Content: lazy(() => import("./reporting/RehearsalPage")),
    aside: true,
    under: "/deliveries",
    words: "yy yuyan",
  },
  {
    path: "/occupancy",
    title: m.layout_screen_occupancy,
    icon: <BarChartOutlined aria-hidden />,
    roles: EVERYBODY,
    Content: Occupancy,
    words: "cw chewei",
  },
  {
    path: "/shift",
    title: m.layout_screen_shift,
    icon: <UserSwitchOutlined aria-hidden />,
    roles: EVERYBODY,
    Content: lazy(async () => ({ default: (await import("../features/shift")).ShiftScreen })),
    words: "jb jjb jiaojieban",
  },
  {
    path: "/batches",
    title: m.layout_screen_batches,
    icon: <OrderedListOutlined aria-hidden />,
    roles: ADMINISTRATOR,
    Content: lazy(() => import("./registers/BatchesPage")),
    words: "pl piliang",
  },
  {
    path: "/import",
    title: m.layout_screen_import,
    icon: <ImportOutlined aria-hidden />,
    roles: ADMINISTRATOR,
    Content: lazy(() => import("./registers/ImportPage")),
    aside: true,
    words: "dr daoru excel",
  },
  {
    path: "/audit",
    title: m.layout_screen_audit,
    icon: <SettingOutlined aria-hidden />,
    roles: ADMINISTRATOR,
    Content: lazy(async () => ({ default: (await import("../features/audit")).AuditScreen })),
    aside: true,
    under: "/settings",
    words: "sj shenji rz audit log",
  },
  {
    path: "/support",
    title: m.layout_screen_support,
    icon: <SettingOutlined aria-hidden />,
    roles: ADMINISTRATOR,
    Content: lazy(async () => ({ default: (await import("../features/support")).SupportScreen })),
    aside: true,
    under: "/settings",
    words: "rz rizhi zc zhichi log support",
  },
  {
    path: "/backups",
    title: m.layout_screen_backups,
    icon: <SettingOutlined aria-hidden />,
    roles: ADMINISTRATOR,
    Content: lazy(async () => ({ default: (await import("../features/backups")).BackupsScreen })),
    aside: true,
    under: "/settings",
    words: "bf beifen hf huifu backup restore",
  },
  {
    path: "/connections",
    title: m.layout_screen_connections,
    icon: <SettingOutlined aria-hidden />,
    roles: EVERYBODY,
    Content: lazy(async () => ({ default: (await import("../features/settings")).ConnectionsScreen })),
    aside: true,
    words: "lj ljcs lianjie ceshi",
  },
  {
    path: "/setup",
    title: m.layout_screen_setup,
    icon: <SettingOutlined aria-hidden />,
    roles: ADMINISTRATOR,
    Content: lazy(async () => ({ default: (await import("../features/settings")).SetupScreen })),
    aside: true,
    under: "/settings",
    words: "ks kssy kaishi xiangdao",
  },
  {
    path: "/settings",
    title: m.layout_screen_settings,
    icon: <SettingOutlined aria-hidden />,
    roles: ADMINISTRATOR,
    Content: Settings,
    words: "sz shezhi",
  },
];
