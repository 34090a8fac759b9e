import { createHash } from "node:crypto";
import { Prisma, type ServerCapability } from "@peta/db";
import type { DangerLevel } from "@peta/policy";
import type { Capability } from "../../modules/servers/server.ts";
import { isSameJson } from "../../modules/canonical-json.ts";

/** Rows that one statement changes. */
const ROWS_AT_ONCE = 500;

export const toCapability = (row: ServerCapability): Capability => ({
  kind: row.kind,
  name: row.name,
  definition: row.definition as Record<string, unknown>,
  definitionHash: row.definitionHash,
  position: row.position,
  enabled: row.enabled,
  dangerLevel: row.dangerLevel as DangerLevel,
  anonymous: row.anonymous,
  ...(row.quarantine !== null && { quarantine: row.quarantine as { before: Record<string, unknown> | null } }),
  ...(row.waitingWording !== null && { waitingWording: row.waitingWording as Record<string, unknown> }),
});

const keyOf = ({ kind, name }: { kind: string; name: string }): string => `${kind}\n${name}`;

/** The id follows from what the row is about, so that a capability that comes back is the same one. */
export const toRow = (serverRowId: string, capability: Capability): Prisma.ServerCapabilityCreateManyInput => ({
  id: `cap_${createHash("sha256")
    .update(`${serverRowId}\n${keyOf(capability)}`)
    .digest("base64url")
    .slice(0, 24)}`,
  serverRowId,
  ...capability,
  ...toJson(capability),
});

const toJson = ({ definition, waitingWording, quarantine }: Capability) => ({
  definition: definition as Prisma.InputJsonObject,
  quarantine: quarantine ? (quarantine as Prisma.InputJsonObject) : Prisma.DbNull,
  waitingWording: waitingWording ? (waitingWording as Prisma.InputJsonObject) : Prisma.DbNull,
});

/** Writes only what differs, many rows at a time: one entry more at the front of a list moves thousands. */
export async function writeCatalogue(
  tx: Prisma.TransactionClient,
  serverRowId: string,
  known: readonly Capability[],
  wanted: readonly Capability[],
): Promise<void> {
  const knownByKey = new Map(known.map((capability) => [keyOf(capability), capability]));
  const wantedKeys = new Set(wanted.map(keyOf));
  const gone = known.filter((capability) => !wantedKeys.has(keyOf(capability)));
  for (const kind of new Set(gone.map((capability) => capability.kind))) {
    const names = gone.filter((capability) => capability.kind === kind).map(({ name }) => name);
    for (const some of chunks(names))
      await tx.serverCapability.deleteMany({ where: { serverRowId, kind, name: { in: some } } });
  }
  const added = wanted.filter((capability) => !knownByKey.has(keyOf(capability)));
  if (added.length > 0)
    await tx.serverCapability.createMany({ data: added.map((capability) => toRow(serverRowId, capability)) });
  const changed = wanted.filter((capability) => {
    const before = knownByKey.get(keyOf(capability));
    return before !== undefined && !isSame(before, capability);
  });
  for (const some of chunks(changed)) await updateRows(tx, serverRowId, some);
}

const updateRows = (
  tx: Prisma.TransactionClient,
  serverRowId: string,
  capabilities: readonly Capability[],
): Promise<number> => tx.$executeRaw`
  UPDATE server_capabilities AS old
  SET definition = new.definition, waiting_wording = new.waiting_wording, quarantine = new.quarantine, definition_hash = new.definition_hash,
    position = new.position, enabled = new.enabled, danger_level = new.danger_level, anonymous = new.anonymous,
    updated_at = now()
  FROM jsonb_to_recordset(${JSON.stringify(capabilities.map(toRecord))}::jsonb) AS new (
    kind capability_kind, name text, definition jsonb, waiting_wording jsonb, quarantine jsonb, definition_hash text,
    position int, enabled boolean, danger_level smallint, anonymous boolean)
  WHERE old.server_row_id = ${serverRowId} AND old.kind = new.kind AND old.name = new.name`;

const toRecord = (capability: Capability): Record<string, unknown> => ({
  kind: capability.kind,
  name: capability.name,
  definition: capability.definition,
  waiting_wording: capability.waitingWording ?? null,
  quarantine: capability.quarantine ?? null,
  definition_hash: capability.definitionHash,
  position: capability.position,
  enabled: capability.enabled,
  danger_level: capability.dangerLevel,
  anonymous: capability.anonymous ?? false,
});

const chunks = <T>(items: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(items.length / ROWS_AT_ONCE) }, (_, index) =>
    items.slice(index * ROWS_AT_ONCE, (index + 1) * ROWS_AT_ONCE),
  );

const isSame = (a: Capability, b: Capability): boolean =>
  a.definitionHash === b.definitionHash &&
  a.position === b.position &&
  a.enabled === b.enabled &&
  a.dangerLevel === b.dangerLevel &&
  (a.anonymous ?? false) === (b.anonymous ?? false) &&
  isSameJson(a.waitingWording, b.waitingWording) &&
  isSameJson(a.quarantine, b.quarantine);
