import { isObject, type Json } from "../json.ts";

/** Where Core tells a client of an approval: `_meta.approval` of a result, `data.approval` of an error. */
const APPROVAL = "approval";
const PROTOCOL_LABELS = ["modelcontextprotocol", "mcp"] as const;

/**
 * Keys whose prefix has `modelcontextprotocol` or `mcp` as its second label belong to the protocol of one hop, and those
 * under `peta/`, and `approval`, are between Core and its client.
 */
export function isReservedMetaKey(key: string): boolean {
  if (key.startsWith("peta/") || key === APPROVAL) return true;
  const slash = key.indexOf("/");
  if (slash < 0) return false;
  const dot = key.indexOf(".");
  if (dot < 0 || dot > slash) return false;
  const next = key.indexOf(".", dot + 1);
  const end = next < 0 || next > slash ? slash : next;
  // Looked at where it stands: this is asked of every key of every call.
  return PROTOCOL_LABELS.some((label) => end - dot - 1 === label.length && key.startsWith(label, dot + 1));
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
