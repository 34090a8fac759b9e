import { Client as NewClient, StreamableHTTPClientTransport as NewTransport } from "@modelcontextprotocol/client";
import { Client as OldClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport as OldTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { ToolListChangedNotificationSchema } from "@modelcontextprotocol/sdk/types.js";

const INFO = { name: "official-client", version: "1.0.0" };
const withToken = (token: string) => ({ requestInit: { headers: { authorization: `Bearer ${token}` } } });

/** What the two official clients have in common, as far as these tests go. */
export interface AnyClient {
  listTools(): Promise<{ tools: { name: string }[] }>;
  callTool(call: { name: string; arguments?: Record<string, unknown> }): Promise<Record<string, unknown>>;
  close(): Promise<void>;
}
type Connect = (coreUrl: string, token: string) => Promise<AnyClient>;

/** `@modelcontextprotocol/sdk` 1.32: the session protocol. Resolves once it also listens for notifications. */
export async function connectSdk(coreUrl: string, token: string, name = INFO.name): Promise<OldClient> {
  const client = new OldClient({ ...INFO, name });
  let isListening = (): void => {};
  const listening = new Promise<void>((resolve) => (isListening = resolve));
  const transport = new OldTransport(new URL(`${coreUrl}/mcp`), {
    ...withToken(token),
    async fetch(url, init) {
      const response = await fetch(url, init);
      // The stream for notifications is the one GET, and nothing tells when it is open.
      if (init?.method === "GET" && response.ok) isListening();
      return response;
    },
  });
  await client.connect(transport);
  await listening;
  return client;
}

type Mode = NonNullable<NonNullable<ConstructorParameters<typeof NewClient>[1]>["versionNegotiation"]>["mode"];

/** `@modelcontextprotocol/client` 2.4, which speaks both eras. */
const connectNew =
  (mode: Mode): Connect =>
  async (coreUrl, token) => {
    const client = new NewClient(INFO, { versionNegotiation: { mode } });
    await client.connect(new NewTransport(new URL(`${coreUrl}/mcp`), withToken(token)));
    return client;
  };

/** Every official client in every way of choosing the protocol's version. */
export const CLIENTS: Readonly<Record<string, Connect>> = {
  "sdk 1.32": connectSdk,
  "client 2.4, auto": connectNew("auto"),
  "client 2.4, legacy": connectNew("legacy"),
  "client 2.4, pinned to 2026-07-28": connectNew({ pin: "2026-07-28" }),
};

/** Resolves with the time, in milliseconds, at which the client hears that its list of tools has changed. */
export const hearsChange = (client: OldClient): Promise<number> =>
  new Promise((resolve) => {
    client.setNotificationHandler(ToolListChangedNotificationSchema, () => resolve(performance.now()));
  });

export const toolNames = async (client: AnyClient): Promise<string[]> =>
  (await client.listTools()).tools.map((tool) => tool.name);
