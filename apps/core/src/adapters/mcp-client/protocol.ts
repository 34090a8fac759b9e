import { isObject } from "../../modules/json.ts";
import { FIRST_MODERN_VERSION } from "../../modules/servers/server.ts";

/** What Core offers in `initialize`. */
export const LEGACY_VERSION = "2025-11-25";
export const MODERN_VERSION = FIRST_MODERN_VERSION;

/** What the official SDK takes; asking it costs its schemas, 12 MB of memory. The test compares. */
export const LEGACY_VERSIONS: readonly string[] = [
  LEGACY_VERSION,
  "2025-06-18",
  "2025-03-26",
  "2024-11-05",
  "2024-10-07",
];

export const isLegacyVersion = (version: unknown): version is string =>
  typeof version === "string" && LEGACY_VERSIONS.includes(version);

/** JSON-RPC 2.0, and the codes that 2026-07-28 adds: only a modern server sends the latter. */
export const METHOD_NOT_FOUND = -32601;
export const HEADER_MISMATCH = -32020;
export const MISSING_CAPABILITY = -32021;
export const UNSUPPORTED_VERSION = -32022;

export const isModernError = (code: unknown): boolean =>
  code === HEADER_MISMATCH || code === MISSING_CAPABILITY || code === UNSUPPORTED_VERSION;

/**
 * What Core declares in a legacy handshake: beside what its clients can do, the pages of MCP Apps. A server that offers
 * them only where they are declared says it once, while clients of both kinds share the connection; a client that shows
 * no pages does without (modules/gateway/app-pages.ts).
 */
export const capabilitiesToDeclare = (clientCapabilities: Record<string, unknown> = {}): Record<string, unknown> => ({
  ...clientCapabilities,
  extensions: {
    "io.modelcontextprotocol/ui": { mimeTypes: ["text/html;profile=mcp-app"] },
    ...(isObject(clientCapabilities.extensions) && clientCapabilities.extensions),
  },
});

const PREFIX = "io.modelcontextprotocol/";
export const META_VERSION = `${PREFIX}protocolVersion`;
export const META_CAPABILITIES = `${PREFIX}clientCapabilities`;
export const META_CLIENT = `${PREFIX}clientInfo`;
export const META_LOG_LEVEL = `${PREFIX}logLevel`;
export const META_SERVER = `${PREFIX}serverInfo`;
export const isReservedMeta = (key: string): boolean => key.startsWith(PREFIX);
