import type { acceptWordingInputSchema, ServerDetail } from "@peta/contract";
import type { z } from "zod";
import { CoreError } from "../../errors.ts";
import { recordAction } from "../audit/record-action.ts";
import { requireAdministrator } from "../audit/require-administrator.ts";
import type { Caller } from "../principals/principal.ts";
import { requireServer } from "./find-server.ts";
import type { LiveServerDeps } from "./live-server.ts";
import type { LiveServers } from "./live-servers.ts";
import type { Capability } from "./server.ts";
import type { ServerStore } from "./server-store.ts";
import { acceptWords, waitingWords } from "./wording.ts";

/**
 * Shows clients the words of prompts, resources and templates as the server says them now (A37): of those whose waiting
 * words have one of these hashes. Throws server.not_found, auth.forbidden, and capability.changed, with nothing
 * accepted, when words of one hash do not wait.
 */
export function createAcceptWording(
  deps: LiveServerDeps & { store: ServerStore; live: LiveServers },
  get: (workspaceId: string, serverId: string) => Promise<ServerDetail>,
) {
  return async (
    actor: Caller,
    { serverId, hashes }: z.output<typeof acceptWordingInputSchema>,
  ): Promise<ServerDetail> => {
    const { workspaceId } = actor.principal;
    await requireAdministrator(deps, actor, "server.accept_wording", serverId);
    const { capabilities } = await requireServer(deps.store, workspaceId, serverId);
    const looked = requireWaiting(serverId, capabilities, hashes);
    const detail = {
      capabilities: [...looked.values()].map(({ capability: { kind, name }, accepted, now }) => ({
        kind,
        name,
        before: accepted,
        after: now,
      })),
    };
    const run = async (): Promise<ServerDetail> => {
      await deps.store.changeCatalogue(workspaceId, serverId, (known) => {
        // Again, on what is stored now: the server may have said something else since.
        const waiting = requireWaiting(serverId, known, hashes);
        return known.map((capability) => (waiting.has(capability) ? acceptWords(capability) : capability));
      });
      await deps.live.sync(workspaceId, serverId);
      deps.events.publish({ type: "servers.changed", workspaceId, serverId });
      return get(workspaceId, serverId);
    };
    return recordAction(deps, actor, "server.accept_wording", detail, run, { serverId });
  };
}

type Waiting = NonNullable<ReturnType<typeof waitingWords>> & { capability: Capability };

function requireWaiting(
  serverId: string,
  capabilities: readonly Capability[],
  hashes: readonly string[],
): Map<Capability, Waiting> {
  const wanted = new Set(hashes);
  const found = new Map<Capability, Waiting>();
  for (const capability of capabilities) {
    const waiting = waitingWords(capability);
    if (waiting && wanted.delete(waiting.hash)) found.set(capability, { capability, ...waiting });
  }
  if (wanted.size > 0)
    throw new CoreError(
      "capability.changed",
      `Of the server "${serverId}", words that wait are not the ones that were looked at. Look at them again.`,
    );
  return found;
}
