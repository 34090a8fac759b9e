import { mkdirSync } from "node:fs";
import path from "node:path";
import { chromium } from "@playwright/test";
import config from "../../playwright.config.ts";
import { ROOT } from "../run-process.ts";

// Draws apps/desk/resources anew from the mark of the design system: `node e2e/desk/draw-icons.ts`, by hand.
const directory = path.join(ROOT, "apps/desk/resources");
mkdirSync(directory, { recursive: true });

/** The mark of packages/ui, as it is there. */
const LEFT = "M10.6 2.6C6.2 4.2 3.5 7.7 3.5 12s2.7 7.8 7.1 9.4c.3.1.5-.1.5-.4V3c0-.3-.2-.5-.5-.4Z";
const RIGHT = "M13.4 6.1c4.3.5 7.1 2.8 7.1 5.9s-2.8 5.4-7.1 5.9c-.3 0-.5-.2-.5-.5V6.6c0-.3.2-.5.5-.5Z";

type State = "idle" | "waiting" | "offline";
const COLOURS: Record<State, string> = { idle: "#4a63d8", waiting: "#4a63d8", offline: "#8a8f98" };

/** A dot in a corner says that something waits; a thin mark that nothing would be heard. Shape first, colour second. */
function trayIcon(state: State, isTemplate: boolean): string {
  const colour = isTemplate ? "#000" : COLOURS[state];
  const dot = isTemplate ? "#000" : "#d97706";
  const mark =
    state === "offline"
      ? `<g fill="none" stroke="${colour}" stroke-width="1.6"><path d="${LEFT}"/><path d="${RIGHT}"/></g>`
      : `<g fill="${colour}"><path d="${LEFT}"/><path d="${RIGHT}" opacity="0.6"/></g>`;
  if (state !== "waiting") return `<svg viewBox="0 0 24 24">${mark}</svg>`;
  return `<svg viewBox="0 0 24 24"><mask id="m"><rect width="24" height="24" fill="#fff"/><circle cx="18.5" cy="18.5" r="7" fill="#000"/></mask><g mask="url(#m)">${mark}</g><circle cx="18.5" cy="18.5" r="5" fill="${dot}"/></svg>`;
}
const appIcon = `<svg viewBox="0 0 24 24"><rect width="24" height="24" rx="5.4" fill="#4a63d8"/><g fill="#fff" transform="translate(3.6 3.6) scale(0.7)"><path d="${LEFT}"/><path d="${RIGHT}" opacity="0.6"/></g></svg>`;

const browser = await chromium.launch(config.use?.launchOptions);
async function draw(name: string, svg: string, size: number): Promise<void> {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  await page.setContent(`<style>body{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`);
  await page.screenshot({ path: path.join(directory, name), omitBackground: true });
  await page.close();
}
for (const state of ["idle", "waiting", "offline"] as const) {
  for (const [suffix, size] of [
    ["", 16],
    ["@2x", 32],
  ] as const) {
    await draw(`tray-${state}${suffix}.png`, trayIcon(state, false), size);
    await draw(`tray-${state}Template${suffix}.png`, trayIcon(state, true), size);
  }
}
await draw("icon.png", appIcon, 512);
await browser.close();
