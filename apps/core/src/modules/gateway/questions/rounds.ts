import { randomBytes } from "node:crypto";
import type { Clock } from "../../../adapters/clock.ts";
import { CoreError } from "../../../errors.ts";
import { canonicalJson, hashText } from "../../canonical-json.ts";
import type { CoreEvent, EventBus } from "../../events.ts";
import type { Json } from "../../json.ts";
import type { Vault } from "../../vault.ts";
import { hasTokenHash } from "../../principals/principal.ts";
import { clientKeyOf } from "../access.ts";
import type { GatewayClient } from "../gateway.ts";

/** What a `requestState` is good for: this very request of this very client. */
export interface RoundBinding {
  client: GatewayClient;
  method: string;
  name: string;
  args: Json;
}

/** What waits for the client's next round. */
export interface Waiting {
  /** Nobody comes back for it: whatever goes on for it ends. Called at most once, and not after `take`. */
  giveUp(reason: string): void;
}

interface Entry<W> {
  waiting: W;
  principalId: string;
  tokenHash: string | null;
  cancelTimer: () => void;
}

const MAX_DEPTH = 100;
const HANDLE_BYTES = 24;

/** INVARIANT: one sentence for every requestState that does not open, so that nobody learns why (A25). */
const badState = (): CoreError =>
  new CoreError(
    "input.invalid",
    "params.requestState is not one that Core gave out for this very request, was used before, or has expired. Make the call again without it.",
  );

const identityOf = ({ client, method, name, args }: RoundBinding): string => {
  const { workspaceId, id } = client.caller.principal;
  const digest = hashText(canonicalJson({ method, name, args }, MAX_DEPTH));
  return `request-state\n${workspaceId}\n${id}\n${clientKeyOf(client)}\n${digest}`;
};

/**
 * Calls of modern clients that wait for answers. What the client gets is a sealed handle: authenticated encryption with
 * principal, client application, method, name and arguments bound to it, good once and for a time. INVARIANT: what does
 * not open has no effect at all, on this call or on any other (A25, A24).
 */
export function createRounds<W extends Waiting>(deps: {
  vault: Pick<Vault, "seal" | "open">;
  events: EventBus;
  clock: Clock;
  limits: { questionTimeoutMs: number; roundsPerPrincipal: number };
}) {
  const { vault, clock, limits } = deps;
  const entries = new Map<string, Entry<W>>();
  const counts = new Map<string, number>();

  const remove = (handle: string): Entry<W> | undefined => {
    const entry = entries.get(handle);
    if (!entry) return undefined;
    entries.delete(handle);
    entry.cancelTimer();
    const count = (counts.get(entry.principalId) ?? 1) - 1;
    if (count > 0) counts.set(entry.principalId, count);
    else counts.delete(entry.principalId);
    return entry;
  };

  const giveUp = (handle: string, reason: string): void => remove(handle)?.waiting.giveUp(reason);

  const giveUpWhere = (isMeant: (entry: Entry<W>) => boolean, reason: string): void => {
    for (const [handle, entry] of entries) if (isMeant(entry)) giveUp(handle, reason);
  };

  const react = (event: CoreEvent): void => {
    if (event.type === "principals.changed")
      giveUpWhere(({ principalId }) => principalId === event.principalId, "Its principal was changed meanwhile.");
    if (event.type === "token.revoked")
      giveUpWhere(({ tokenHash }) => tokenHash === event.tokenHash, "Its access token was revoked meanwhile.");
  };
  const unsubscribe = deps.events.subscribe(react);

  const openHandle = (state: unknown, binding: RoundBinding): string => {
    if (typeof state !== "string" || !/^[A-Za-z0-9_-]{1,1000}$/.test(state)) throw badState();
    try {
      return vault.open(Buffer.from(state, "base64url"), identityOf(binding));
    } catch {
      throw badState();
    }
  };

  return {
    /** Keeps what waits and answers the `requestState` for it. Throws server.busy when the principal keeps too many. */
    put(binding: RoundBinding, waiting: W): string {
      const { principal, credential } = binding.client.caller;
      const count = counts.get(principal.id) ?? 0;
      if (count >= limits.roundsPerPrincipal)
        throw new CoreError(
          "server.busy",
          `This principal has ${limits.roundsPerPrincipal} calls that wait for answers already. Answer or let go of some first.`,
          { retryAfterSeconds: 5 },
        );
      counts.set(principal.id, count + 1);
      const handle = randomBytes(HANDLE_BYTES).toString("base64url");
      entries.set(handle, {
        waiting,
        principalId: principal.id,
        tokenHash: hasTokenHash(credential) ? credential.tokenHash : null,
        cancelTimer: clock.after(limits.questionTimeoutMs, () => giveUp(handle, "Nobody answered in time.")),
      });
      return Buffer.from(vault.seal(handle, identityOf(binding))).toString("base64url");
    },

    /** What waits under a `requestState`, once. Throws input.invalid. */
    take(state: unknown, binding: RoundBinding): W {
      const entry = remove(openHandle(state, binding));
      if (!entry) throw badState();
      return entry.waiting;
    },

    get size(): number {
      return entries.size;
    },

    close(): void {
      unsubscribe();
      giveUpWhere(() => true, "Core stops.");
    },
  };
}

export type Rounds<W extends Waiting> = ReturnType<typeof createRounds<W>>;
