import {
  Activity,
  AppWindow,
  Globe,
  Inbox,
  KeyRound,
  LayoutDashboard,
  MonitorSmartphone,
  Network,
  PlugZap,
  ScanSearch,
  ScrollText,
  Server,
  ServerCog,
  Settings,
  Users,
} from "lucide-react";
import type { Place } from "./places.ts";

const icons = {
  overview: LayoutDashboard,
  approvals: Inbox,
  servers: Server,
  principals: Users,
  permissions: KeyRound,
  policies: ScrollText,
  oauthClients: AppWindow,
  network: Network,
  publicAccess: Globe,
  discovery: ScanSearch,
  audit: Activity,
  ownServers: ServerCog,
  ownClients: PlugZap,
  sessions: MonitorSmartphone,
  settings: Settings,
} as const;

export function PlaceIcon({ icon }: { icon: Place["icon"] }) {
  const Icon = icons[icon];
  return <Icon aria-hidden />;
}
