import { CoreError } from "../../errors.ts";
import type { ServerRecord } from "../../modules/servers/server.ts";
import type { ServerOutcome } from "../../modules/servers/server-link.ts";
import { isObject } from "../../modules/json.ts";
import { isLegacyVersion, isModernError, META_SERVER, MODERN_VERSION, UNSUPPORTED_VERSION } from "./protocol.ts";

/** What a handshake or a discovery told. */
export interface Agreement {
  protocolVersion: string;
  capabilities: Record<string, unknown>;
  serverInfo: ServerRecord["serverInfo"];
}

/** Longest text of a server's own description that Core keeps. */
const MAX_INFO = 200;
const MAX_INSTRUCTIONS = 20_000;

/**
 * Reads the answer to `server/discover`. Null: the server does not speak 2026-07-28 and may be legacy.
 * Throws server.protocol_error when it is modern and shares no revision with Core.
 */
export function readDiscovery(outcome: ServerOutcome): Agreement | null {
  if (outcome.kind === "error") {
    if (!isModernError(outcome.error.code)) return null;
    const supported =
      isObject(outcome.error.data) && Array.isArray(outcome.error.data.supported) ? outcome.error.data.supported : [];
    // A server of both eras may name legacy revisions here: the handshake is then worth a try.
    if (outcome.error.code === UNSUPPORTED_VERSION && supported.some(isLegacyVersion)) return null;
    throw new CoreError(
      "server.protocol_error",
      `The server speaks a protocol revision that Core does not: ${listVersions(supported)}. Core speaks ${MODERN_VERSION} and earlier.`,
      { detail: "REVISION", cause: outcome.error.message },
    );
  }
  const { supportedVersions, capabilities } = outcome.result;
  if (!Array.isArray(supportedVersions)) return null;
  if (!supportedVersions.includes(MODERN_VERSION)) {
    if (supportedVersions.some(isLegacyVersion)) return null;
    throw new CoreError(
      "server.protocol_error",
      `The server speaks protocol revisions that Core does not: ${listVersions(supportedVersions)}. Core speaks ${MODERN_VERSION} and earlier.`,
      { detail: "REVISION" },
    );
  }
  const meta = isObject(outcome.result._meta) ? outcome.result._meta : {};
  return {
    protocolVersion: MODERN_VERSION,
    capabilities: isObject(capabilities) ? capabilities : {},
    serverInfo: readServerInfo(meta[META_SERVER] ?? outcome.result.serverInfo, outcome.result.instructions),
  };
}

/** A server that refuses the revision and names it as one that it speaks: it is asked once more (Version Negotiation). */
export const namesWhatItRefuses = (outcome: ServerOutcome): boolean =>
  outcome.kind === "error" &&
  outcome.error.code === UNSUPPORTED_VERSION &&
  isObject(outcome.error.data) &&
  Array.isArray(outcome.error.data.supported) &&
  outcome.error.data.supported.includes(MODERN_VERSION);

/** Reads the answer to `initialize`. Throws server.protocol_error. */
export function readInitialization(outcome: ServerOutcome): Agreement {
  if (outcome.kind === "error") {
    throw new CoreError(
      "server.protocol_error",
      `The server refused the MCP handshake (${outcome.error.code}). Its own log may say why.`,
      { detail: outcome.error.message },
    );
  }
  const { protocolVersion, capabilities, serverInfo, instructions } = outcome.result;
  if (!isLegacyVersion(protocolVersion)) {
    throw new CoreError(
      "server.protocol_error",
      `The server answered the handshake with a protocol revision that Core does not speak: ${listVersions([protocolVersion])}.`,
      { detail: "REVISION" },
    );
  }
  return {
    protocolVersion,
    capabilities: isObject(capabilities) ? capabilities : {},
    serverInfo: readServerInfo(serverInfo, instructions),
  };
}

/** What a server is told by that its settings ask for an era that it does not speak. */
export const notModern = (): CoreError =>
  new CoreError(
    "server.protocol_error",
    `The server does not speak MCP ${MODERN_VERSION}, which its settings ask for. Choose the era "auto" or "legacy" there.`,
    { detail: "REVISION" },
  );

function readServerInfo(info: unknown, instructions: unknown): ServerRecord["serverInfo"] {
  if (!isObject(info) && typeof instructions !== "string") return null;
  const { name, version } = isObject(info) ? info : {};
  return {
    name: cut(name, MAX_INFO) ?? "unnamed",
    version: cut(version, MAX_INFO) ?? "unknown",
    instructions: cut(instructions, MAX_INSTRUCTIONS),
  };
}

/** Text of a server as it can be stored and shown: well-formed, without NUL, no longer than `max`. */
const cut = (value: unknown, max: number): string | null =>
  typeof value === "string" ? value.slice(0, max).toWellFormed().replaceAll("\0", "") : null;

/** Only what looks like a revision is repeated: the rest is a server's own words, which no record holds. */
const versionText = (version: unknown): string =>
  typeof version === "string" && /^[\w.-]{1,30}$/.test(version) ? JSON.stringify(version) : "something else";

const listVersions = (versions: readonly unknown[]): string =>
  versions.slice(0, 5).map(versionText).join(", ") || "none named";
