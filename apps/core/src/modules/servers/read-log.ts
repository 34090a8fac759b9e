import type { ServerLogEntry, serverLogInputSchema } from "@peta/contract";
import type { z } from "zod";
import type { AuditRecorder } from "../audit/audit-entry.ts";
import { requireAdministrator } from "../audit/require-administrator.ts";
import type { Caller } from "../principals/principal.ts";
import { requireServer } from "./find-server.ts";
import type { LiveServers } from "./live-servers.ts";
import type { ServerStore } from "./server-store.ts";

type Input = z.output<typeof serverLogInputSchema>;

/** What happened lately between Core and a server, in this process: for administrators. */
export function createReadLog(deps: { store: ServerStore; live: LiveServers; audit: AuditRecorder }) {
  const require = async (actor: Caller, serverId: string): Promise<void> => {
    await requireAdministrator(deps, actor, "server.log", serverId);
    await requireServer(deps.store, actor.principal.workspaceId, serverId);
  };
  return {
    /** Throws server.not_found, auth.forbidden. */
    async readLog(actor: Caller, { serverId, after = 0 }: Input): Promise<ServerLogEntry[]> {
      await require(actor, serverId);
      return deps.live.find(actor.principal.workspaceId, serverId)?.log.after(after) ?? [];
    },
    /**
     * The entries from then on, until `signal` aborts or the server is gone. A reader that is slow misses what has left
     * the log meanwhile, and sees so by the numbers: nothing is queued for it (A35). Throws like `readLog`.
     */
    async *followLog(
      actor: Caller,
      { serverId, after = 0 }: Input,
      signal: AbortSignal,
    ): AsyncGenerator<ServerLogEntry> {
      await require(actor, serverId);
      const log = deps.live.find(actor.principal.workspaceId, serverId)?.log;
      if (!log) return;
      let wake = (): void => {};
      const unwatch = log.watch(() => wake());
      const onAbort = (): void => wake();
      signal.addEventListener("abort", onAbort);
      try {
        for (let seq = after; !signal.aborted; ) {
          const more = new Promise<void>((resolve) => (wake = resolve));
          const entries = log.after(seq);
          for (const entry of entries) {
            if (signal.aborted) return;
            yield entry;
            seq = entry.seq;
          }
          if (entries.length === 0 && !signal.aborted) await more;
        }
      } finally {
        unwatch();
        signal.removeEventListener("abort", onAbort);
      }
    },
  };
}
