import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { NODE, plainEnvironment, ROOT, runProcess } from "./run-process.ts";

/** A stdio server as Core is told of it. */
export interface StdioLaunch {
  transport: "stdio";
  command: string;
  args: string[];
}

const program = (name: string): string => path.join(ROOT, "node_modules/@modelcontextprotocol", name, "dist/index.js");

/** The protocol's reference server, as a child process of Core. */
export const everythingOverStdio = (): StdioLaunch => ({
  transport: "stdio",
  command: NODE,
  args: [program("server-everything"), "stdio"],
});

/** The file server on a directory with a few files. */
export function filesystemOverStdio(directory: string): StdioLaunch {
  mkdirSync(directory, { recursive: true });
  writeFileSync(path.join(directory, "readme.txt"), "Governed files.\n");
  writeFileSync(path.join(directory, "budget.csv"), "item,amount\npaper,12\n");
  return { transport: "stdio", command: NODE, args: [program("server-filesystem"), directory] };
}

/** The notes server that `npm start -- --demo` registers. */
export const notesOverStdio = (): StdioLaunch => ({
  transport: "stdio",
  command: NODE,
  args: [path.join(ROOT, "apps/core/src/demo/notes-server.ts")],
});

/** A server that says of itself what was said to it last. */
export function changingOverStdio(directory: string) {
  const file = path.join(directory, "says.json");
  return {
    launch: { transport: "stdio", command: NODE, args: [path.join(ROOT, "e2e/changing-server.ts"), file] },
    say: (says: { tool: string; instructions: string; prompt: string }) => writeFileSync(file, JSON.stringify(says)),
  };
}

/** The launch as a line for a terminal or the Console's form. */
export const commandLineOf = ({ command, args }: StdioLaunch): string => [command, ...args].join(" ");

export interface HttpServer {
  url: string;
  stop: () => Promise<unknown>;
}

/** The reference server over Streamable HTTP, on a port of its own. */
export async function startEverythingOverHttp(home: string): Promise<HttpServer> {
  const port = await freePort();
  const server = runProcess(NODE, [program("server-everything"), "streamableHttp"], {
    ...plainEnvironment(home),
    PORT: String(port),
  });
  await server.sees(/listening on port/);
  return { url: `http://127.0.0.1:${port}/mcp`, stop: server.stop };
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const { port } = probe.address() as { port: number };
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
