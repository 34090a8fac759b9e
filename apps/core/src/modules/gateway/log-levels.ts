import { CoreError } from "../../errors.ts";
import type { Json } from "../json.ts";
import { isAnonymous } from "../principals/principal.ts";
import { eraOf } from "../servers/server.ts";
import type { ServerNotification } from "../servers/server-link.ts";
import { LOG_LEVELS, type LogLevel } from "../servers/log-level.ts";
import type { GatewayClient } from "./gateway.ts";
import { withCleanMeta } from "./reserved-meta.ts";
import type { Target } from "./resolve-name.ts";

const SEVERITY: ReadonlyMap<unknown, number> = new Map(LOG_LEVELS.map((level, severity) => [level, severity]));
export const isLogLevel = (value: unknown): value is LogLevel => SEVERITY.has(value);

/** Throws input.invalid. */
export function readLogLevel(value: unknown, where: string): LogLevel {
  if (isLogLevel(value)) return value;
  throw new CoreError("input.invalid", `${where} must be one of ${LOG_LEVELS.join(", ")}.`);
}

/**
 * The level that a server is asked for with a call. A client of the era with sessions that never named one hears what
 * the server chooses to say; a server of 2026-07-28 says nothing unless it is asked, so that it is asked for what
 * servers commonly say by themselves.
 */
export function levelForServer({ era, logLevel }: GatewayClient, { entry }: Target): LogLevel | undefined {
  if (logLevel !== undefined || era !== "legacy") return logLevel;
  const { protocolVersion } = entry.server;
  return protocolVersion !== null && eraOf(protocolVersion) === "modern" ? "info" : undefined;
}

/**
 * Whether a client hears messages at all: one of 2026-07-28 has to ask with each request. Somebody unknown hears none:
 * servers write them for whoever runs them.
 */
export const hearsMessages = ({ caller, era, logLevel }: GatewayClient): boolean =>
  !isAnonymous(caller) && (era === "legacy" || logLevel !== undefined);

/**
 * A server's message as this client may see it; null when it is less severe than what the client wants, or no message.
 * Reserved `_meta` keys are taken out (A33).
 */
export function messageFor({ caller, logLevel }: GatewayClient, { method, params }: ServerNotification): Json | null {
  if (method !== "notifications/message" || params === undefined || isAnonymous(caller)) return null;
  const severity = SEVERITY.get(params.level);
  if (logLevel !== undefined && severity !== undefined && severity < (SEVERITY.get(logLevel) ?? 0)) return null;
  return withCleanMeta(params);
}
