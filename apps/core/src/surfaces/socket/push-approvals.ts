import type { ApprovalDetail, ApprovalView, DecideApprovalInput } from "@peta/contract";
import type { Clock } from "../../adapters/clock.ts";
import { CoreError } from "../../errors.ts";
import type { CoreEvent, EventBus } from "../../modules/events.ts";
import type { Log } from "../../modules/log.ts";
import { type Caller, canAdminister, type Principal } from "../../modules/principals/principal.ts";
import { approvalNotification, stepsTo, type ToldApproval } from "./approval-notices.ts";
import { type Connection, notify } from "./connection.ts";
import type { Connections } from "./connections.ts";

/** What this wire asks of `modules/approvals`. */
export interface ApprovalModules {
  list(
    caller: Caller,
    input: { status: "pending"; decidableByMe: true; cursor?: string; limit: number },
  ): Promise<{ approvals: ApprovalView[]; nextCursor: string | null }>;
  /** Throws approval.not_found for whom it is none of their business. */
  get(caller: Caller, approvalId: string): Promise<ApprovalDetail>;
  decide(caller: Caller, input: DecideApprovalInput): Promise<unknown>;
}

export type FindPrincipal = (workspaceId: string, principalId: string) => Promise<Principal | null>;

type ApprovalChanged = Extract<CoreEvent, { type: "approval.changed" }>;

const PAGE = 100;
/** More open questions than that are not told one by one. */
const MAX_PENDING = 1000;

/**
 * Tells devices what becomes of approvals: those of whom it is, of the person behind an agent, and of who governs the
 * workspace. The module decides for each of them whether they may see it.
 */
export function createApprovalPush(deps: {
  connections: Connections;
  approvals: Pick<ApprovalModules, "get" | "list">;
  findPrincipal: FindPrincipal;
  legacyServerId: (workspaceId: string, serverId: string) => Promise<string>;
  events: EventBus;
  clock: Clock;
  log: Log;
}) {
  const { connections, approvals, clock } = deps;

  const mayConcern = async ({ workspaceId, principalId }: ApprovalChanged): Promise<Connection[]> => {
    const connected = connections.principalsIn(workspaceId);
    if (connected.length === 0) return [];
    const ownerId = (await deps.findPrincipal(workspaceId, principalId))?.ownerId;
    return connected
      .filter(
        ([id, own]) =>
          id === principalId || id === ownerId || own.some(({ caller }) => canAdminister(caller.principal)),
      )
      .flatMap(([, own]) => own);
  };

  const nameServer = async (caller: Caller, detail: ApprovalDetail): Promise<ToldApproval> => ({
    detail,
    serverId: await deps.legacyServerId(caller.principal.workspaceId, detail.serverId),
  });

  const tell = (connection: Connection, approval: ToldApproval): void => {
    const { approvalId, status } = approval.detail;
    const { approvals: told } = connection.told;
    const steps = stepsTo(told.get(approvalId), status);
    told.set(approvalId, status);
    for (const step of steps) notify(connection, approvalNotification(step, approval, clock.now()));
  };

  const follow = async (event: ApprovalChanged): Promise<void> => {
    for (const connection of await mayConcern(event)) {
      try {
        const { caller } = connection;
        tell(connection, await nameServer(caller, await approvals.get(caller, event.approvalId)));
      } catch (error) {
        if (!(error instanceof CoreError) || error.code !== "approval.not_found") throw error;
      }
    }
  };

  // One change after the other, so that no device hears of an outcome before the decision.
  let last: Promise<void> = Promise.resolve();
  const unsubscribe = deps.events.subscribe((event) => {
    if (event.type !== "approval.changed") return;
    last = last
      .then(() => follow(event))
      .catch((error: unknown) =>
        deps.log.warn({ err: error, approvalId: event.approvalId }, "an approval could not be told over the socket"),
      );
  });

  /** Every pending approval that this caller may decide, the oldest first. Throws what the module throws. */
  const listPending = async (caller: Caller): Promise<ToldApproval[]> => {
    const found: ToldApproval[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<ApprovalModules["list"]>> = await approvals.list(caller, {
        status: "pending",
        decidableByMe: true,
        limit: PAGE,
        ...(cursor !== null && { cursor }),
      });
      for (const { approvalId } of page.approvals) {
        const detail = await approvals.get(caller, approvalId);
        if (detail.status === "pending") found.push(await nameServer(caller, detail));
      }
      cursor = page.nextCursor;
    } while (cursor !== null && found.length < MAX_PENDING);
    return found.reverse();
  };

  return {
    listPending,
    /** Tells a device that has just connected of everything it missed and may still decide. */
    async tellPending(connection: Connection, send: (approval: ToldApproval) => void): Promise<void> {
      for (const approval of await listPending(connection.caller)) {
        const { approvalId, status } = approval.detail;
        // One that came meanwhile waits with the other notifications.
        if (connection.told.approvals.has(approvalId)) continue;
        connection.told.approvals.set(approvalId, status);
        send(approval);
      }
    },
    close: unsubscribe,
  };
}
