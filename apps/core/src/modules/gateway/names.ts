import { createHash } from "node:crypto";
import { CANONICAL_SEPARATOR, canonicalName } from "@peta/contract";

/** How a client wants names: `serverId__name` (every model API takes it), `serverId::name`, or bare names. */
export type NamesMode = "wire" | "canonical" | "plain";

export const WIRE_SEPARATOR = "__";
/** Several model APIs refuse longer tool names. */
const MAX_WIRE_LENGTH = 64;
const HASH_LENGTH = 8;

/**
 * The name of a tool or prompt for model APIs: letters, digits, `_` and `-`, 64 at most. A name that had to be changed
 * or cut ends in a hash of the canonical name. A pure function of both names, so that it is the same after a restart,
 * on every replica, and whatever else the server offers.
 */
export function wireName(serverId: string, name: string): string {
  const cleaned = name.replace(/[^A-Za-z0-9_-]/g, "_");
  const full = `${serverId}${WIRE_SEPARATOR}${cleaned}`;
  if (cleaned === name && full.length <= MAX_WIRE_LENGTH) return full;
  const hash = createHash("sha256").update(canonicalName(serverId, name)).digest("hex").slice(0, HASH_LENGTH);
  return `${full.slice(0, MAX_WIRE_LENGTH - HASH_LENGTH - 1)}_${hash}`;
}

const UI_SCHEME = "ui://";
const UI_OF_SERVER = /^ui:\/\/([a-z][a-z0-9-]*)\.peta\//;

/**
 * A resource's URI as clients see it: `serverId::uri`. The pages of MCP Apps keep their scheme (`ui://serverId.peta/...`),
 * by which alone hosts know them.
 */
export const shownUri = (serverId: string, uri: string): string =>
  uri.startsWith(UI_SCHEME)
    ? `${UI_SCHEME}${serverId}.peta/${uri.slice(UI_SCHEME.length)}`
    : canonicalName(serverId, uri);

/** Undoes `shownUri`, and the canonical name of any URI. Null: it names no server. */
export function splitUri(uri: string): { serverId: string; uriAtServer: string } | null {
  const ui = UI_OF_SERVER.exec(uri);
  if (ui) return { serverId: ui[1] as string, uriAtServer: `${UI_SCHEME}${uri.slice(ui[0].length)}` };
  const at = uri.indexOf(CANONICAL_SEPARATOR);
  return at > 0 ? { serverId: uri.slice(0, at), uriAtServer: uri.slice(at + CANONICAL_SEPARATOR.length) } : null;
}

/** Reads `?names=`; undefined for a value that does not exist. */
export function parseNamesMode(value: string | null): NamesMode | undefined {
  if (value === null || value === "" || value === "wire") return "wire";
  return value === "canonical" || value === "plain" ? value : undefined;
}
