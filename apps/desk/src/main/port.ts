import type * as Electron from "electron";

/**
 * What the main process uses of Electron, in Electron's own types: `const port: Port = electron` in index.ts compiles
 * only while both agree. Tests hand a twin instead.
 */
export interface Port {
  app: Pick<
    Electron.App,
    | "focus"
    | "getPath"
    | "getVersion"
    | "isPackaged"
    | "on"
    | "quit"
    | "requestSingleInstanceLock"
    | "setAppUserModelId"
    | "setAsDefaultProtocolClient"
    | "setBadgeCount"
    | "whenReady"
  >;
  BrowserWindow: new (options: Electron.BrowserWindowConstructorOptions) => DeskWindow;
  ipcMain: Pick<Electron.IpcMain, "handle">;
  Menu: {
    buildFromTemplate(template: Electron.MenuItemConstructorOptions[]): Electron.Menu;
    setApplicationMenu(menu: Electron.Menu | null): void;
  };
  nativeImage: { createFromPath(path: string): Electron.NativeImage };
  nativeTheme: Pick<Electron.NativeTheme, "themeSource">;
  Notification: {
    new (options: Electron.NotificationConstructorOptions): Pick<Electron.Notification, "close" | "on" | "show">;
    isSupported(): boolean;
  };
  powerMonitor: Pick<Electron.PowerMonitor, "on">;
  protocol: Pick<Electron.Protocol, "handle" | "registerSchemesAsPrivileged">;
  safeStorage: Pick<
    Electron.SafeStorage,
    "decryptStringAsync" | "encryptStringAsync" | "getSelectedStorageBackend" | "isAsyncEncryptionAvailable"
  >;
  session: { defaultSession: Pick<Electron.Session, "setPermissionCheckHandler" | "setPermissionRequestHandler"> };
  shell: Pick<Electron.Shell, "openExternal">;
  Tray: new (
    image: Electron.NativeImage,
  ) => Pick<Electron.Tray, "destroy" | "on" | "setContextMenu" | "setImage" | "setTitle" | "setToolTip">;
}

export type DeskWindow = Pick<
  Electron.BrowserWindow,
  "focus" | "hide" | "isDestroyed" | "isMinimized" | "loadURL" | "on" | "once" | "restore" | "show"
> & {
  webContents: Pick<Electron.WebContents, "on" | "send" | "setWindowOpenHandler">;
};
