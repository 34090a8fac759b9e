import type { PrismaClient } from "@peta/db";
import { newId } from "../adapters/crypto/index.ts";
import { createClientStore } from "../adapters/prisma/client-store.ts";
import {
  type ClientsDeps,
  createClientsModule,
  createListCredentials,
  type CredentialSources,
} from "../modules/clients/index.ts";
import type { SnapshotSource } from "../modules/permissions/index.ts";
import { findRelated } from "../modules/principals/find-related.ts";
import type { PrincipalStore } from "../modules/principals/principal-store.ts";

type ClientPartsDeps = Pick<ClientsDeps, "audit" | "events" | "clock" | "log"> &
  CredentialSources & {
    prisma: PrismaClient;
    snapshots: SnapshotSource;
    principals: Pick<PrincipalStore, "findByHandle">;
  };

/** The clients module on the database. Its `close` comes after the surfaces have ended and before the database. */
export function createClientParts({ prisma, snapshots, ...deps }: ClientPartsDeps) {
  const related: ClientsDeps["findRelated"] = (caller, handle) => findRelated(deps.principals, caller, handle);
  const clients = createClientsModule({
    ...deps,
    store: createClientStore({ prisma }),
    newId,
    findRelated: related,
    policy: (workspaceId) => snapshots.current(workspaceId).policy,
    listCredentials: createListCredentials(deps),
  });
  return { clients, findRelated: related };
}
