import { isObject, type Json } from "../json.ts";
import type { ImportDraft, ReadImport } from "./import-draft.ts";
import { readPackage } from "./registry-package.ts";
import { objects } from "./registry-input.ts";
import { readRemote } from "./registry-remote.ts";

/**
 * The servers of a registry's document: a `server.json`, one entry of a registry, or a list of entries (schema of
 * static.modelcontextprotocol.io, server.schema.json). Null when it is none. Each package and each remote is a candidate.
 */
export function readRegistry(document: Json): ReadImport | null {
  const entries = Array.isArray(document.servers) ? document.servers : [document];
  const servers = entries.filter(isObject).map((entry) => (isObject(entry.server) ? entry.server : entry));
  if (!servers.every(isServer) || servers.length === 0) return null;
  return {
    drafts: servers.slice(0, 100).flatMap(readEntry),
    warnings: servers.length > 100 ? ["Only the first 100 servers were read."] : [],
  };
}

const isServer = ({ name, packages, remotes }: Json): boolean =>
  typeof name === "string" && (Array.isArray(packages) || Array.isArray(remotes));

function readEntry(server: Json): ImportDraft[] {
  const { name, packages, remotes, description, title, websiteUrl, status } = server;
  const drafts = [...objects(remotes).map(readRemote), ...objects(packages).map(readPackage)];
  return drafts.map((draft) => ({
    ...draft,
    // io.github.somebody/weather: the last part is its name.
    name: String(name).split("/").at(-1) ?? "",
    displayName: typeof title === "string" ? title : undefined,
    description: typeof description === "string" ? description : undefined,
    homepage: typeof websiteUrl === "string" ? websiteUrl : undefined,
    warnings: [
      ...(status === "deprecated" ? ["Its publisher calls it deprecated."] : []),
      `${String(name).slice(0, 200)}: look whether this is the publisher that you mean.`,
      ...draft.warnings,
    ],
  }));
}
