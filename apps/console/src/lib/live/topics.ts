import type { ChangeTopic } from "@peta/contract";

/** The first parts of the query keys (router names) that a change of each topic makes stale. */
export const staleRouters = {
  servers: ["servers", "userServers", "permissions", "clients", "gateway", "installation"],
  principals: ["principals", "tokens", "permissions", "clients", "installation"],
  permissions: ["permissions", "clients", "userServers", "gateway"],
  policy: ["policies", "permissions", "clients", "gateway"],
  audit: ["audit", "installation"],
  sessions: ["consoleSessions", "installation"],
  installation: ["installation", "workspaces", "consoleSessions"],
  approvals: ["approvals"],
  clients: ["clients"],
  network: ["network", "principals"],
  oauthClients: ["oauth"],
  discovery: ["discovery"],
  cache: ["cache"],
} as const satisfies Record<ChangeTopic, readonly string[]>;

/** True for lists that are read in pages: newer rows are put on top by the list itself, so that it never jumps. */
export function isPaged(queryKey: readonly unknown[]): boolean {
  const about = queryKey[1];
  return typeof about === "object" && about !== null && "type" in about && about.type === "infinite";
}

/**
 * True for a query of one of the routers that is asked again as a whole; tRPC keys begin with the path:
 * `[["servers", "list"], { type: "query" }]`.
 */
export function isOfRouters(queryKey: readonly unknown[], routers: ReadonlySet<string>): boolean {
  const path = queryKey[0];
  return Array.isArray(path) && typeof path[0] === "string" && routers.has(path[0]) && !isPaged(queryKey);
}

/** The routers that a set of topics makes stale, each once. */
export function routersOf(topics: Iterable<ChangeTopic>): Set<string> {
  const routers = new Set<string>();
  for (const topic of topics) for (const router of staleRouters[topic]) routers.add(router);
  return routers;
}
