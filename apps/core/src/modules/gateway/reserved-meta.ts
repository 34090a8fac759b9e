import { isObject, type Json } from "../json.ts";

/** Where Core tells a client of an approval: `_meta.approval` of a result, `data.approval` of an error. */
const APPROVAL = "approval";

/**
 * Keys whose prefix has `modelcontextprotocol` or `mcp` as its second label belong to the protocol of one hop, and those
 * under `peta/`, and `approval`, are between Core and its client.
 */
export function isReservedMetaKey(key: string): boolean {
  if (key.startsWith("peta/") || key === APPROVAL) return true;
  const slash = key.indexOf("/");
  if (slash < 0) return false;
  const second = key.slice(0, slash).split(".")[1];
  return second === "modelcontextprotocol" || second === "mcp";
}

/** A server's own error, without what would pass for Core's word about an approval (A33). */
export function withoutForgedApproval<T extends { data?: unknown }>(error: T): T {
  const { data } = error;
  if (!isObject(data) || !Object.hasOwn(data, APPROVAL)) return error;
  const { [APPROVAL]: _, ...kept } = data;
  return { ...error, data: kept };
}

/** Params or a result without reserved keys in its `_meta`; the same object where it has none. */
export const withCleanMeta = (said: Json): Json =>
  isObject(said._meta) ? { ...said, _meta: withoutReservedMeta(said._meta) } : said;

/** A copy without the reserved keys, which neither side may forge to the other (A33). */
export function withoutReservedMeta(meta: Json): Json {
  const kept: Json = {};
  for (const key of Object.keys(meta)) if (!isReservedMetaKey(key)) kept[key] = meta[key];
  return kept;
}
