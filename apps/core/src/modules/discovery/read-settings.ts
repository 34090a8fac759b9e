import type { Clock } from "../../adapters/clock.ts";
import type { Log } from "../log.ts";
import { createDiscoverySettings, type DiscoverySettings } from "./discovery-setting.ts";
import type { DiscoveryStore } from "./discovery-store.ts";

/** A list that followed every call would never stand still: clients would fetch it again and again. */
const COUNT_EVERY_MS = 10 * 60_000;
const MOST_USED_PER_PRINCIPAL = 200;

/** Reads what snapshots hold of discovery. Use is counted now and then, and only where `hybrid` asks for it. */
export function createReadDiscoverySettings(deps: { store: DiscoveryStore; clock: Clock; log: Log }) {
  const counted = new Map<string, { at: number; used: ReadonlyMap<string, readonly string[]> }>();

  const mostUsed = async (workspaceId: string): Promise<ReadonlyMap<string, readonly string[]>> => {
    const known = counted.get(workspaceId);
    const now = deps.clock.now();
    if (known && now - known.at < COUNT_EVERY_MS) return known.used;
    const used = await deps.store.mostUsed(workspaceId, MOST_USED_PER_PRINCIPAL).catch((error: unknown) => {
      // Only the order of a list hangs on it; a decision never waits for it.
      deps.log.warn({ err: error, workspaceId }, "the most used tools could not be counted");
      return known?.used ?? new Map<string, readonly string[]>();
    });
    counted.set(workspaceId, { at: now, used });
    return used;
  };

  return async (workspaceId: string): Promise<DiscoverySettings> => {
    const settings = await deps.store.list(workspaceId);
    const isAsked = settings.some(({ profile }) => profile === "hybrid");
    if (!isAsked) counted.delete(workspaceId);
    return createDiscoverySettings(settings, isAsked ? await mostUsed(workspaceId) : undefined);
  };
}
