import type {
  ApprovalDetail,
  ApprovalView,
  countApprovalsOutputSchema,
  listApprovalsInputSchema,
} from "@peta/contract";
import type { z } from "zod";
import { CoreError } from "../../errors.ts";
import type { Caller } from "../principals/principal.ts";
import type { SealedApproval } from "./approval.ts";
import type { ApprovalsDeps } from "./approval-deps.ts";
import type { ApprovalFilter } from "./approval-store.ts";
import { toApprovalDetail, toApprovalView } from "./approval-view.ts";
import type { ExpireApprovals } from "./expire-approvals.ts";
import { decodeCursor, encodeCursor } from "./list-cursor.ts";
import { isInReach, reachOf, undecidableFor } from "./may-decide.ts";
import { openCall, openEdit } from "./sealed-call.ts";

type ReadDeps = Pick<ApprovalsDeps, "store" | "vault">;

/** INVARIANT: what is out of reach and what does not exist get one answer. */
const notFound = (): CoreError => new CoreError("approval.not_found", "There is no approval with this id.");

/** Lists, counts and shows approvals to whoever may see them: see `reachOf`. */
export function createReadApprovals(deps: ReadDeps, { expireDue }: Pick<ExpireApprovals, "expireDue">) {
  const { store, vault } = deps;

  const require = async (caller: Caller, approvalId: string): Promise<SealedApproval> => {
    if (approvalId.includes("\0")) throw notFound();
    await expireDue();
    const approval = await store.find(caller.principal.workspaceId, approvalId);
    if (!approval || !isInReach(caller, approval)) throw notFound();
    return approval;
  };

  const argumentsBefore = async (approval: SealedApproval): Promise<Record<string, unknown> | null> => {
    const before = await store.findPrevious(approval);
    return before && (openEdit(vault, before) ?? openCall(vault, before).arguments);
  };

  const show = async (caller: Caller, approval: SealedApproval): Promise<ApprovalDetail> => {
    const { selfApproval } = await store.readSettings(approval.workspaceId);
    const previous = await argumentsBefore(approval);
    return toApprovalDetail(
      approval,
      caller,
      selfApproval,
      openCall(vault, approval),
      openEdit(vault, approval),
      previous,
    );
  };

  return {
    /** The approval, if it is in this caller's reach. Throws approval.not_found. */
    require,
    show,
    /** Throws approval.not_found. */
    async get(caller: Caller, approvalId: string): Promise<ApprovalDetail> {
      return show(caller, await require(caller, approvalId));
    },

    /** Newest first, in pages. Throws input.invalid on a foreign cursor. */
    async list(
      caller: Caller,
      input: z.output<typeof listApprovalsInputSchema>,
    ): Promise<{ approvals: ApprovalView[]; nextCursor: string | null }> {
      const { workspaceId } = caller.principal;
      const { principalId, serverId, name, limit } = input;
      const after = input.cursor === undefined ? undefined : decodeCursor(input.cursor);
      await expireDue();
      const { selfApproval } = await store.readSettings(workspaceId);
      const filter: ApprovalFilter = {
        reach: reachOf(caller),
        status: input.status,
        principalHandle: principalId,
        serverId,
        name,
        after,
      };
      if (input.decidableByMe) {
        const except = undecidableFor(caller, selfApproval);
        if (except === "everything" || (input.status ?? "pending") !== "pending")
          return { approvals: [], nextCursor: null };
        Object.assign(filter, { status: "pending", except });
      }
      const found = await store.list(workspaceId, filter, limit + 1);
      const page = found.slice(0, limit);
      const last = found.length > limit ? page.at(-1) : undefined;
      return {
        approvals: page.map((approval) => toApprovalView(approval, caller, selfApproval)),
        nextCursor: last ? encodeCursor(last.createdAt, last.id) : null,
      };
    },

    /** How many wait in this caller's reach, and how many of them for this caller. */
    async count(caller: Caller): Promise<z.output<typeof countApprovalsOutputSchema>> {
      const { workspaceId } = caller.principal;
      await expireDue();
      const { selfApproval } = await store.readSettings(workspaceId);
      const filter: ApprovalFilter = { reach: reachOf(caller), status: "pending" };
      const except = undecidableFor(caller, selfApproval);
      const [pending, decidableByMe] = await Promise.all([
        store.count(workspaceId, filter),
        except === "everything" ? 0 : store.count(workspaceId, { ...filter, except }),
      ]);
      return { pending, decidableByMe };
    },
  };
}

export type ReadApprovals = ReturnType<typeof createReadApprovals>;
