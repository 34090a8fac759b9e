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

/** What is decided on. A completion is decided as the use of what it completes. */
export type Use = Exclude<ForwardedMethod, "completion/complete">;
const NOUN: Record<Use, string> = { "tools/call": "tool", "resources/read": "resource", "prompts/get": "prompt" };

/** INVARIANT: one sentence for what does not exist and for what is hidden, so that nobody can tell them apart. */
const notFound = (use: Use, name: string): CoreError =>
  new CoreError("capability.not_found", `Unknown ${NOUN[use]}: ${name.slice(0, 200)}`);

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
  const snapshotFor = ({ caller }: GatewayClient) => deps.snapshots.current(caller.principal.workspaceId);

  const decideOn = (
    client: GatewayClient,
    use: Use,
    snapshot: WorkspaceSnapshot,
    target: Target | null,
    name: string,
    args: Json | undefined,
    entry: AuditEntry,
  ): Enforced => {
    if (!target || (target.named.isForPagesOnly && !client.showsPages)) throw notFound(use, name);
    describeTarget(entry, target);
    const { serverId, capability } = target.named;
    const now = clock.now();
    const decision = decide(
      accessRequest(client, now, use, serverId, capability.kind, capability.name, args),
      snapshot.policy,
    );
    describeDecision(entry, decision);
    if (decision.effect === "allow") return { snapshot, target, decision };
    const listed = accessRequest(client, now, use, serverId, capability.kind, capability.name, undefined);
    if (!isVisible(listed, snapshot.policy)) throw notFound(use, name);
    if (decision.effect === "deny") throw new CoreError("permission.denied", decision.reason.message);
    return { snapshot, target, decision };
  };

  return {
    /** What may run, or may once a person has approved it. */
    enforce(client: GatewayClient, use: Use, name: string, args: Json, entry: AuditEntry): Enforced {
      const snapshot = snapshotFor(client);
      const target =
        use === "resources/read"
          ? resolver.byUri(snapshot, client, name)
          : resolver.byName(snapshot, client, use === "tools/call" ? "tool" : "prompt", name);
      return decideOn(client, use, snapshot, target, name, args, entry);
    },
    /** The same of a tool that is found already. @param args undefined: not known, so that a rule about them refuses */
    enforceTarget(client: GatewayClient, target: Target, args: Json | undefined, entry: AuditEntry): Enforced {
      return decideOn(client, "tools/call", snapshotFor(client), target, target.named.wireName, args, entry);
    },
    /** What may be used at once, of what a completion or a subscription speaks about. Asks nobody. */
    enforceQuietly(client: GatewayClient, reference: Reference, args: Json, entry: AuditEntry): Enforced {
      const snapshot = snapshotFor(client);
      const { use, name } = reference;
      const target =
        reference.is === "prompt"
          ? resolver.byName(snapshot, client, "prompt", name)
          : reference.is === "template"
            ? resolver.byTemplate(snapshot, client, name)
            : resolver.byUri(snapshot, client, name);
      const enforced = decideOn(client, use, snapshot, target, name, args, entry);
      if (enforced.decision.effect === "allow") return enforced;
      throw new CoreError(
        "permission.denied",
        `Every use of this ${NOUN[use]} wants an approval, so that nothing of it is told beforehand.`,
      );
    },
  };
}

/** What a request speaks about without using it. */
export interface Reference {
  is: "prompt" | "template" | "resource";
  use: Exclude<Use, "tools/call">;
  name: string;
}

export type Enforce = ReturnType<typeof createEnforce>["enforce"];
