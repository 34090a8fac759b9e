import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";

/** A real MCP client with this token. */
export async function connectMcp(url: string, token: string): Promise<Client> {
  const client = new Client({ name: "test-agent", version: "1.2" });
  const requestInit = { headers: { authorization: `Bearer ${token}` } };
  await client.connect(new StreamableHTTPClientTransport(new URL(`${url}/mcp`), { requestInit }));
  return client;
}

/** Ends its session, then the client. */
export async function leaveMcp(client: Client): Promise<void> {
  await (client.transport as StreamableHTTPClientTransport).terminateSession();
  await client.close();
}

/** Names of the tools that an MCP client with this token sees. */
export async function listMcpTools(url: string, token: string): Promise<string[]> {
  const client = await connectMcp(url, token);
  const { tools } = await client.listTools();
  await leaveMcp(client);
  return tools.map((tool) => tool.name);
}
