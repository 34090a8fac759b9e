import type { Page } from "@playwright/test";

/** Answers of Core that a page handles (not signed in, refused, a server behind Core) are written to the console by the browser. */
const HANDLED = /^Failed to load resource: the server responded with a status of (4\d\d|502|504)/;
const LOST = /^Failed to load resource: net::ERR_/;

/**
 * Everything a page throws or complains about, CSP violations among it, until now. With `whileCoreIsAway`, requests
 * that reach nobody are no complaint.
 */
export function watchErrors(page: Page, { whileCoreIsAway = false } = {}): () => string[] {
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(`${page.url()}: ${error.stack ?? error.message}`));
  page.on("console", (message) => {
    if (message.type() !== "error" || HANDLED.test(message.text())) return;
    if (whileCoreIsAway && LOST.test(message.text())) return;
    errors.push(`${page.url()}: ${message.text()}`);
  });
  return () => errors.splice(0);
}
