import type { CoreError } from "../../../errors.ts";
import type { AuditEntry, AuditRecorder } from "../../audit/audit-entry.ts";
import type { EventBus } from "../../events.ts";
import type { Log } from "../../log.ts";
import type { LargeAnswer } from "../../servers/large-answer.ts";
import type { ServerOutcome } from "../../servers/server-link.ts";
import type { Enforced } from "../enforce.ts";
import type { ForwardedMethod, ForwardOptions, GatewayClient, LargeParts } from "../gateway.ts";
import type { GatewayLimits } from "../gateway-limits.ts";
import { type HoldCall, isRevocation } from "../hold-call.ts";
import { createInFlight } from "../in-flight.ts";
import { CALLED_OFF, tokenRevoked } from "../rights-ended.ts";
import { recordLarge } from "./record-large.ts";
import { type LargeRendering, renderLarge } from "./render-large.ts";

const IS_PASSED_ON = "The answer is large: it is passed on while it arrives, and how that ends is recorded by itself.";

/** Answers that are passed on while they arrive, so that no length of theirs costs memory (docs/adr/0027). */
export function createLargeAnswers(deps: {
  audit: AuditRecorder;
  log: Log | undefined;
  events: EventBus;
  hold: Pick<HoldCall, "requireActive">;
  limits: Pick<GatewayLimits, "largeAnswerBytes" | "largeAnswersPerPrincipal">;
}) {
  const underWay = createInFlight(deps.limits.largeAnswersPerPrincipal);

  /** Ends what is on its way to somebody who may not have it any more. Returns what takes that back. */
  const endWithRights = (client: GatewayClient, cancel: (why: CoreError) => void): (() => void) =>
    deps.events.subscribe((event) => {
      if (isRevocation(event, client)) cancel(tokenRevoked(CALLED_OFF));
      else if (event.type === "principals.changed" && event.principalId === client.caller.principal.id)
        deps.hold.requireActive(client, CALLED_OFF).catch(cancel);
    });

  return {
    /**
     * How large an answer may be that need not be whole before it goes on; undefined: it has to be, since a rule looks at
     * the whole of it, or whoever asks takes it in no other way.
     */
    upTo(
      method: ForwardedMethod,
      { takeLarge }: Pick<ForwardOptions<unknown>, "takeLarge">,
      { decision, target }: Enforced,
      isFirstRound: boolean,
    ): number | undefined {
      if (!takeLarge || method !== "resources/read" || !isFirstRound) return undefined;
      if (decision.obligations.redactResult.length > 0) return undefined;
      return target.entry.server.settings.maxAnswerBytes ?? deps.limits.largeAnswerBytes;
    },

    /**
     * Ends a large answer with the request that asked for it, and with the rights of whoever did. Throws server.busy for
     * one too many of a principal. `onOver`: it is over, or it never was large.
     */
    watch(outcome: ServerOutcome, client: GatewayClient, signal: AbortSignal | undefined, onOver: () => void): void {
      const large = outcome.kind === "result" ? outcome.large : undefined;
      if (!large) return onOver();
      const { id } = client.caller.principal;
      const cancel = (): void => large.cancel();
      try {
        underWay.enter(id);
      } catch (error) {
        cancel();
        onOver();
        throw error;
      }
      const unsubscribe = endWithRights(client, (why) => large.cancel(why));
      signal?.addEventListener("abort", cancel, { once: true });
      if (signal?.aborted) cancel();
      void large.over.then(() => {
        signal?.removeEventListener("abort", cancel);
        unsubscribe();
        underWay.leave(id);
        onOver();
      });
    },

    /** Says in the call's record what follows, and makes of the answer what its client gets. */
    passOn(
      large: LargeAnswer,
      rendering: LargeRendering,
      entry: AuditEntry,
      signal: AbortSignal | undefined,
    ): LargeParts {
      const parts = recordLarge(renderLarge(large, rendering), { ...entry }, signal, deps);
      entry.reason = `${entry.reason ?? ""} ${IS_PASSED_ON}`.trim();
      return { [Symbol.asyncIterator]: () => parts, cancel: () => large.cancel() };
    },
  };
}

export type LargeAnswers = ReturnType<typeof createLargeAnswers>;
