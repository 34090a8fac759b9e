import type { MenuItemConstructorOptions } from "electron";
import type { ConnectionStatus, ConnectionView } from "../../shared/state.ts";
import { countWaiting, type Waiting } from "../approvals/waiting.ts";
import { approvalLine } from "../notifications/setup-notifications.ts";

export type TrayState = "waiting" | "idle" | "offline";

type View = Pick<ConnectionView, "connectionId" | "name" | "status">;

const WORDS: Record<ConnectionStatus, string> = {
  live: "connected",
  connecting: "connecting",
  reconnecting: "not reachable",
  signed_out: "signed out",
};
const MOST_ENTRIES = 5;

/** Something waits; all is well; or nothing would be heard of. */
export function trayState(views: readonly View[], waiting: readonly Waiting[]): TrayState {
  if (countWaiting(waiting) > 0) return "waiting";
  return views.some(({ status }) => status === "live") ? "idle" : "offline";
}

const waitingText = (count: number): string => (count === 1 ? "1 approval waits" : `${count} approvals wait`);

/** The line that the tray shows under the pointer. */
export function trayTip(views: readonly View[], waiting: readonly Waiting[]): string {
  const count = countWaiting(waiting);
  if (count > 0) return `Peta Desk: ${waitingText(count)}`;
  if (views.length === 0) return "Peta Desk: not signed in";
  return views.some(({ status }) => status === "live") ? "Peta Desk: nothing waits" : "Peta Desk: not connected";
}

/** A text as a menu shows it: no accelerator, no line break, not endless. */
const asLabel = (text: string): string =>
  text
    .replace(/[\p{Cc}\p{Bidi_Control}]/gu, " ")
    .slice(0, 90)
    .replaceAll("&", "&&");

/** The tray's menu: what waits, how each Core is, and the window. */
export function trayMenu(
  views: readonly View[],
  waiting: readonly Waiting[],
  actions: { open: (connectionId: string | null, path: string) => void; quit: () => void },
): MenuItemConstructorOptions[] {
  const all = waiting.flatMap(({ connectionId, approvals }) =>
    approvals.map((approval) => ({ connectionId, approval })),
  );
  const entries = all.slice(0, MOST_ENTRIES).map(({ connectionId, approval }) => ({
    label: asLabel(approvalLine(approval)),
    click: () => actions.open(connectionId, `/approvals/${encodeURIComponent(approval.approvalId)}`),
  }));
  return [
    { label: all.length === 0 ? "Nothing waits for you" : waitingText(all.length), enabled: false },
    ...entries,
    ...(all.length > entries.length
      ? [{ label: `And ${all.length - entries.length} more`, click: () => actions.open(null, "/approvals") }]
      : []),
    { type: "separator" },
    ...views.map(({ connectionId, name, status }) => ({
      label: asLabel(`${name}: ${WORDS[status]}`),
      click: () => actions.open(connectionId, "/approvals"),
    })),
    ...(views.length > 0 ? [{ type: "separator" as const }] : []),
    { label: "Open Peta Desk", click: () => actions.open(null, "/approvals") },
    { label: "Quit Peta Desk", click: actions.quit },
  ];
}
