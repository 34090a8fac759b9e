import type { Server } from "node:http";
import path from "node:path";
import type { FastifyInstance } from "fastify";
import { startConsoleDevServer } from "../adapters/console-dev-server.ts";
import type { ConsoleSource } from "../surfaces/http/home-routes.ts";
import type { ComposeOptions } from "./options.ts";

/** The Console: files in production, Next's development server behind the same port otherwise, or none. */
export async function mountConsole(
  app: FastifyInstance,
  server: Server,
  { consoleDirectory, isDevelopment }: Pick<ComposeOptions, "consoleDirectory" | "isDevelopment">,
): Promise<{ source: ConsoleSource; close: () => Promise<void> }> {
  const nothingToClose = async (): Promise<void> => {};
  if (consoleDirectory === null) return { source: { kind: "none" }, close: nothingToClose };
  if (isDevelopment) {
    const { handle, close } = await startConsoleDevServer(consoleDirectory, server);
    return { source: { kind: "development", handle }, close };
  }
  const files = path.join(consoleDirectory, "out");
  // Not every Core shows pages.
  const { isConsoleBuilt, serveConsole } = await import("../surfaces/http/console-files.ts");
  if (!isConsoleBuilt(files)) return { source: { kind: "none" }, close: nothingToClose };
  await serveConsole(app, files);
  return { source: { kind: "export" }, close: nothingToClose };
}
