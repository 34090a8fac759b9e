import { LATEST_PROTOCOL_VERSION, SUPPORTED_PROTOCOL_VERSIONS } from "@modelcontextprotocol/sdk/types.js";
import { FIRST_MODERN_VERSION } from "../../modules/servers/server.ts";

/** What Core offers in `initialize`. */
export const LEGACY_VERSION = LATEST_PROTOCOL_VERSION;
export const MODERN_VERSION = FIRST_MODERN_VERSION;

export const isLegacyVersion = (version: unknown): version is string =>
  typeof version === "string" && SUPPORTED_PROTOCOL_VERSIONS.includes(version);

/** JSON-RPC 2.0, and the codes that 2026-07-28 adds: only a modern server sends the latter. */
export const METHOD_NOT_FOUND = -32601;
export const HEADER_MISMATCH = -32020;
export const MISSING_CAPABILITY = -32021;
export const UNSUPPORTED_VERSION = -32022;

export const isModernError = (code: unknown): boolean =>
  code === HEADER_MISMATCH || code === MISSING_CAPABILITY || code === UNSUPPORTED_VERSION;

const PREFIX = "io.modelcontextprotocol/";
export const META_VERSION = `${PREFIX}protocolVersion`;
export const META_CAPABILITIES = `${PREFIX}clientCapabilities`;
export const META_CLIENT = `${PREFIX}clientInfo`;
export const META_LOG_LEVEL = `${PREFIX}logLevel`;
export const META_SERVER = `${PREFIX}serverInfo`;
export const isReservedMeta = (key: string): boolean => key.startsWith(PREFIX);
