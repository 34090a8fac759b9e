import type { CachePolicyView } from "@peta/contract";
import { iso } from "../iso-time.ts";
import type { WorkspaceSnapshot } from "../permissions/workspace-snapshot.ts";
import { type Capability, type CataloguedServer, isListed } from "../servers/server.ts";
import { type CachePolicy, FIRST_ASKED_LEVEL } from "./cache-policy.ts";
import type { ResultCache } from "./result-cache.ts";

/**
 * Whether an answer of this server depends on who asks, so that it is kept for each principal apart, whatever the policy
 * says: it takes values of its users, or runs once for each of them. One that asks has connections of single clients, and
 * knows on each what its client has answered.
 */
export const dependsOnPrincipal = ({ server }: CataloguedServer): boolean =>
  server.userFields !== null ||
  (server.asks && server.settings.connection !== "shared") ||
  server.settings.connection === "per-principal" ||
  server.settings.connection === "per-session";

/** Why nothing is kept, or less is shared than the policy says; null: nothing stands against it. */
function problemOf(policy: CachePolicy, entry: CataloguedServer | undefined): string | null {
  const capability: Capability | undefined = entry?.capabilities.find(
    ({ kind, name }) => kind === policy.kind && name === policy.name,
  );
  if (!entry || !capability || !isListed(capability)) return "The server does not list this capability now.";
  if (capability.dangerLevel >= FIRST_ASKED_LEVEL) return tooDangerous(capability);
  if (policy.scope === "workspace" && dependsOnPrincipal(entry))
    return "Answers of this server depend on who asks: they are kept for each principal apart.";
  return null;
}

export const tooDangerous = ({ dangerLevel }: Pick<Capability, "dangerLevel">): string =>
  `Its danger level is ${dangerLevel}: answers are kept of levels 0 and 1 only, because from 2 on a person decides on every call.`;

/** A policy as administrators see it, with what it has done in this process. */
export function createViewPolicy(cache: ResultCache) {
  return (snapshot: WorkspaceSnapshot, policy: CachePolicy): CachePolicyView => {
    const { id, updatedAt, keyFields, invalidatedBy, ...shown } = policy;
    const answers = cache
      .list(snapshot.workspaceId)
      .filter(
        ({ subject }) =>
          subject.serverId === policy.serverId && subject.kind === policy.kind && subject.name === policy.name,
      );
    return {
      ...shown,
      keyFields: keyFields && [...keyFields],
      invalidatedBy: [...invalidatedBy],
      updatedAt: iso(updatedAt),
      ...cache.countsOf(id),
      entries: answers.length,
      bytes: answers.reduce((sum, { json }) => sum + json.length, 0),
      problem: problemOf(policy, snapshot.servers.get(policy.serverId)),
    };
  };
}
