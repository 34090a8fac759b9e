import type { OpenSetupToken } from "../adapters/setup-token-file.ts";
import { FIRST_MODERN_VERSION } from "../modules/servers/server.ts";
import type { DemoAccess } from "./set-up-demo.ts";

const block = (lines: readonly string[]): string =>
  `\n${lines.map((line) => (line === "" ? "" : `  ${line}`)).join("\n")}\n\n`;

/**
 * What the terminal shows once Core answers. The set-up link holds the one-time token, behind `#` so that no server or proxy logs it.
 * @param variables what the command line needs to find this Core, as `NAME=value`
 */
export const readyBanner = (url: string, setupToken: OpenSetupToken | null, variables: readonly string[]): string =>
  block([
    `Peta is ready     ${url}`,
    `MCP endpoint      ${url}/mcp`,
    ...(setupToken === null
      ? []
      : [
          "",
          "Nobody owns this installation yet. Create the Owner in the browser:",
          `  ${url}/setup#token=${setupToken.value}`,
          "or from this directory:",
          ...variables.map((one) => `  ${one} \\`),
          '  npm run -s peta -- setup --name "Your Name" --email you@example.com --password -',
        ]),
  ]);

/** Everything for the first governed call: a client configuration to paste and a curl line to run. */
export function demoBanner(url: string, demo: DemoAccess): string {
  const configuration = {
    mcpServers: { peta: { type: "http", url: `${url}/mcp`, headers: { Authorization: `Bearer ${demo.agentToken}` } } },
  };
  // The stateless protocol: one request, no handshake.
  const meta = {
    "io.modelcontextprotocol/protocolVersion": FIRST_MODERN_VERSION,
    "io.modelcontextprotocol/clientCapabilities": {},
  };
  const call = {
    jsonrpc: "2.0",
    id: 1,
    method: "tools/call",
    params: { name: "notes__list_notes", arguments: {}, _meta: meta },
  };
  return block([
    'Demo: the server "notes" and the agent "demo-agent". It may list, read and add notes; deleting is switched off for it.',
    ...(demo.owner ? ["", `Console sign-in   ${demo.owner.email}   password   ${demo.owner.password}`] : []),
    "",
    "Paste into an MCP client:",
    ...JSON.stringify(configuration, null, 2).split("\n"),
    "",
    "Or call a tool right now:",
    `curl -s ${url}/mcp -H 'Authorization: Bearer ${demo.agentToken}' -H 'Content-Type: application/json' \\`,
    `  -H 'Accept: application/json, text/event-stream' -H 'MCP-Protocol-Version: ${FIRST_MODERN_VERSION}' \\`,
    `  -H 'Mcp-Method: tools/call' -H 'Mcp-Name: notes__list_notes' \\`,
    `  -d '${JSON.stringify(call)}'`,
    "",
    `Then look at ${url}/audit`,
  ]);
}
