import { CANONICAL_SEPARATOR } from "@peta/contract";
import type { WorkspaceSnapshot } from "../permissions/workspace-snapshot.ts";
import type { CataloguedServer } from "../servers/server.ts";
import type { GatewayClient, ListKind } from "./gateway.ts";
import { splitUri, WIRE_SEPARATOR } from "./names.ts";
import type { NamedCapability, ServerIndex } from "./server-index.ts";
import type { Views } from "./views.ts";

/** A capability, and the name or URI under which its server knows what was asked for. */
export interface Target {
  entry: CataloguedServer;
  named: NamedCapability;
  /** For a URI that came from a template this is the URI, not the template. */
  nameAtServer: string;
}

type NamedKind = Extract<ListKind, "tool" | "prompt">;

/** Finds what a client means by a name. Both the wire name and the canonical name are good in every mode. */
export function createResolver(deps: { indexOf: (entry: CataloguedServer) => ServerIndex; views: Views }) {
  const bareName = (snapshot: WorkspaceSnapshot, client: GatewayClient): CataloguedServer | null =>
    client.names === "plain" ? deps.views(snapshot, client).soleServer : null;

  const byName = (snapshot: WorkspaceSnapshot, client: GatewayClient, kind: NamedKind, name: string): Target | null => {
    const sole = bareName(snapshot, client);
    if (sole) {
      const named = deps.indexOf(sole).byName[kind].get(name);
      if (named) return { entry: sole, named, nameAtServer: name };
    }
    const wireAt = name.indexOf(WIRE_SEPARATOR);
    if (wireAt > 0) {
      const entry = snapshot.servers.get(name.slice(0, wireAt));
      const named = entry && deps.indexOf(entry).byWireName[kind].get(name);
      if (named) return { entry, named, nameAtServer: named.capability.name };
    }
    const at = name.indexOf(CANONICAL_SEPARATOR);
    const entry = at > 0 ? snapshot.servers.get(name.slice(0, at)) : undefined;
    const named = entry && deps.indexOf(entry).byName[kind].get(name.slice(at + CANONICAL_SEPARATOR.length));
    return named ? { entry: entry, named, nameAtServer: named.capability.name } : null;
  };

  /** The server that a URI or a template belongs to, and what it is called there. */
  const placeOf = (
    snapshot: WorkspaceSnapshot,
    client: GatewayClient,
    uri: string,
  ): Pick<Target, "entry" | "nameAtServer"> | null => {
    const split = splitUri(uri);
    const named = split ? snapshot.servers.get(split.serverId) : undefined;
    if (split && named) return { entry: named, nameAtServer: split.uriAtServer };
    const sole = bareName(snapshot, client);
    return sole && { entry: sole, nameAtServer: uri };
  };

  const byUri = (snapshot: WorkspaceSnapshot, client: GatewayClient, uri: string): Target | null => {
    const place = placeOf(snapshot, client, uri);
    const named = place && deps.indexOf(place.entry).findResource(place.nameAtServer);
    return place && named ? { ...place, named } : null;
  };

  /** A template by itself, or a resource that needs none: what a completion may be about. */
  const byTemplate = (snapshot: WorkspaceSnapshot, client: GatewayClient, uriTemplate: string): Target | null => {
    const place = placeOf(snapshot, client, uriTemplate);
    if (!place) return null;
    const { template, resource } = deps.indexOf(place.entry).byName;
    const named = template.get(place.nameAtServer) ?? resource.get(place.nameAtServer);
    return named ? { ...place, named } : null;
  };

  return {
    byName,
    byUri,
    byTemplate,
    /** What a server has under a name of its own. */
    ofServer(entry: CataloguedServer, kind: NamedKind, name: string): Target | null {
      const named = deps.indexOf(entry).byName[kind].get(name);
      return named ? { entry, named, nameAtServer: name } : null;
    },
    /** Whether this client sees the target's server without its id. */
    isBare: (snapshot: WorkspaceSnapshot, client: GatewayClient, target: Target): boolean =>
      bareName(snapshot, client) === target.entry,
  };
}

export type Resolver = ReturnType<typeof createResolver>;
