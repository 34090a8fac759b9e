import { randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "@playwright/test";
import type { run as Run } from "../../apps/desk/src/main/app.ts";
import type { DeskApi } from "../../apps/desk/src/shared/ipc.ts";
import { ROOT } from "../run-process.ts";
import { createPortTwin, type System } from "./port-twin.ts";

declare global {
  interface Window {
    readonly desk: DeskApi;
  }
}

export const DESK = path.join(ROOT, "apps/desk");
const built = (...parts: string[]): string => path.join(DESK, "out", ...parts);

export interface RunningDesk {
  /** The window. */
  page: Page;
  system: System;
  /** What the window threw or complained about until now. */
  errors: () => string[];
  /** Everything that the application has written to the person's disk. */
  written: () => string;
  /** Ends the application and starts it anew on the same computer. */
  restart: () => Promise<void>;
  stop: () => Promise<void>;
}

export interface DeskOptions {
  viewport?: { width: number; height: number };
  hasKeychain?: boolean;
  argv?: readonly string[];
  /** How far Desk's clock is ahead of Core's, in milliseconds. */
  aheadMs?: () => number;
}

/**
 * The built application on a twin of Electron: the main process runs here, the built preload script and renderer run in
 * Chromium. Not covered by it: Electron's own tray, menus, messages, keychain, links, sandbox and process isolation.
 */
export async function startDesk(browser: Browser, options: DeskOptions = {}): Promise<RunningDesk> {
  if (!existsSync(built("main/app.js")))
    throw new Error("Desk is not built: npx pnpm --filter @peta/desk run build (npm test does it by itself).");
  const { run } = (await import(pathToFileURL(built("main/app.js")).href)) as { run: typeof Run };
  const userDataDir = mkdtempSync(path.join(tmpdir(), "peta-desk-"));
  const keychain = (options.hasKeychain ?? true) ? randomBytes(32) : null;
  let current = await start();

  async function start() {
    const context = await browser.newContext({
      viewport: options.viewport ?? { width: 1_180, height: 800 },
      reducedMotion: "reduce",
      colorScheme: "light",
    });
    const { port, system, emitter } = createPortTwin({ context, userDataDir, keychain });
    await run(port, {
      platform: "linux",
      argv: options.argv ?? [],
      preloadFile: built("preload/index.cjs"),
      rendererDir: built("renderer"),
      resourcesDir: path.join(DESK, "resources"),
      fetch,
      clock: {
        now: () => Date.now() + (options.aheadMs?.() ?? 0),
        after(delayMs, then) {
          const timer = setTimeout(then, delayMs);
          return () => clearTimeout(timer);
        },
      },
    });
    const [window] = system.windows;
    if (window === undefined) throw new Error("The application made no window.");
    const page = await window.page;
    return { context, system, emitter, page, errors: window.errors };
  }
  async function end(): Promise<void> {
    current.emitter.emit("before-quit");
    await current.context.close();
  }
  return {
    get page() {
      return current.page;
    },
    get system() {
      return current.system;
    },
    errors: () => current.errors(),
    written: () =>
      readdirSync(userDataDir)
        .map((name) => readFileSync(path.join(userDataDir, name), "utf8"))
        .join("\n"),
    async restart() {
      await end();
      current = await start();
    },
    async stop() {
      await end();
      rmSync(userDataDir, { recursive: true, force: true });
    },
  };
}
