import { CoreError } from "../../../errors.ts";
import type { AuditEntry } from "../../audit/audit-entry.ts";
import { eraOf } from "../../servers/server.ts";
import { tasksOf } from "../../servers/task-support.ts";
import { describeTarget } from "../call-record.ts";
import type { createEnforce, Enforced } from "../enforce.ts";
import type { GatewayClient } from "../gateway.ts";
import type { Resolver, Target } from "../resolve-name.ts";
import type { SnapshotSource } from "../../permissions/workspace-snapshot.ts";
import { ownTaskLost } from "../own-tasks/own-task-lost.ts";
import type { OwnStanding, OwnTasks } from "../own-tasks/index.ts";
import type { TaskRef } from "./task-ids.ts";
import type { Hidden } from "./task-state.ts";

/** INVARIANT: one sentence for every id that is nobody's, somebody else's or of something hidden (A24). */
export const taskNotFound = (): CoreError =>
  new CoreError("task.not_found", "There is no such task. It may have expired.");

/** The client's own task is gone at its server. */
export const taskLost = (serverId: string): CoreError =>
  new CoreError(
    "task.not_found",
    `The server ${serverId} does not know this task any more: it has expired there, or the server was started anew. Make the call again if it is still wanted.`,
  );

const WANTS_APPROVAL =
  "The tool now wants an approval that this task was not started with. Nothing of it is shown. It can be cancelled.";

export interface DecidedTask extends Hidden {
  target: Target;
  /** Null: its client may only cancel it. */
  enforced: Enforced | null;
  /** What there is to see is Core's own: nothing of a server's has to be kept from its client. */
  isBare: boolean;
}

/**
 * Decides about a task as of the call that it began with, on the rights and rules of this moment (docs/adr/0025). Throws
 * task.not_found, permission.denied.
 */
export function createTaskDecision(deps: {
  snapshots: SnapshotSource;
  resolver: Resolver;
  enforceTarget: ReturnType<typeof createEnforce>["enforceTarget"];
  own: Pick<OwnTasks, "standingOf">;
}) {
  const find = (client: GatewayClient, { serverId, serverRowId, tool }: TaskRef): Target | null => {
    const entry = deps.snapshots.current(client.caller.principal.workspaceId).servers.get(serverId);
    return entry?.server.id === serverRowId ? deps.resolver.ofServer(entry, "tool", tool) : null;
  };

  const decide = (
    client: GatewayClient,
    ref: TaskRef,
    target: Target,
    entry: AuditEntry,
    own: OwnStanding | null,
  ): Enforced => {
    const enforced = deps.enforceTarget(client, target, own?.args ?? ref.args ?? undefined, entry);
    const { effect } = enforced.decision;
    const approval = own?.approval ?? ref.approval;
    const isCovered =
      effect === "allow" ||
      own?.isBare === true ||
      approval === "stepped_up" ||
      (approval === "approved" && effect === "require_approval");
    if (!isCovered) throw new CoreError("permission.denied", WANTS_APPROVAL);
    return enforced;
  };

  return {
    /** @param mayCancel what is no longer allowed can still be cancelled, and says nothing */
    decide(client: GatewayClient, ref: TaskRef, entry: AuditEntry, mayCancel: boolean): DecidedTask {
      const target = find(client, ref);
      if (!target) throw taskNotFound();
      describeTarget(entry, target);
      const { server } = target.entry;
      const isRun = ref.isOwn || (eraOf(server.protocolVersion ?? "") === ref.era && tasksOf(server) !== null);
      if (!isRun) throw taskLost(ref.serverId);
      const own = ref.isOwn ? deps.own.standingOf(ref) : null;
      const isBare = own?.isBare === true;
      try {
        const enforced = decide(client, ref, target, entry, own);
        const hidesText = !isBare && enforced.decision.obligations.redactResult.length > 0;
        return { target, enforced, isBare, hidesText };
      } catch (error) {
        if (!(error instanceof CoreError)) throw error;
        // It ended with its process: that is what its client hears, and not that it lacks an approval which nobody knows of.
        if (ref.isOwn && own === null && error.code !== "capability.not_found") throw ownTaskLost();
        if (mayCancel) {
          entry.reason = `${entry.reason ?? ""} Its client may cancel it, and learns nothing else.`.trim();
          return { target, enforced: null, isBare, hidesText: true };
        }
        throw error.code === "capability.not_found" ? taskNotFound() : error;
      }
    },
  };
}

export type TaskDecision = ReturnType<typeof createTaskDecision>;
