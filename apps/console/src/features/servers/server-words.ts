import type { ServerSummary } from "@peta/contract";

type State = Pick<ServerSummary, "status" | "enabled">;

const countOf = (servers: readonly State[], ...states: readonly ServerSummary["status"][]): number =>
  servers.filter(({ status, enabled }) => enabled && states.includes(status)).length;

/** What is to be said of those that are not online: "1 needs attention", "2 sleeping". A sleeping one is well. */
function remarks(servers: readonly State[]): string[] {
  const failing = countOf(servers, "error", "offline");
  const connecting = countOf(servers, "connecting");
  const sleeping = countOf(servers, "sleeping");
  const off = servers.filter(({ enabled }) => !enabled).length;
  return [
    failing > 0 ? `${failing} ${failing === 1 ? "needs" : "need"} attention` : "",
    connecting > 0 ? `${connecting} connecting` : "",
    sleeping > 0 ? `${sleeping} sleeping until the next request` : "",
    off > 0 ? `${off} switched off` : "",
  ].filter(Boolean);
}

/** The state of the list: "3 of 4 servers are online, 1 needs attention", without a full stop. */
export function fleetSentence(servers: readonly State[]): string {
  const enabled = servers.filter((server) => server.enabled);
  const online = countOf(servers, "online");
  if (servers.length === 0) return "No server is registered yet";
  const state =
    online === enabled.length && online > 0
      ? enabled.length === 1
        ? "The server is online"
        : `All ${online} servers are online`
      : `${online} of ${enabled.length} ${enabled.length === 1 ? "server is" : "servers are"} online`;
  return [state, ...remarks(servers)].join(", ");
}

/** The same below a number: what is worst. */
export const fleetRemark = (servers: readonly State[]): string =>
  servers.length === 0 ? "None registered" : (remarks(servers)[0] ?? "All up");

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
