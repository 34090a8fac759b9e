import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createRequire } from "node:module";
import path from "node:path";

interface NextApp {
  prepare(): Promise<void>;
  getRequestHandler(): (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  close(): Promise<void>;
}

export interface ConsoleDevServer {
  handle(request: IncomingMessage, response: ServerResponse): void;
  close(): Promise<void>;
}

/**
 * Next's development server inside this process, on Core's own port: hot reload without a second origin. Only for
 * `npm run dev`; Next belongs to the Console, so it is found from there.
 */
export async function startConsoleDevServer(consoleDirectory: string, server: Server): Promise<ConsoleDevServer> {
  const require = createRequire(path.join(consoleDirectory, "package.json"));
  const next = require("next") as (options: object) => NextApp;
  const app = next({ dev: true, dir: consoleDirectory, httpServer: server, turbopack: true });
  await app.prepare();
  const handle = app.getRequestHandler();
  return {
    handle: (request, response) => void handle(request, response),
    close: () => app.close(),
  };
}
