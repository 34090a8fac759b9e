import { isObject, type Json } from "../json.ts";
import type { Capability, ProtocolEra } from "../servers/server.ts";
import { renameUiLinks } from "./app-pages.ts";
import { withoutReservedMeta } from "./reserved-meta.ts";

/**
 * A definition as clients see it: another name, everything else as the server sent it, but for reserved `_meta` keys
 * (A33). `serverId` null: names and links stay as they are. `runsTasks`: its calls can become tasks of 2025-11-25.
 */
export function renameDefinition(
  capability: Capability,
  shownName: string,
  serverId: string | null,
  era: ProtocolEra | null,
  runsTasks = false,
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
  // Clients of that era believe it as soon as one server of those that they see runs tasks.
  if (era === "legacy" && !runsTasks && isObject(renamed.execution)) {
    const { taskSupport: _, ...execution } = renamed.execution;
    renamed.execution = execution;
  }
  return renamed;
}
