import type { Json } from "../json.ts";

/**
 * Keys whose prefix has `modelcontextprotocol` or `mcp` as its second label belong to the protocol of one hop, and those
 * under `peta/` are between Core and its client.
 */
export function isReservedMetaKey(key: string): boolean {
  if (key.startsWith("peta/")) return true;
  const slash = key.indexOf("/");
  if (slash < 0) return false;
  const second = key.slice(0, slash).split(".")[1];
  return second === "modelcontextprotocol" || second === "mcp";
}

/** A copy without the reserved keys, which neither side may forge to the other (A33). */
export function withoutReservedMeta(meta: Json): Json {
  const kept: Json = {};
  for (const key of Object.keys(meta)) if (!isReservedMetaKey(key)) kept[key] = meta[key];
  return kept;
}
