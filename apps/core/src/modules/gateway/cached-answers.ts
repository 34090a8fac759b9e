import type { AuditEntry } from "../audit/audit-entry.ts";
import type { EventBus } from "../events.ts";
import { isObject, type Json } from "../json.ts";
import type { SnapshotSource } from "../permissions/workspace-snapshot.ts";
import { isAnonymous } from "../principals/principal.ts";
import type { CacheQuestion } from "../result-cache/answer-key.ts";
import { FIRST_ASKED_LEVEL } from "../result-cache/cache-policy.ts";
import type { CachedOutcome, CacheMark, ResultCache } from "../result-cache/result-cache.ts";
import { dependsOnPrincipal } from "../result-cache/view-policy.ts";
import type { ServerOutcome } from "../servers/server-link.ts";
import type { Enforced } from "./enforce.ts";
import type { ForwardedMethod, GatewayClient } from "./gateway.ts";

/** Where a client reads that an answer was kept. */
const CACHE_META_KEY = "peta/cache";

/** Whatever else a call says may change its answer. */
const KEYED_PARAMS: ReadonlySet<string> = new Set(["name", "uri", "arguments", "_meta"]);
const MEANINGLESS_META: ReadonlySet<string> = new Set(["traceparent", "tracestate", "baggage"]);

const isPlain = ({ _meta, ...params }: Json): boolean =>
  Object.keys(params).every((key) => KEYED_PARAMS.has(key)) &&
  (_meta === undefined || (isObject(_meta) && Object.keys(_meta).every((key) => MEANINGLESS_META.has(key))));

/**
 * The result cache on the path of a call: behind the decision, in front of the server. INVARIANT: only what policy
 * allows outright is looked up and kept; what a person decides on (danger level 2 and above, a rule that asks) is not.
 */
export function createCachedAnswers(deps: {
  cache: ResultCache | undefined;
  snapshots: SnapshotSource;
  events: EventBus;
}) {
  const { cache, snapshots, events } = deps;

  const questionOf = (
    client: GatewayClient,
    { snapshot, target, decision }: Enforced,
    method: ForwardedMethod,
    params: Json,
  ): CacheQuestion | null => {
    if (method === "completion/complete" || snapshot.cachePolicies.all.length === 0) return null;
    const { serverId, capability } = target.named;
    const policy = snapshot.cachePolicies.find(serverId, capability.kind, capability.name);
    if (!policy?.enabled || decision.effect !== "allow" || decision.dangerLevel >= FIRST_ASKED_LEVEL) return null;
    if (!isPlain(params)) return null;
    const { principal } = client.caller;
    return {
      workspaceId: principal.workspaceId,
      principalId: principal.id,
      ownerId: principal.ownerId,
      serverRowId: target.entry.server.id,
      nameAtServer: target.nameAtServer,
      definitionHash: capability.definitionHash,
      policySetVersion: snapshot.policySetVersion,
      args: isObject(params.arguments) ? params.arguments : {},
      policy,
      isShared: policy.scope === "workspace" && !dependsOnPrincipal(target.entry),
      isAnonymous: isAnonymous(client.caller),
    };
  };

  return {
    /** What `ask` brings, or what it brought before; null: nothing of this call is ever kept. `params` as they are sent. */
    answer(
      client: GatewayClient,
      enforced: Enforced,
      method: ForwardedMethod,
      params: Json,
      ask: () => Promise<ServerOutcome>,
      signal: AbortSignal | undefined,
    ): Promise<CachedOutcome> | null {
      const question = cache && questionOf(client, enforced, method, params);
      return question ? cache.answer(question, ask, signal) : null;
    },

    /** A tool was called, whatever became of it: answers that it makes stale are forgotten. */
    called(client: GatewayClient, method: ForwardedMethod, { target }: Enforced): void {
      if (!cache || method !== "tools/call") return;
      const { workspaceId } = client.caller.principal;
      const { serverId, capability } = target.named;
      for (const { serverId: of, kind, name } of snapshots
        .current(workspaceId)
        .cachePolicies.staleAfter(serverId, capability.name)) {
        const purge = { scope: "capability", serverId: of, kind, name } as const;
        cache.purge(workspaceId, purge);
        events.publish({ type: "cache.purged", workspaceId, purge });
      }
    },
  };
}

/** Says in the record and to the client that the server was not asked. */
export function markCached(mark: CacheMark, entry: AuditEntry, result: Json): void {
  const how =
    mark.status === "hit" ? "It was answered from the result cache." : "It shares the answer of another call.";
  entry.reason = `${entry.reason ?? ""} ${how}`.trim();
  entry.determinedBy = [...(entry.determinedBy ?? []), `cache:${mark.status}`];
  const { _meta } = result;
  result._meta = { ...(isObject(_meta) ? _meta : {}), [CACHE_META_KEY]: { ...mark } };
}
