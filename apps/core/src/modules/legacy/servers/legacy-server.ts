import { createHash } from "node:crypto";
import { LEGACY_CATEGORY, serverIdSchema } from "@peta/contract";
import type { CataloguedServer, ServerRecord } from "../../servers/server.ts";
import type { ServerState } from "../../servers/server-status.ts";
import type { LegacyServerFacts } from "./legacy-server-store.ts";

/** A server as the legacy wires know it. */
export interface LegacyServer extends Omit<LegacyServerFacts, "serverRowId"> {
  server: ServerRecord;
  capabilities: CataloguedServer["capabilities"];
  status: ServerState;
}

/** What a server of this kind is called on the legacy wires. */
export const categoryOf = (transport: ServerRecord["transport"]): number =>
  ({
    stdio: LEGACY_CATEGORY.customStdio,
    http: LEGACY_CATEGORY.customRemote,
    sse: LEGACY_CATEGORY.customRemote,
    rest: LEGACY_CATEGORY.restApi,
    skills: LEGACY_CATEGORY.skills,
  })[transport];

/** What a server says of itself that was not registered on that wire. */
export const defaultFacts = (server: ServerRecord): LegacyServerFacts => ({
  serverRowId: server.id,
  legacyId: server.serverId,
  category: categoryOf(server.transport),
  authType: 1,
  configTemplate:
    server.userFields && JSON.stringify({ fields: server.userFields.map(({ placement: _, ...of }) => of) }),
  proxyId: 0,
  toolTmplId: null,
  lazyStartEnabled: true,
  createdAt: server.createdAt,
  updatedAt: server.createdAt,
});

/** Core's own id of a server: what was sent where it is one, else a slug that says the same as far as it can. */
export function slugOf(legacyId: string): string {
  if (serverIdSchema.safeParse(legacyId).success) return legacyId;
  const plain = legacyId
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^[^a-z]+|-+$/g, "")
    .slice(0, 30);
  const hash = createHash("sha256").update(legacyId).digest("hex").slice(0, 6);
  return `${plain.replace(/-+$/, "") || "server"}-${hash}`;
}
