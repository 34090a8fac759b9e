import path from "node:path";
import type { Approvals } from "../approvals/setup-approvals.ts";
import { countWaiting } from "../approvals/waiting.ts";
import type { Connections } from "../connection/setup-connections.ts";
import type { Port } from "../port.ts";
import { type TrayState, trayMenu, trayState, trayTip } from "./tray-menu.ts";

export interface DeskTray {
  /** False where the desktop has no place for one: closing the window then ends Desk. */
  isShown: boolean;
}

/** The icon beside the clock: its picture says whether something waits, its menu leads there. Also the badge's count. */
export function setupTray(deps: {
  port: Pick<Port, "app" | "Menu" | "nativeImage" | "Tray">;
  platform: NodeJS.Platform;
  resourcesDir: string;
  approvals: Approvals;
  connections: Connections;
  open: (connectionId: string | null, path: string) => void;
}): DeskTray {
  const { port, approvals, connections } = deps;
  const { app, Menu, nativeImage } = port;
  // On macOS the name makes it a template: the system colours it for a light or a dark bar.
  const suffix = deps.platform === "darwin" ? "Template" : "";
  const imageOf = (state: TrayState) =>
    nativeImage.createFromPath(path.join(deps.resourcesDir, `tray-${state}${suffix}.png`));
  let tray: InstanceType<Port["Tray"]> | null = null;
  try {
    tray = new port.Tray(imageOf("offline"));
  } catch {
    // Some Linux desktops have no tray; the window and the messages remain.
  }

  let drawn: TrayState | null = null;
  function draw(): void {
    const views = connections.views.get();
    const waiting = approvals.waiting.get();
    const count = countWaiting(waiting);
    app.setBadgeCount(count);
    if (tray === null) return;
    const state = trayState(views, waiting);
    if (state !== drawn) tray.setImage(imageOf(state));
    drawn = state;
    tray.setToolTip(trayTip(views, waiting));
    if (deps.platform === "darwin") tray.setTitle(count > 0 ? String(count) : "");
    const actions = { open: deps.open, quit: () => app.quit() };
    tray.setContextMenu(Menu.buildFromTemplate(trayMenu(views, waiting, actions)));
  }

  tray?.on("click", () => deps.open(null, countWaiting(approvals.waiting.get()) > 0 ? "/approvals" : ""));
  approvals.waiting.subscribe(draw);
  connections.views.subscribe(draw);
  draw();
  return { isShown: tray !== null };
}
