import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { EventEmitter } from "node:events";
import type { BrowserContext } from "@playwright/test";
import type { Port } from "../../apps/desk/src/main/port.ts";
import { PageWindow, type Stage } from "./page-window.ts";

type Template = Parameters<Port["Menu"]["buildFromTemplate"]>[0];

/** One message of the system. */
export interface SystemMessage {
  title: string;
  body: string;
  isClosed: boolean;
  click: () => void;
}

/** What the computer around the application shows and was asked for. */
export interface System {
  messages: SystemMessage[];
  /** Links that were handed to the person's browser. */
  opened: string[];
  badge: () => number;
  tray: () => { image: string; tip: string; labels: string[]; click: (label: RegExp) => void };
  /** The system hands a link to the application. */
  followLink: (url: string) => void;
  scheme: () => string | null;
  windows: PageWindow[];
}

export interface TwinOptions {
  context: BrowserContext;
  userDataDir: string;
  /** The key of this computer's keychain; null: it has none. */
  keychain: Buffer | null;
}

/** A twin of Electron: its windows are pages, its keychain is real encryption, the rest is remembered for tests to see. */
export function createPortTwin(options: TwinOptions): { port: Port; system: System; emitter: EventEmitter } {
  const { context, keychain } = options;
  const emitter = new EventEmitter();
  const messages: SystemMessage[] = [];
  const opened: string[] = [];
  let badge = 0;
  let scheme: string | null = null;
  let tray = { image: "", tip: "", menu: [] as Template };
  let content: ReturnType<Stage["content"]> = () => new Response("", { status: 404 });
  const stage: Stage = { context, handlers: new Map(), content: () => content, windows: [] };

  const port = {
    app: {
      isPackaged: true,
      focus: () => {},
      getPath: () => options.userDataDir,
      getVersion: () => "0.1.0",
      on: emitter.on.bind(emitter),
      quit: () => emitter.emit("before-quit"),
      requestSingleInstanceLock: () => true,
      setAppUserModelId: () => {},
      setAsDefaultProtocolClient: (name: string) => ((scheme = name), true),
      setBadgeCount: (count: number) => ((badge = count), true),
      whenReady: async () => {},
    },
    BrowserWindow: class extends PageWindow {
      constructor(of: ConstructorParameters<Port["BrowserWindow"]>[0]) {
        super(stage, of);
      }
    },
    ipcMain: { handle: (channel: string, handler: never) => void stage.handlers.set(channel, handler) },
    Menu: {
      buildFromTemplate: (template: Template) => template,
      setApplicationMenu: () => {},
    },
    nativeImage: { createFromPath: (path: string) => path },
    nativeTheme: {
      set themeSource(theme: "light" | "dark" | "system") {
        for (const window of stage.windows)
          void window.page.then((page) => page.emulateMedia({ colorScheme: theme === "system" ? null : theme }));
      },
    },
    Notification: class {
      static isSupported = () => true;
      readonly #message: SystemMessage;
      constructor({ title = "", body = "" }: { title?: string; body?: string }) {
        this.#message = { title, body, isClosed: false, click: () => {} };
      }
      on(event: string, listener: () => void) {
        if (event === "click") this.#message.click = listener;
        return this;
      }
      show = () => void messages.push(this.#message);
      close = () => void (this.#message.isClosed = true);
    },
    powerMonitor: { on: emitter.on.bind(emitter) },
    protocol: {
      registerSchemesAsPrivileged: () => {},
      handle: (_scheme: string, handler: typeof content) => void (content = handler),
    },
    safeStorage: {
      isAsyncEncryptionAvailable: async () => keychain !== null,
      getSelectedStorageBackend: () => (keychain === null ? "basic_text" : "gnome_libsecret"),
      async encryptStringAsync(text: string) {
        const iv = randomBytes(16);
        const cipher = createCipheriv("aes-256-ctr", keychain ?? Buffer.alloc(32), iv);
        return Buffer.concat([iv, cipher.update(text, "utf8"), cipher.final()]);
      },
      async decryptStringAsync(sealed: Buffer) {
        const cipher = createDecipheriv("aes-256-ctr", keychain ?? Buffer.alloc(32), sealed.subarray(0, 16));
        return { result: cipher.update(sealed.subarray(16), undefined, "utf8"), shouldReEncrypt: false };
      },
    },
    session: { defaultSession: { setPermissionCheckHandler: () => {}, setPermissionRequestHandler: () => {} } },
    shell: { openExternal: async (url: string) => void opened.push(url) },
    Tray: class {
      constructor(image: string) {
        tray = { ...tray, image };
      }
      on = () => this;
      destroy = () => {};
      setTitle = () => {};
      setImage = (image: string) => void (tray = { ...tray, image });
      setToolTip = (tip: string) => void (tray = { ...tray, tip });
      setContextMenu = (menu: Template) => void (tray = { ...tray, menu });
    },
  } as unknown as Port;

  const system: System = {
    messages,
    opened,
    badge: () => badge,
    tray: () => ({
      image: tray.image.replace(/^.*tray-/, "").replace(".png", ""),
      tip: tray.tip,
      labels: tray.menu.flatMap(({ label }) => label ?? []),
      click(label) {
        const item = tray.menu.find((one) => label.test(one.label ?? ""));
        if (item?.click === undefined) throw new Error(`The tray has no ${label}.`);
        (item.click as () => void)();
      },
    }),
    followLink: (url) => void emitter.emit("open-url", { preventDefault() {} }, url),
    scheme: () => scheme,
    windows: stage.windows,
  };
  return { port, system, emitter };
}
