import {
  CalendarOutlined,
  ClockCircleOutlined,
  GiftOutlined,
  HistoryOutlined,
  IdcardOutlined,
  StopOutlined,
  UserOutlined,
} from "@ant-design/icons";
import type { ReactNode } from "react";
import type { Standing } from "../bindings/Standing";
import { StatusWord, shortened, type Tone } from "../components";
import { m } from "../messages/messages.js";

interface Look {
  tone: Tone;
  icon: ReactNode;
  words: () => string;
}

const LOOKS: Record<Standing, Look> = {
  blacklisted: { tone: "bad", icon: <StopOutlined aria-hidden />, words: m.domain_standing_blacklisted },
  expired: { tone: "bad", icon: <HistoryOutlined aria-hidden />, words: m.domain_standing_expired },
  monthly: { tone: "ok", icon: <CalendarOutlined aria-hidden />, words: m.domain_standing_monthly },
  free: { tone: "ok", icon: <GiftOutlined aria-hidden />, words: m.domain_standing_free },
  custom: { tone: "info", icon: <IdcardOutlined aria-hidden />, words: m.domain_standing_custom },
  visitor: { tone: "info", icon: <UserOutlined aria-hidden />, words: m.domain_standing_visitor },
  temporary: { tone: "warn", icon: <ClockCircleOutlined aria-hidden />, words: m.domain_standing_temporary },
};

const LONGEST_TYPE = 12;

interface StandingTagProps {
  standing: Standing;
  /** The type's own name; said instead of the general word where a type is the car park's own. */
  typeName?: string | null;
  /** Without its icon, where many stand below each other and are drawn at each key. */
  icon?: false;
}

/** How a vehicle stands with the car park, by word, icon and colour. */
export function StandingTag({ standing, typeName, icon }: StandingTagProps) {
  const look = LOOKS[standing];
  return (
    <StatusWord tone={look.tone} icon={icon ?? look.icon}>
      <span data-standing={standing}>{standingWords(standing, typeName)}</span>
    </StatusWord>
  );
}

export function standingWords(standing: Standing, typeName?: string | null): string {
  return standing === "custom" && typeName ? shortened(typeName, LONGEST_TYPE) : LOOKS[standing].words();
}

/** Days left of a registration: `剩 40 天`, `今天到期`, `已过期 3 天`. */
export function daysLeftWords(days: number): string {
  if (days < 0) return m.domain_days_over({ days: -days });
  return days === 0 ? m.domain_days_last() : m.domain_days_left({ days });
}
