import { isObject, type Json } from "../../json.ts";
import type { ProtocolEra } from "../../servers/server.ts";
import type { Vault } from "../../vault.ts";
import { clientKeyOf } from "../access.ts";
import type { GatewayClient } from "../gateway.ts";

/** What a task's id is good for. */
export interface TaskRef {
  /** The form of its methods: that of its server and of its client. */
  era: ProtocolEra;
  serverId: string;
  serverRowId: string;
  /** The tool's own name at its server. */
  tool: string;
  /** The server's own id of the task. */
  taskId: string;
  /** What was sent, for rules that look at it; null: too long to be carried, so that such a rule refuses. */
  args: Json | null;
  /** Under which approval it was started. */
  approval: "none" | "approved" | "stepped_up";
  /** When Core knows it no longer, in milliseconds of the clock. */
  until: number;
  /** Core runs it itself, and `taskId` names its run (docs/adr/0033). */
  isOwn?: true;
}

/** Length of the JSON text: clients of 2026-07-28 send the id in a header too. */
const MAX_ARGS = 1_024;
const ID = /^[A-Za-z0-9_-]{16,8000}$/;

const identityOf = (client: GatewayClient): string => {
  const { workspaceId, id } = client.caller.principal;
  return `task\n${workspaceId}\n${id}\n${clientKeyOf(client)}`;
};

/**
 * Ids of tasks as clients see them: sealed, with everything in them that is needed to find the task again, so that no
 * table is, and bound to workspace, principal and client. INVARIANT: an id of somebody else, one that was changed and one
 * that never was are alike (A24).
 */
export function createTaskIds({ vault }: { vault: Pick<Vault, "seal" | "open"> }) {
  return {
    seal(client: GatewayClient, ref: TaskRef): string {
      const isLong = ref.args !== null && JSON.stringify(ref.args).length > MAX_ARGS;
      const text = JSON.stringify(isLong ? { ...ref, args: null } : ref);
      return Buffer.from(vault.seal(text, identityOf(client))).toString("base64url");
    },
    /** Null: nothing that this client could name. */
    open(client: GatewayClient, id: unknown, now: number): TaskRef | null {
      if (typeof id !== "string" || !ID.test(id)) return null;
      const sealed = Buffer.from(id, "base64url");
      // The last character has bits that mean nothing: one id, one spelling.
      if (sealed.toString("base64url") !== id) return null;
      try {
        const ref: unknown = JSON.parse(vault.open(sealed, identityOf(client)));
        return isObject(ref) && (ref.until as number) > now ? (ref as unknown as TaskRef) : null;
      } catch {
        return null;
      }
    },
  };
}

export type TaskIds = ReturnType<typeof createTaskIds>;
