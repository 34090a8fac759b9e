import type { ApprovalView } from "@peta/contract";
import type { Approvals } from "../approvals/setup-approvals.ts";
import type { Clock } from "../clock.ts";
import type { Connections } from "../connection/setup-connections.ts";
import type { Port } from "../port.ts";

type Shown = InstanceType<Port["Notification"]>;

/** After a message the next ones are gathered this long: a hundred questions must not be a hundred messages (A55). */
const QUIET_MS = 5_000;
/** Not every desktop says when a message is gone. */
const MOST_ALIVE = 50;

/** Who wants what, in a line. Never an argument's value: the screen may be shared. */
export const approvalLine = (approval: ApprovalView): string =>
  `${approval.principalName} wants to use ${approval.title ?? approval.name} of ${approval.serverName}`;

/**
 * Messages of the system for new approvals; a click opens the approval, or the inbox when there are several. One that
 * is decided elsewhere takes its message away.
 */
export function setupNotifications(deps: {
  Notification: Port["Notification"];
  approvals: Approvals;
  connections: Connections;
  clock: Clock;
  isOn: () => boolean;
  /** Shows the window at a path. */
  open: (connectionId: string, path: string) => void;
}): void {
  const { Notification, approvals, connections, clock } = deps;
  const shown = new Map<string, Shown>();
  const alive = new Set<Shown>();
  let gathered: { connectionId: string; approval: ApprovalView }[] = [];
  let isQuiet = false;

  function show(title: string, body: string, onClick: () => void): Shown | null {
    if (!deps.isOn() || !Notification.isSupported()) return null;
    const notification = new Notification({ title, body });
    // One that nobody holds is collected, and its click with it.
    alive.add(notification);
    for (const oldest of alive) if (alive.size > MOST_ALIVE) alive.delete(oldest);
    notification.on("close", () => void alive.delete(notification));
    notification.on("click", onClick);
    notification.show();
    return notification;
  }

  function tell(): void {
    const [first, ...others] = gathered;
    gathered = [];
    if (first === undefined) {
      isQuiet = false;
      return;
    }
    isQuiet = true;
    clock.after(QUIET_MS, tell);
    const { connectionId, approval } = first;
    if (others.length > 0)
      return void show(`${others.length + 1} approvals wait`, `${approvalLine(approval)}, and more.`, () =>
        deps.open(connectionId, "/approvals"),
      );
    const notification = show(
      approvalLine(approval),
      approval.needsStepUp ? `${approval.summary} It needs your password.` : approval.summary,
      () => deps.open(connectionId, `/approvals/${encodeURIComponent(approval.approvalId)}`),
    );
    if (notification !== null) shown.set(approval.approvalId, notification);
  }

  approvals.onNew((connectionId, added) => {
    gathered.push(...added.map((approval) => ({ connectionId, approval })));
    if (!isQuiet) tell();
  });
  approvals.waiting.subscribe((all) => {
    const ids = new Set(all.flatMap((one) => one.approvals.map(({ approvalId }) => approvalId)));
    gathered = gathered.filter(({ approval }) => ids.has(approval.approvalId));
    for (const [approvalId, notification] of shown) {
      if (ids.has(approvalId)) continue;
      notification.close();
      shown.delete(approvalId);
    }
  });
  // Danger level 1: it ran, and the person is told so.
  connections.listen({
    onNotification(connectionId, notification) {
      if (notification.type === "tool_called")
        show("A tool was used", notification.message, () => deps.open(connectionId, "/approvals"));
    },
  });
}
