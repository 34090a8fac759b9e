import type { Clock } from "../../adapters/clock.ts";
import type { AuditRecorder } from "../audit/audit-entry.ts";
import type { EventBus } from "../events.ts";
import type { Log } from "../log.ts";
import { canonicalJson } from "../canonical-json.ts";
import { keepDeclared } from "./declared-capabilities.ts";
import { INSTRUCTIONS_WAIT, saidInstructions, waitingInstructions } from "./instructions.ts";
import { describeQuarantine, type MergedCatalogue, mergeCatalogue } from "./merge-catalogue.ts";
import { type Overlay, overlayReading } from "./overlay-reading.ts";
import { type CatalogueReading, readCatalogue } from "./read-catalogue.ts";
import type { Capability, CataloguedServer, ServerRecord } from "./server.ts";
import type { ServerConnection } from "./server-connector.ts";
import type { ServerLimits } from "./server-limits.ts";
import type { ServerStore } from "./server-store.ts";
import { withinBounds } from "./within-bounds.ts";
import { describeWaitingWords, waitingWords } from "./wording.ts";

export interface StoreCatalogueDeps {
  store: Pick<ServerStore, "replaceCatalogue">;
  audit: AuditRecorder;
  events: EventBus;
  clock: Clock;
  log: Log;
  limits: ServerLimits;
}

/** However many pages a server lists: the whole reading has a bound. Throws server.timeout, and what reading throws. */
export async function readInTime(
  { clock, limits }: Pick<StoreCatalogueDeps, "clock" | "limits">,
  from: ServerConnection,
): Promise<CatalogueReading> {
  const timeoutMs = limits.startTimeoutMs;
  const seconds = Math.ceil(timeoutMs / 1000);
  const bounds = withinBounds(clock, { timeoutMs }, `The server did not list what it has within ${seconds} s.`);
  try {
    return await bounds.race(readCatalogue(from, limits, timeoutMs));
  } finally {
    bounds.end();
  }
}

export interface StoredReading {
  stored: CataloguedServer;
  /** The first thing that was left out, as a sentence. */
  problem: string | null;
}

/**
 * Stores what was read of a server. Whoever cares hears of a difference; what waits for an administrator is recorded.
 * @param overlay for a server that runs once for each user: what one user's reading may change
 * Throws server.not_found and database.unavailable.
 */
export async function storeReading(
  deps: StoreCatalogueDeps,
  record: ServerRecord,
  from: ServerConnection,
  reading: CatalogueReading,
  overlay: Overlay | null,
): Promise<StoredReading> {
  const { workspaceId, serverId } = record;
  const isFirstReading = record.catalogueReadAt === null;
  let merged: MergedCatalogue | undefined;
  const facts = {
    protocolVersion: from.protocolVersion,
    serverInfo: from.serverInfo,
    ...(from.transport && { transport: from.transport }),
    declaredCapabilities: keepDeclared(from.capabilities),
    ...(isFirstReading && { acceptedInstructions: saidInstructions(from) }),
  };
  const stored = await deps.store.replaceCatalogue(
    workspaceId,
    serverId,
    (known) => {
      const laid = overlay === null ? reading : overlayReading(known, reading, isFirstReading ? "replaces" : overlay);
      return (merged = mergeCatalogue(known, laid, isFirstReading)).capabilities;
    },
    { ...facts, readAt: deps.clock.now() },
  );
  const quarantined = merged?.quarantined ?? [];
  if (reading.problems.length > 0) {
    deps.log.warn({ serverId, workspaceId, problems: reading.problems.slice(0, 20) }, "catalogue read in part");
  }
  // Told before it is recorded: policy must know that these tools are off, whatever the audit store does.
  if (merged?.isChanged || saysOther(record, facts))
    deps.events.publish({ type: "servers.changed", workspaceId, serverId });
  const recordQuarantine = (action: string, reason: string, detail: Record<string, unknown>): Promise<void> =>
    deps.audit.record({
      workspaceId,
      action,
      outcome: "denied",
      principalId: null,
      principalHandle: null,
      channel: "system",
      serverId,
      reason,
      detail,
    });
  if (waitsAnew(record, stored.server))
    await recordQuarantine("server.instructions_quarantined", INSTRUCTIONS_WAIT, {
      accepted: stored.server.acceptedInstructions,
      now: saidInstructions(stored.server),
    });
  if (quarantined.length > 0)
    await recordQuarantine("server.tools_quarantined", describeQuarantine(quarantined), { tools: quarantined });
  const reworded = merged?.reworded ?? [];
  if (reworded.length > 0)
    await recordQuarantine("server.wording_quarantined", describeWaitingWords(reworded.map(({ name }) => name)), {
      count: reworded.length,
      capabilities: reworded.slice(0, MAX_RECORDED).map(toRecorded),
    });
  return { stored, problem: reading.problems[0] ?? null };
}

/** A server may describe thousands of resources anew. */
const MAX_RECORDED = 20;

const toRecorded = (capability: Capability): Record<string, unknown> => {
  const { accepted, now } = waitingWords(capability) ?? {};
  return { kind: capability.kind, name: capability.name, accepted, now };
};

/** Whether instructions wait for an administrator that did not wait before. */
const waitsAnew = (before: ServerRecord, now: ServerRecord): boolean => {
  const waiting = waitingInstructions(now);
  return waiting !== null && waiting.text !== saidInstructions(before);
};

/** Whether a server says other things of itself than before: clients are told of them in their handshake. */
const saysOther = (
  { protocolVersion, serverInfo, declaredCapabilities }: ServerRecord,
  now: Pick<ServerRecord, "protocolVersion" | "serverInfo" | "declaredCapabilities">,
): boolean =>
  now.protocolVersion !== protocolVersion ||
  now.serverInfo?.instructions !== serverInfo?.instructions ||
  canonicalJson(now.declaredCapabilities ?? {}, 32) !== canonicalJson(declaredCapabilities ?? {}, 32);
