import path from "node:path";
import { expect, type Locator, type Page, test } from "@playwright/test";
import { type RunningDesk, startDesk } from "../desk/start-desk.ts";
import { useCore } from "../fixtures.ts";
import type { RunningCore } from "../start-core.ts";
import { watchErrors } from "../watch-errors.ts";

export interface Journey {
  core: RunningCore;
  /** The administrator's browser. */
  olga: Page;
  /** The user's browser, and their Desk. */
  uma: Page;
  desk: RunningDesk;
  /** A file that the agents' server may reach. */
  inProject: (name: string) => string;
  /** The approval that Desk shows. */
  card: () => Locator;
  /** Opens the one that waits by a click on the message of the system. */
  openWaiting: () => Promise<void>;
  /** Approves what the card shows; with one more look, since the tools of this journey can destroy things. */
  approve: (button: string, password?: string) => Promise<void>;
}

/** A new Core, two browsers and a Desk that nobody has signed in; complaints of any page fail the test. */
export function useJourney(): () => Journey {
  const core = useCore();
  let journey: Journey | undefined;
  let complaints: (() => string[])[] = [];
  test.beforeAll(async ({ browser }) => {
    const desk = await startDesk(browser);
    const open = () => browser.newPage({ baseURL: core().url, viewport: { width: 1280, height: 900 } });
    const [olga, uma] = [await open(), await open()];
    const ofUma = watchErrors(uma);
    complaints = [
      watchErrors(olga, { whileCoreIsAway: true }),
      // The page that mcp-remote serves for its redirect is not ours, and its server is gone before the icon is asked for.
      () => ofUma().filter((complaint) => !complaint.startsWith("http://localhost:")),
      desk.errors,
    ];
    const card = () => desk.page.getByRole("article");
    journey = {
      core: core(),
      olga,
      uma,
      desk,
      inProject: (name) => path.join(core().scratch, "project", name),
      card,
      async openWaiting() {
        await expect.poll(() => desk.system.messages.at(-1)?.isClosed).toBe(false);
        await expect.poll(() => desk.system.badge()).toBe(1);
        desk.system.messages.at(-1)?.click();
        await expect(card().getByRole("timer")).toBeVisible();
      },
      async approve(button, password) {
        await card().getByRole("button", { name: button }).click();
        const dialog = desk.page.getByRole("dialog");
        if (password !== undefined) await dialog.getByRole("textbox", { name: "Your password" }).fill(password);
        await dialog.getByRole("button", { name: /^Approve/ }).click();
      },
    };
  });
  test.afterEach(() => expect(complaints.flatMap((read) => read())).toEqual([]));
  test.afterAll(async () => {
    await journey?.desk.stop();
    await Promise.all([journey?.olga.close(), journey?.uma.close()]);
  });
  return () => {
    if (journey === undefined) throw new Error("The journey is for tests and hooks only.");
    return journey;
  };
}
