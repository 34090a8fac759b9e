import { adminWire, type ApprovalDetail, type ApprovalStatus, type ApprovalView } from "@peta/contract";
import { CoreError } from "../../../../errors.ts";
import type { Caller } from "../../../../modules/principals/principal.ts";
import { type AdminAction, adminAction } from "../action.ts";
import type { AdminDeps } from "../deps.ts";
import { approvalRow } from "../rows/approval-row.ts";

const PAGE = 200;
/** Further back a filter is of more use than a page. */
const MAX_SKIPPED = 10_000;

interface Wanted {
  userId?: string | undefined;
  serverId?: string | undefined;
  toolName?: string | undefined;
  status?: string | undefined;
}

/** 9201 to 9204: questions to people about exact calls. */
export function approvalActions({ legacy, approvals }: AdminDeps): AdminAction[] {
  const rows = async (caller: Caller, details: readonly ApprovalDetail[]): Promise<adminWire.LegacyApprovalRow[]> => {
    const { workspaceId } = caller.principal;
    const [all, legacyIds] = await Promise.all([legacy.users.list(workspaceId), legacy.servers.legacyIds(workspaceId)]);
    const byHandle = new Map(all.map((user) => [user.principal.handle, user]));
    return details.map((detail) =>
      approvalRow(
        detail,
        (serverId) => legacyIds.get(serverId) ?? serverId,
        (handle) => byHandle.get(handle),
      ),
    );
  };
  const row = async (caller: Caller, detail: ApprovalDetail) => (await rows(caller, [detail]))[0];

  /** Newest first, from a place on; one more than asked for tells whether there are others. */
  const collect = async (caller: Caller, wanted: Wanted, skip: number, take: number): Promise<ApprovalView[]> => {
    const { workspaceId } = caller.principal;
    const user = wanted.userId === undefined ? undefined : await legacy.users.find(workspaceId, wanted.userId);
    const server = wanted.serverId === undefined ? undefined : await legacy.servers.find(caller, wanted.serverId);
    if ((wanted.userId !== undefined && !user) || (wanted.serverId !== undefined && !server)) return [];
    const found: ApprovalView[] = [];
    let cursor: string | undefined;
    do {
      const page = await approvals.list(caller, {
        decidableByMe: false,
        limit: PAGE,
        ...(cursor !== undefined && { cursor }),
        ...(user && { principalId: user.principal.handle }),
        ...(server && { serverId: server.server.serverId }),
        ...(wanted.toolName !== undefined && { name: wanted.toolName }),
        ...(wanted.status !== undefined && { status: wanted.status.toLowerCase() as ApprovalStatus }),
      });
      found.push(...page.approvals);
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined && found.length < skip + take);
    return found.slice(skip, skip + take);
  };

  return [
    adminAction("LIST_APPROVAL_REQUESTS", "admin", {
      era: "C",
      purpose: "Lists approval requests, newest first, in pages.",
      input: adminWire.listApprovalRequestsSchema,
      example: { status: "PENDING", page: 1, pageSize: 20 },
      async run({ caller }, { page, pageSize, ...wanted }) {
        const skip = (page - 1) * pageSize;
        if (skip > MAX_SKIPPED)
          throw new CoreError(
            "input.invalid",
            `Pages end after ${MAX_SKIPPED} requests. Ask by status, user or server.`,
          );
        const found = await collect(caller, wanted, skip, pageSize + 1);
        const details: ApprovalDetail[] = [];
        for (const { approvalId } of found.slice(0, pageSize)) details.push(await approvals.get(caller, approvalId));
        return { requests: await rows(caller, details), page, pageSize, hasMore: found.length > pageSize };
      },
    }),
    adminAction("GET_APPROVAL_REQUEST", "admin", {
      era: "C",
      purpose: "Reads one approval request.",
      input: adminWire.approvalRequestRefSchema,
      example: { id: "apr_1" },
      run: async ({ caller }, { id }) => row(caller, await approvals.get(caller, id)),
    }),
    adminAction("DECIDE_APPROVAL_REQUEST", "admin", {
      era: "C",
      purpose: "Approves or rejects. Calls of danger level 3 want the decider's password in `password`.",
      input: adminWire.decideApprovalRequestSchema,
      example: { id: "apr_1", decision: "APPROVED", reason: "as discussed" },
      async run({ caller }, { id, decision, reason, password }) {
        const decided = await approvals.decide(caller, {
          approvalId: id,
          decision: decision === "APPROVED" ? "approve" : "reject",
          ...(reason !== undefined && { reason }),
          ...(password !== undefined && { password }),
        });
        return row(caller, decided);
      },
    }),
    adminAction("GET_PENDING_APPROVALS_COUNT", "admin", {
      era: "C",
      purpose: "Counts pending approval requests.",
      input: adminWire.countPendingApprovalsSchema,
      example: {},
      run: async ({ caller }, { userId }) => ({
        count: (await collect(caller, { userId, status: "PENDING" }, 0, MAX_SKIPPED)).length,
      }),
    }),
  ];
}
