import {
  Activity,
  KeyRound,
  LayoutDashboard,
  MonitorSmartphone,
  ScrollText,
  Server,
  Settings,
  Users,
} from "lucide-react";
import type { Place } from "./places.ts";

const icons = {
  overview: LayoutDashboard,
  servers: Server,
  principals: Users,
  permissions: KeyRound,
  policies: ScrollText,
  audit: Activity,
  sessions: MonitorSmartphone,
  settings: Settings,
} as const;

export function PlaceIcon({ icon }: { icon: Place["icon"] }) {
  const Icon = icons[icon];
  return <Icon aria-hidden />;
}
