import type { ServerRequestOptions } from "../../modules/servers/server-link.ts";
import { isObject } from "../../modules/json.ts";
import {
  isReservedMeta,
  META_CAPABILITIES,
  META_CLIENT,
  META_LOG_LEVEL,
  META_VERSION,
  MODERN_VERSION,
} from "./protocol.ts";

type Params = Record<string, unknown>;
type Wishes = Pick<
  ServerRequestOptions,
  "onNotification" | "asksProgress" | "logLevel" | "clientInfo" | "clientCapabilities"
>;

const asksProgress = ({ onNotification, asksProgress: asks }: Wishes): boolean =>
  onNotification !== undefined && asks !== false;

/**
 * The params as a legacy server gets them: what the client put under reserved `_meta` keys is taken out (A33), and its
 * progress token is replaced by Core's id of this request or taken out (A21). Untouched params are not copied.
 */
export function legacyParams(params: Params, id: number, options: Wishes): Params {
  const meta = params._meta;
  if (!isObject(meta)) return asksProgress(options) ? { ...params, _meta: { progressToken: id } } : params;
  const kept = keepMeta(meta);
  if (asksProgress(options)) kept.progressToken = id;
  return { ...params, _meta: kept };
}

/** The params as a modern server gets them: with the envelope of 2026-07-28 that describes this request. */
export function modernParams(
  params: Params,
  id: number,
  options: Wishes,
  self: { name: string; version: string },
): Params {
  const meta = params._meta;
  const kept = isObject(meta) ? keepMeta(meta) : {};
  kept[META_VERSION] = MODERN_VERSION;
  kept[META_CAPABILITIES] = options.clientCapabilities ?? {};
  kept[META_CLIENT] = options.clientInfo ?? self;
  if (options.logLevel !== undefined) kept[META_LOG_LEVEL] = options.logLevel;
  if (asksProgress(options)) kept.progressToken = id;
  return { ...params, _meta: kept };
}

function keepMeta(meta: Params): Params {
  const kept: Params = {};
  for (const key of Object.keys(meta)) {
    // `__proto__` would be assigned, not stored.
    if (key !== "progressToken" && key !== "__proto__" && !isReservedMeta(key)) kept[key] = meta[key];
  }
  return kept;
}
