/** Text to paste somewhere so that a client reaches this Core. */
export interface ClientConfiguration {
  id: string;
  /** The name of the client. */
  label: string;
  /** Where the text goes. */
  place: string;
  code: string;
  /** A command for a terminal rather than a file. */
  isCommand: boolean;
}

/** Stands where the access token goes until one is made. */
export const TOKEN_PLACEHOLDER = "<access token>";

const PROTOCOL = "2026-07-28";
const json = (value: unknown) => JSON.stringify(value, null, 2);
/** For a POSIX shell, whatever is inside. */
const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

/** The first governed request, stateless (MCP 2026-07-28): lists the tools that the token's principal may use. */
export function curlLine(endpoint: string, token: string): string {
  const body = {
    jsonrpc: "2.0",
    id: 1,
    method: "tools/list",
    params: {
      _meta: {
        "io.modelcontextprotocol/protocolVersion": PROTOCOL,
        "io.modelcontextprotocol/clientInfo": { name: "curl", version: "1" },
        "io.modelcontextprotocol/clientCapabilities": {},
      },
    },
  };
  const headers = [
    `Authorization: Bearer ${token}`,
    "Content-Type: application/json",
    "Accept: application/json, text/event-stream",
    `MCP-Protocol-Version: ${PROTOCOL}`,
    "Mcp-Method: tools/list",
  ];
  return [
    `curl -sS ${quoted(endpoint)}`,
    ...headers.map((header) => `-H ${quoted(header)}`),
    `-d ${quoted(JSON.stringify(body))}`,
  ].join(" \\\n  ");
}

/** The configurations of common MCP clients for this endpoint (an absolute URL) and token. */
export function clientConfigurations(endpoint: string, token: string = TOKEN_PLACEHOLDER): ClientConfiguration[] {
  const headers = { Authorization: `Bearer ${token}` };
  return [
    {
      id: "claude-code",
      label: "Claude Code",
      place: "Run in a terminal",
      code: `claude mcp add --transport http peta ${quoted(endpoint)} \\\n  --header ${quoted(`Authorization: Bearer ${token}`)}`,
      isCommand: true,
    },
    {
      id: "cursor",
      label: "Cursor",
      place: "~/.cursor/mcp.json",
      code: json({ mcpServers: { peta: { url: endpoint, headers } } }),
      isCommand: false,
    },
    {
      id: "vscode",
      label: "VS Code",
      place: ".vscode/mcp.json",
      code: json({ servers: { peta: { type: "http", url: endpoint, headers } } }),
      isCommand: false,
    },
    {
      id: "any",
      label: "Other clients",
      place: "The mcpServers section of the client's configuration",
      code: json({ mcpServers: { peta: { type: "http", url: endpoint, headers } } }),
      isCommand: false,
    },
    { id: "curl", label: "curl", place: "Run in a terminal", code: curlLine(endpoint, token), isCommand: true },
  ];
}

/** The endpoint as an absolute URL: Core may name only its path. */
export function absoluteEndpoint(endpoint: string, origin: string): string {
  try {
    return new URL(endpoint, origin).href;
  } catch {
    return `${origin}/mcp`;
  }
}
