import { decide, type Decision, isVisible } from "@peta/policy";
import type { Clock } from "../../adapters/clock.ts";
import { CoreError } from "../../errors.ts";
import type { AuditEntry } from "../audit/audit-entry.ts";
import type { Json } from "../json.ts";
import type { SnapshotSource, WorkspaceSnapshot } from "../permissions/workspace-snapshot.ts";
import { accessRequest } from "./access.ts";
import { describeDecision, describeTarget } from "./call-record.ts";
import type { ForwardedMethod, GatewayClient } from "./gateway.ts";
import type { Resolver, Target } from "./resolve-name.ts";

const NOUN = { "tools/call": "tool", "resources/read": "resource", "prompts/get": "prompt" } as const;

/** INVARIANT: one sentence for what does not exist and for what is hidden, so that nobody can tell them apart. */
const notFound = (method: ForwardedMethod, name: string): CoreError =>
  new CoreError("capability.not_found", `Unknown ${NOUN[method]}: ${name.slice(0, 200)}`);

/** A call that may run, or that may once a person has approved it. */
export interface Enforced {
  snapshot: WorkspaceSnapshot;
  target: Target;
  decision: Decision;
}

/**
 * Finds what a call is about and decides, on the snapshot of this moment; describes both in the record. Throws
 * capability.not_found, permission.denied.
 */
export function createEnforce(deps: { snapshots: SnapshotSource; resolver: Resolver; clock: Clock }) {
  const { resolver, clock } = deps;

  const resolve = (
    snapshot: WorkspaceSnapshot,
    client: GatewayClient,
    method: ForwardedMethod,
    name: string,
  ): Target => {
    const target =
      method === "resources/read"
        ? resolver.byUri(snapshot, client, name)
        : resolver.byName(snapshot, client, method === "tools/call" ? "tool" : "prompt", name);
    if (!target) throw notFound(method, name);
    return target;
  };

  return (client: GatewayClient, method: ForwardedMethod, name: string, args: Json, entry: AuditEntry): Enforced => {
    const snapshot = deps.snapshots.current(client.caller.principal.workspaceId);
    const target = resolve(snapshot, client, method, name);
    describeTarget(entry, target);
    const { serverId, capability } = target.named;
    const now = clock.now();
    const decision = decide(
      accessRequest(client, now, method, serverId, capability.kind, capability.name, args),
      snapshot.policy,
    );
    describeDecision(entry, decision);
    if (decision.effect === "allow") return { snapshot, target, decision };
    const listed = accessRequest(client, now, method, serverId, capability.kind, capability.name, undefined);
    if (!isVisible(listed, snapshot.policy)) throw notFound(method, name);
    if (decision.effect === "deny") throw new CoreError("permission.denied", decision.reason.message);
    return { snapshot, target, decision };
  };
}

export type Enforce = ReturnType<typeof createEnforce>;
