import { hostname } from "node:os";
import path from "node:path";
import type { ChangeTopic } from "@peta/contract";
import type { ChangedNoun } from "../shared/ipc.ts";
import type { DeskState } from "../shared/state.ts";
import { setupApprovals } from "./approvals/setup-approvals.ts";
import { countWaitingOf } from "./approvals/waiting.ts";
import { type Clock, systemClock } from "./clock.ts";
import { createKnownCoresFile } from "./connection/known-cores.ts";
import { setupConnections } from "./connection/setup-connections.ts";
import { setupSignIn } from "./connection/setup-sign-in.ts";
import type { Fetch } from "./http/fetch-core.ts";
import { coreHandlers } from "./ipc/core-handlers.ts";
import { deskHandlers } from "./ipc/desk-handlers.ts";
import { setupIpc } from "./ipc/setup-ipc.ts";
import { createOpenExternal } from "./links/external-link.ts";
import { setupLinks } from "./links/setup-links.ts";
import { setupNotifications } from "./notifications/setup-notifications.ts";
import type { Port } from "./port.ts";
import { setupSettings } from "./settings/setup-settings.ts";
import { setupTray } from "./tray/setup-tray.ts";
import { setupVault } from "./vault/setup-vault.ts";
import { CONTENT_PRIVILEGES, CONTENT_SCHEME, createContentHandler } from "./window/content.ts";
import { setupWindow } from "./window/setup-window.ts";

export interface RunOptions {
  platform: NodeJS.Platform;
  argv: readonly string[];
  /** Built files: the preload script, the renderer's directory, the tray's pictures. */
  preloadFile: string;
  rendererDir: string;
  resourcesDir: string;
  fetch: Fetch;
  clock?: Clock;
}

/** What each topic of Core's makes stale in the window. */
const NOUNS: Partial<Record<ChangeTopic, readonly ChangedNoun[]>> = {
  clients: ["clients", "sessions"],
  permissions: ["clients"],
  servers: ["servers", "clients"],
  principals: ["clients", "sessions", "servers"],
};
const nounsOf = (topics: readonly ChangeTopic[]): ChangedNoun[] => [
  ...new Set(topics.flatMap((topic) => NOUNS[topic] ?? [])),
];

/** Runs the application on Electron, or on a twin of it. Resolves once the window is on its way, or with another Desk running. */
export async function run(port: Port, options: RunOptions): Promise<void> {
  const { app } = port;
  const { platform } = options;
  const clock = options.clock ?? systemClock;
  // One Desk for one person: a second start shows the first one's window.
  if (!app.requestSingleInstanceLock()) return app.quit();
  if (platform === "win32") app.setAppUserModelId("com.peta.desk");
  port.protocol.registerSchemesAsPrivileged([CONTENT_PRIVILEGES]);
  await app.whenReady();
  port.protocol.handle(CONTENT_SCHEME, createContentHandler(options.rendererDir));

  const file = (name: string): string => path.join(app.getPath("userData"), name);
  const openExternal = createOpenExternal(port.shell);
  const settings = setupSettings({ nativeTheme: port.nativeTheme, file: file("settings.json") });
  const vault = await setupVault({ safeStorage: port.safeStorage, platform, file: file("secrets.json") });
  const { fetch } = options;
  const version = app.getVersion();
  const connections = setupConnections({
    fetch,
    clock,
    version,
    device: { deviceName: hostname(), platform },
    currentPage: () => "desk",
    vault,
    file: createKnownCoresFile(file("connections.json")),
  });
  const signIn = setupSignIn({ fetch, clock, version, openExternal, connections });
  const approvals = setupApprovals({ connections, clock });

  const windows = setupWindow({
    port,
    preloadFile: options.preloadFile,
    iconFile: path.join(options.resourcesDir, "icon.png"),
    isPackaged: app.isPackaged,
    openExternal,
    hidesOnClose: () => tray.isShown,
  });
  function open(connectionId: string | null, at: string): void {
    // A message may outlive its connection.
    if (connections.views.get().some((view) => view.connectionId === connectionId))
      connections.select(connectionId ?? "");
    windows.show();
    if (at !== "") windows.send("open", { path: at });
  }
  const tray = setupTray({ port, platform, resourcesDir: options.resourcesDir, approvals, connections, open });
  const links = setupLinks({ app, connections, open });
  setupNotifications({
    Notification: port.Notification,
    approvals,
    connections,
    clock,
    isOn: () => settings.current.get().notifications,
    open,
  });

  const state = (): DeskState => ({
    version,
    settings: settings.current.get(),
    storage: vault.storage,
    connections: connections.views.get().map((view) => ({
      ...view,
      waiting: countWaitingOf(approvals.waiting.get(), view.connectionId),
    })),
    currentId: connections.currentId.get(),
    signIn: signIn.pending.get(),
    linkRequest: links.request.get(),
  });
  const sendState = (): void => windows.send("state", state());
  const watched = [
    settings.current,
    connections.views,
    connections.currentId,
    approvals.waiting,
    signIn.pending,
    links.request,
  ];
  for (const store of watched) store.subscribe(sendState);

  const sendChanged = (connectionId: string, nouns: ChangedNoun[]): void =>
    windows.send("changed", { connectionId, nouns });
  connections.listen({
    onLive: (connectionId) => sendChanged(connectionId, ["approvals", "clients", "sessions", "servers"]),
    onNotification(connectionId, { type }) {
      if (type.startsWith("approval_")) sendChanged(connectionId, ["approvals"]);
    },
    onChanged: (connectionId, topics) => sendChanged(connectionId, nounsOf(topics)),
  });

  setupIpc({
    ipcMain: port.ipcMain,
    window: windows.current,
    handlers: {
      ...coreHandlers(connections),
      ...deskHandlers({ state, settings, connections, signIn, links, openExternal, showWindow: windows.show }),
    },
    // No more than the name: what was asked may hold arguments or a password.
    onUnexpected: (verb, error) =>
      console.error(`${verb} failed:`, error instanceof Error ? `${error.name}: ${error.message}` : "unknown problem"),
  });

  port.Menu.setApplicationMenu(
    // Without the edit menu, macOS knows no copy and paste.
    platform === "darwin"
      ? port.Menu.buildFromTemplate([{ role: "appMenu" }, { role: "editMenu" }, { role: "windowMenu" }])
      : null,
  );
  app.on("second-instance", (_event, argv) => {
    windows.show();
    links.openFrom(argv);
  });
  app.on("activate", () => windows.show());
  app.on("window-all-closed", () => {
    if (!tray.isShown && platform !== "darwin") app.quit();
  });
  app.on("before-quit", () => {
    windows.letClose();
    signIn.cancel();
    connections.stop();
  });
  // A computer that slept has missed what happened, and sockets that look alive.
  port.powerMonitor.on("resume", () => connections.retryAll());

  windows.show();
  await connections.start();
  links.openFrom(options.argv);
}
