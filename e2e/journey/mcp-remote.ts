import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { NODE, plainEnvironment, ROOT } from "../run-process.ts";
import type { RunningCore } from "../start-core.ts";

export interface McpRemote {
  client: Client;
  /** The address that it wants a browser to open. */
  authorizationUrl: Promise<string>;
  /** Resolves once its sign-in went through. */
  connected: Promise<void>;
  /** The OAuth access token that it holds. */
  accessToken: () => string;
}

/** An MCP client that reaches Core through the real `mcp-remote`, which signs in with OAuth by itself. */
export function startMcpRemote(core: RunningCore): McpRemote {
  const configDir = path.join(core.scratch, "mcp-remote");
  const transport = new StdioClientTransport({
    command: NODE,
    args: [path.join(ROOT, "node_modules/mcp-remote/dist/proxy.js"), `${core.url}/mcp`, "--allow-http"],
    env: {
      ...plainEnvironment(core.scratch),
      MCP_REMOTE_CONFIG_DIR: configDir,
      // It opens a browser by itself where it finds one; ours is the test's.
      PATH: path.dirname(NODE),
    },
    stderr: "pipe",
  });
  const authorizationUrl = new Promise<string>((resolve) => {
    let output = "";
    transport.stderr?.on("data", (chunk: Buffer) => {
      output += String(chunk);
      const address = /(http:\/\/\S+\/oauth\/authorize\?\S+)\s/.exec(output)?.[1];
      if (address) resolve(address);
    });
  });
  const client = new Client({ name: "desktop-assistant", version: "1.0.0" });
  return {
    client,
    authorizationUrl,
    connected: client.connect(transport, { timeout: 50_000 }),
    accessToken() {
      const file = readdirSync(configDir, { recursive: true, encoding: "utf8" }).find((name) =>
        name.endsWith("_tokens.json"),
      );
      if (file === undefined) throw new Error("mcp-remote holds no token.");
      const { access_token } = JSON.parse(readFileSync(path.join(configDir, file), "utf8")) as { access_token: string };
      return access_token;
    },
  };
}
