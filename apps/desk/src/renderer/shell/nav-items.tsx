import type { NavItem } from "@peta/ui";
import { Inbox, KeyRound, MonitorDot, PlugZap, Settings } from "lucide-react";
import { hrefTo } from "../router/route.ts";

export const navItems = (waiting: number): NavItem[] => [
  { href: hrefTo.approvals(), label: "Approvals", icon: <Inbox aria-hidden />, count: waiting, shortcut: "g a" },
  { href: hrefTo.clients(), label: "Clients", icon: <MonitorDot aria-hidden />, shortcut: "g c" },
  { href: hrefTo.credentials(), label: "Own credentials", icon: <KeyRound aria-hidden />, shortcut: "g o" },
  { href: hrefTo.sessions(), label: "Sessions", icon: <PlugZap aria-hidden />, shortcut: "g s" },
  { href: hrefTo.settings(), label: "Settings", icon: <Settings aria-hidden />, shortcut: "g ," },
];
