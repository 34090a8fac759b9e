import type { Clock } from "../../adapters/clock.ts";
import { CoreError } from "../../errors.ts";
import type { ApprovalState } from "../approvals/index.ts";
import type { CoreEvent, EventBus } from "../events.ts";
import { hasExpired, isActive, type Principal, tokenHashOf } from "../principals/principal.ts";
import type { ApprovalGate } from "./approval-gate.ts";
import type { GatewayClient } from "./gateway.ts";
import { NOT_MADE, principalInactive, tokenExpired, tokenRevoked } from "./rights-ended.ts";

export interface HoldOptions {
  /** When waiting ends, in milliseconds since 1970. */
  until: number;
  signal: AbortSignal | undefined;
  /** Called at once and then every ten seconds. */
  onWaiting: (() => void) | undefined;
}

/** A lost event delays an answer by this much at most. */
const REREAD_EVERY_MS = 5_000;
const SAY_EVERY_MS = 10_000;

/** Wakes one sleeper, also when it rang before anybody slept. */
function createBell(clock: Clock) {
  let hasRung = false;
  let wake: (() => void) | null = null;
  return {
    ring(): void {
      hasRung = true;
      wake?.();
    },
    async sleep(ms: number): Promise<void> {
      if (!hasRung) {
        await new Promise<void>((resolve) => {
          const cancel = clock.after(ms, resolve);
          wake = () => (cancel(), resolve());
        });
        wake = null;
      }
      hasRung = false;
    },
  };
}

/** The token that this client came with is good no longer. */
export const isRevocation = (event: CoreEvent, { caller }: GatewayClient): boolean =>
  event.type === "token.revoked" && event.tokenHash === tokenHashOf(caller.credential);

/** Holds calls while a person decides. A held call takes no place of a running one. */
export function createHoldCall(deps: {
  gate: Pick<ApprovalGate, "read">;
  events: EventBus;
  clock: Clock;
  principals: { findByHandle(workspaceId: string, handle: string): Promise<Principal | null> };
}) {
  const { gate, events, clock } = deps;
  const bells = new Set<{ ring(): void }>();
  let isStopping = false;

  /**
   * The principal as it is now. Throws principal.disabled, and auth.invalid_token when its token ran out meanwhile.
   * @param otherwise what that means for what was asked for
   */
  const requireActive = async ({ caller }: GatewayClient, otherwise = NOT_MADE): Promise<Principal> => {
    const { workspaceId, handle, id } = caller.principal;
    const { credential } = caller;
    if (hasExpired(credential, clock.now())) throw tokenExpired(otherwise);
    const found = await deps.principals.findByHandle(workspaceId, handle);
    if (found?.id === id && isActive(found, clock.now())) return found;
    throw principalInactive(otherwise);
  };

  return {
    requireActive,

    /**
     * Resolves when the approval is no longer pending, or with what it is at `until` or at a stop of Core. Rejects with
     * request.cancelled when the client takes its call back, and with auth.invalid_token or principal.disabled when it
     * may no longer ask (A7); the question stays.
     */
    async wait(asked: ApprovalState, client: GatewayClient, options: HoldOptions): Promise<ApprovalState> {
      const { workspaceId, id: principalId } = client.caller.principal;
      const { until, signal, onWaiting } = options;
      const bell = createBell(clock);
      let isRevoked = false;
      let isDoubtful = false;
      let saidAt = Number.NEGATIVE_INFINITY;
      // Before the first look, or a decision between the two would be missed.
      const unsubscribe = events.subscribe((event) => {
        if (event.type === "principals.changed" && event.principalId === principalId) isDoubtful = true;
        else if (isRevocation(event, client)) isRevoked = true;
        else if (event.type !== "approval.changed" || event.approvalId !== asked.approvalId) return;
        bell.ring();
      });
      signal?.addEventListener("abort", bell.ring);
      bells.add(bell);
      try {
        for (;;) {
          // First: a session that ends with its rights calls off what it has under way, and this was not.
          if (isRevoked) throw tokenRevoked(NOT_MADE);
          if (isDoubtful) {
            isDoubtful = false;
            await requireActive(client);
          }
          // A stop of Core ends sessions, which looks like this too; their clients get an answer all the same.
          if (signal?.aborted && !isStopping) throw new CoreError("request.cancelled", "The request was cancelled.");
          const approval = await gate.read(workspaceId, asked.approvalId);
          const now = clock.now();
          if (approval.status !== "pending" || now >= until || isStopping) return approval;
          if (now - saidAt >= SAY_EVERY_MS) {
            saidAt = now;
            onWaiting?.();
          }
          await bell.sleep(Math.min(REREAD_EVERY_MS, until - now));
        }
      } finally {
        unsubscribe();
        signal?.removeEventListener("abort", bell.ring);
        bells.delete(bell);
      }
    },

    /** Lets every held call go with what is known now; later ones do not wait. */
    stop(): void {
      isStopping = true;
      for (const bell of bells) bell.ring();
    },
  };
}

export type HoldCall = ReturnType<typeof createHoldCall>;
