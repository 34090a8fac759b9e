import type { ChangeTopic } from "@peta/contract";

/** The first parts of the query keys (router names) that a change of each topic makes stale. */
export const staleRouters = {
  servers: ["servers", "permissions", "gateway", "installation"],
  principals: ["principals", "tokens", "permissions", "installation"],
  permissions: ["permissions", "gateway"],
  policy: ["policies", "permissions", "gateway"],
  audit: ["audit", "installation"],
  sessions: ["consoleSessions", "installation"],
  installation: ["installation"],
} as const satisfies Record<ChangeTopic, readonly string[]>;

/** True for a query of one of the routers; tRPC keys begin with the path: `[["servers", "list"], …]`. */
export function isOfRouters(queryKey: readonly unknown[], routers: ReadonlySet<string>): boolean {
  const path = queryKey[0];
  return Array.isArray(path) && typeof path[0] === "string" && routers.has(path[0]);
}

/** The routers that a set of topics makes stale, each once. */
export function routersOf(topics: Iterable<ChangeTopic>): Set<string> {
  const routers = new Set<string>();
  for (const topic of topics) for (const router of staleRouters[topic]) routers.add(router);
  return routers;
}
