import { readFileSync } from "node:fs";
import type { BrowserContext, Page } from "@playwright/test";
import type { DeskWindow, Port } from "../../apps/desk/src/main/port.ts";
import { watchErrors } from "../watch-errors.ts";

type OpenHandler = (details: { url: string }) => unknown;
type Handler = (event: never, ...args: unknown[]) => unknown;
type Options = ConstructorParameters<Port["BrowserWindow"]>[0];
type ContentHandler = (request: Request) => Response | Promise<Response>;

/** What the twins of one application share. */
export interface Stage {
  context: BrowserContext;
  /** By channel: what the main process has registered on ipcMain. */
  handlers: Map<string, Handler>;
  /** What it has registered for its own scheme. */
  content: () => ContentHandler;
  /** Every window that was made, with the options it was made with. */
  windows: PageWindow[];
}

/** The scheme of the real pages is none of Chromium's here: they are served under this origin, by the real handler. */
const ORIGIN = "https://desk.test";
const SCHEME = "peta-desk-app://app";

/** Gives the built preload script what a sandboxed one gets: `electron` with two of its modules, and nothing else. */
const asSandboxedPreload = (code: string): string => `(() => {
  if (window !== window.top) return;
  const listeners = new Map();
  const ask = window.__invoke;
  Object.defineProperty(window, "__notice", { value: (channel, payload) => {
    for (const listener of listeners.get(channel) ?? []) listener({}, payload);
  } });
  const freeze = (value) => {
    if (typeof value === "object" && value !== null) Object.values(value).forEach(freeze);
    return Object.freeze(value);
  };
  const electron = {
    contextBridge: { exposeInMainWorld: (name, api) => Object.defineProperty(window, name, { value: freeze(api) }) },
    ipcRenderer: {
      invoke: (channel, ...args) => ask({ channel, args }),
      on: (channel, listener) => listeners.set(channel, [...(listeners.get(channel) ?? []), listener]),
      removeListener: (channel, listener) =>
        listeners.set(channel, (listeners.get(channel) ?? []).filter((one) => one !== listener)),
    },
  };
  const require = (name) => {
    if (name !== "electron") throw new Error("A sandboxed preload script may not require " + name);
    return electron;
  };
  const module = { exports: {} };
  ((module, exports, require) => { ${code}
  })(module, module.exports, require);
})();`;

interface Noticed {
  __notice(channel: string, payload: unknown): void;
}

/** A twin of BrowserWindow whose window is a page of Playwright's browser. */
export class PageWindow implements DeskWindow {
  readonly options: Options;
  readonly webContents: DeskWindow["webContents"];
  /** How often it was brought to the front. */
  shows = 0;
  page: Promise<Page>;
  /** What the page threw or complained about until now, from its first moment on. */
  errors: () => string[] = () => [];
  readonly #stage: Stage;
  readonly #listeners = new Map<string, ((...args: never[]) => void)[]>();
  #loaded: Page | null = null;
  #isClosed = false;
  #openHandler: OpenHandler = () => ({ action: "allow" });
  #resolvePage: (page: Page) => void = () => {};

  constructor(stage: Stage, options: Options) {
    this.#stage = stage;
    this.options = options;
    this.page = new Promise((resolve) => (this.#resolvePage = resolve));
    this.webContents = {
      on: this.#on,
      send: (channel: string, payload: unknown) => {
        const page = this.#loaded;
        if (page === null) return;
        page
          .evaluate(([at, what]) => (globalThis as unknown as Noticed).__notice(at, what), [
            channel,
            structuredClone(payload),
          ] as const)
          // A window that closes meanwhile hears nothing.
          .catch(() => {});
      },
      setWindowOpenHandler: (handler: OpenHandler) => (this.#openHandler = handler),
    } as unknown as DeskWindow["webContents"];
    stage.windows.push(this);
  }

  readonly #on = ((event: string, listener: (...args: never[]) => void) => {
    this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), listener]);
    return this;
  }) as never;

  /** Electron's event with its `preventDefault`; answers whether it was prevented. */
  emit(event: string, details: object = {}): boolean {
    let isPrevented = false;
    const sent = { ...details, preventDefault: () => (isPrevented = true) };
    for (const listener of this.#listeners.get(event) ?? []) (listener as (sent: object) => void)(sent);
    return isPrevented;
  }

  /** What the application answers to `window.open`. */
  openFromPage = (url: string): unknown => this.#openHandler({ url });

  on = this.#on;
  once = this.#on;
  focus = (): void => {};
  hide = (): void => {};
  restore = (): void => {};
  isMinimized = (): boolean => false;
  isDestroyed = (): boolean => this.#isClosed;
  show = (): void => void this.shows++;

  loadURL = async (url: string): Promise<void> => {
    const page = await this.#stage.context.newPage();
    this.errors = watchErrors(page);
    const preload = this.options.webPreferences?.preload;
    if (preload === undefined) throw new Error("The window has no preload script.");
    await page.exposeBinding("__invoke", async (source, { channel, args }: { channel: string; args: unknown[] }) => {
      const handler = this.#stage.handlers.get(channel);
      if (handler === undefined) throw new Error(`No handler registered for '${channel}'`);
      const senderFrame = { url: source.frame.url().replace(ORIGIN, SCHEME), parent: source.frame.parentFrame() };
      const event = { sender: this.webContents, senderFrame };
      return structuredClone(await handler(event as never, ...structuredClone(args)));
    });
    await page.addInitScript(asSandboxedPreload(readFileSync(preload, "utf8")));
    await page.route(`${ORIGIN}/**`, async (route) => {
      const request = { url: route.request().url().replace(ORIGIN, SCHEME), method: route.request().method() };
      const response = await this.#stage.content()(request as Request);
      await route.fulfill({
        status: response.status,
        headers: Object.fromEntries(response.headers),
        body: Buffer.from(await response.arrayBuffer()),
      });
    });
    // The page asks while it loads, and is heard then.
    this.#loaded = page;
    await page.goto(url.replace(SCHEME, ORIGIN));
    this.emit("ready-to-show");
    this.#resolvePage(page);
  };

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#loaded?.close();
  }
}
