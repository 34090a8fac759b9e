import type { ServerSummary } from "@peta/contract";

/** "3 of 4 servers are online." as the state of the list. */
export function fleetSentence(servers: readonly Pick<ServerSummary, "status" | "enabled">[]): string {
  const enabled = servers.filter((server) => server.enabled);
  const online = enabled.filter((server) => server.status === "online").length;
  const failing = enabled.filter((server) => server.status === "error" || server.status === "offline").length;
  const off = servers.length - enabled.length;
  if (servers.length === 0) return "No server is registered yet.";
  const state =
    online === enabled.length && online > 0
      ? enabled.length === 1
        ? "The server is online"
        : `All ${online} servers are online`
      : `${online} of ${enabled.length} ${enabled.length === 1 ? "server is" : "servers are"} online`;
  return (
    [state, failing > 0 && `${failing} ${failing === 1 ? "needs" : "need"} attention`, off > 0 && `${off} switched off`]
      .filter(Boolean)
      .join(", ") + "."
  );
}

/** "12 tools, 3 resources". */
export function countsText(counts: ServerSummary["counts"]): string {
  const parts = [
    [counts.tools, "tool"],
    [counts.resources, "resource"],
    [counts.templates, "template"],
    [counts.prompts, "prompt"],
  ] as const;
  const said = parts.filter(([count]) => count > 0).map(([count, noun]) => `${count} ${noun}${count === 1 ? "" : "s"}`);
  return said.length > 0 ? said.join(", ") : "Nothing";
}

export const transportWords = {
  stdio: "stdio",
  http: "HTTP",
  sse: "HTTP+SSE",
  rest: "REST API",
  skills: "Skills",
} as const;
export const eraWords = { legacy: "with sessions", modern: "stateless" } as const;

/** REST APIs and skills: Core itself is the server, in one era, and asks nobody anything. */
export const isServedByCore = ({ transport }: Pick<ServerSummary, "transport">): boolean =>
  transport === "rest" || transport === "skills";

export const serverHref = (serverId: string): string => `/servers/detail?server=${encodeURIComponent(serverId)}`;
