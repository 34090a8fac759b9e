import { isObject, type Json } from "../json.ts";
import type { Capability, ProtocolEra } from "../servers/server.ts";
import { renameUiLinks } from "./app-pages.ts";
import { withoutReservedMeta } from "./reserved-meta.ts";

/**
 * A definition as clients see it: another name, everything else as the server sent it, but for reserved `_meta` keys
 * (A33). `serverId` null: names and links stay as they are. `tasks`: in which form its server runs calls of tools as tasks.
 */
export function renameDefinition(
  capability: Capability,
  shownName: string,
  serverId: string | null,
  era: ProtocolEra | null,
  tasks: ProtocolEra | null = null,
): Json {
  const renamed: Json = { ...capability.definition };
  if (capability.kind === "resource") renamed.uri = shownName;
  else if (capability.kind === "template") renamed.uriTemplate = shownName;
  else renamed.name = shownName;
  if (isObject(renamed._meta)) {
    const meta = withoutReservedMeta(renamed._meta);
    renamed._meta = serverId === null ? meta : renameUiLinks(meta, serverId);
  }
  // Before 2026-07-28 an output schema had to be an object's; clients of that era refuse the list otherwise.
  if (era === "legacy" && isObject(renamed.outputSchema) && renamed.outputSchema.type !== "object")
    delete renamed.outputSchema;
  if (era === "legacy") nameTaskSupport(renamed, capability.kind, tasks);
  return renamed;
}

/** What clients of 2025-11-25 believe of a tool as soon as one server of those that they see runs tasks. */
function nameTaskSupport(renamed: Json, kind: Capability["kind"], tasks: ProtocolEra | null): void {
  const { taskSupport, ...execution } = isObject(renamed.execution) ? renamed.execution : {};
  // Core runs them itself for servers of 2026-07-28 (docs/adr/0033).
  if (tasks === "modern" && kind === "tool") renamed.execution = { ...execution, taskSupport: "optional" };
  else if (tasks === null && taskSupport !== undefined) renamed.execution = execution;
}
