import type { Connection } from "../lib/connection.ts";
import { openSession, type Target } from "../lib/mcp-session.ts";
import { residentMiB } from "../lib/process-figures.ts";
import { untilQuiet } from "../lib/until-quiet.ts";

/** Each principal of the bench may hold as many. */
export const SESSIONS = 10_000;

/** KiB of resident memory that Core grows by for each idle legacy session, once it has given back what opening them took. */
export async function measureSessionMemory(core: Target): Promise<number> {
  const pid = core.pid ?? 0;
  await untilQuiet();
  const before = residentMiB(pid);
  const open: Connection[] = [];
  for (let i = 0; i < SESSIONS; i += 50) {
    const some = await Promise.all(Array.from({ length: 50 }, () => openSession(core, "legacy")));
    // The session lives on in Core; its connection does not have to.
    for (const connection of some) connection.close();
    open.push(...some);
  }
  await untilQuiet();
  return ((residentMiB(pid) - before) * 1024) / open.length;
}
