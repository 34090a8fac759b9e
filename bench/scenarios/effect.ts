import { callEcho, openSession, type Target } from "../lib/mcp-session.ts";
import type { ScratchCore } from "../lib/scratch-core.ts";

/** Milliseconds until a call is refused, from the moment at which the change was asked for. */
async function untilRefused(core: Target, change: () => Promise<unknown>): Promise<number> {
  const connection = await openSession(core, "legacy");
  await callEcho(connection, core, "legacy", 1);
  const startedAt = performance.now();
  const done = change();
  for (let id = 2; ; id++) {
    try {
      await callEcho(connection, core, "legacy", id);
    } catch {
      break;
    }
    if (performance.now() - startedAt > 5_000) throw new Error("the change had no effect within 5 s");
  }
  const elapsed = performance.now() - startedAt;
  await done;
  connection.close();
  return elapsed;
}

/** How long a switched-off tool and a revoked token go on working on a live session. */
export async function measureEffect(
  core: ScratchCore,
  target: Target,
): Promise<{ switchMs: number; revokeMs: number }> {
  const capability = { kind: "tool", name: "echo" };
  const set = (enabled: boolean | null) =>
    core.api("permissions.set", { principalId: "bench-agent", serverId: "bench", capability, enabled });
  const switchMs = await untilRefused(target, () => set(false));
  await set(null);
  const { token, tokenId } = await core.api<{ token: string; tokenId: string }>("tokens.create", {
    principalId: "bench-agent",
  });
  const own = { ...target, headers: [`authorization: Bearer ${token}`] };
  const revokeMs = await untilRefused(own, () => core.api("tokens.revoke", { token: tokenId }));
  return { switchMs, revokeMs };
}
