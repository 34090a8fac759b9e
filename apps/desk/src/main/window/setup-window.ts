import type { NoticeOf } from "../../shared/ipc.ts";
import { NOTICE_PAYLOADS } from "../../shared/ipc.ts";
import { type Notice, noticeChannel } from "../../shared/verbs.ts";
import type { OpenExternal } from "../links/external-link.ts";
import type { DeskWindow, Port } from "../port.ts";
import { CONTENT_URL } from "./content.ts";

export interface DeskWindows {
  /** The one window, while it exists. */
  current(): DeskWindow | null;
  /** Brings the window to the front; makes it when there is none. */
  show(): void;
  /** Tells the window, when there is one. */
  send<N extends Notice>(notice: N, payload: NoticeOf<N>): void;
  /** From now on closing the window closes it. */
  letClose(): void;
}

/** The window: sandboxed, isolated, without a way to anywhere but its own pages. */
export function setupWindow(deps: {
  port: Pick<Port, "BrowserWindow" | "session">;
  preloadFile: string;
  /** Linux shows it in its window list; the others take it from the package. */
  iconFile: string;
  isPackaged: boolean;
  openExternal: OpenExternal;
  /** Closing hides while something brings it back. */
  hidesOnClose: () => boolean;
}): DeskWindows {
  const { BrowserWindow, session } = deps.port;
  let window: DeskWindow | null = null;
  let isClosing = false;

  // The page uses no camera, position, clipboard reading or the like.
  session.defaultSession.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.defaultSession.setPermissionCheckHandler(() => false);

  /** Nobody waits for it: where no browser opens, nothing happens. */
  const openQuietly = (url: string): void => void deps.openExternal(url).catch(() => {});

  function create(): DeskWindow {
    const created = new BrowserWindow({
      width: 1_080,
      height: 760,
      minWidth: 380,
      minHeight: 560,
      show: false,
      title: "Peta Desk",
      icon: deps.iconFile,
      autoHideMenuBar: true,
      webPreferences: {
        preload: deps.preloadFile,
        contextIsolation: true,
        sandbox: true,
        nodeIntegration: false,
        nodeIntegrationInWorker: false,
        nodeIntegrationInSubFrames: false,
        webSecurity: true,
        webviewTag: false,
        navigateOnDragDrop: false,
        spellcheck: false,
        devTools: !deps.isPackaged,
      },
    });
    const { webContents } = created;
    // Links leave by the person's browser or not at all; moves within the page (#/…) are none (A16).
    webContents.setWindowOpenHandler(({ url }) => {
      openQuietly(url);
      return { action: "deny" };
    });
    webContents.on("will-navigate", (event) => {
      event.preventDefault();
      openQuietly(event.url);
    });
    webContents.on("will-redirect", (event) => event.preventDefault());
    webContents.on("will-frame-navigate", (event) => {
      if (!event.isMainFrame) event.preventDefault();
    });
    webContents.on("will-attach-webview", (event) => event.preventDefault());
    created.once("ready-to-show", () => created.show());
    created.on("close", (event) => {
      if (isClosing || !deps.hidesOnClose()) return;
      event.preventDefault();
      created.hide();
    });
    created.on("closed", () => {
      if (window === created) window = null;
    });
    // A window that is closed while it loads is no failure.
    created.loadURL(CONTENT_URL).catch(() => {});
    return created;
  }

  return {
    current: () => (window === null || window.isDestroyed() ? null : window),
    show() {
      if (window === null || window.isDestroyed()) {
        window = create();
        return;
      }
      if (window.isMinimized()) window.restore();
      window.show();
      window.focus();
    },
    send(notice, payload) {
      if (window === null || window.isDestroyed()) return;
      // Parsed like an answer: nothing leaves that the channel table does not name.
      window.webContents.send(noticeChannel(notice), NOTICE_PAYLOADS[notice].parse(payload));
    },
    letClose() {
      isClosing = true;
    },
  };
}
