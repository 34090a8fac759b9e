import { ALL_CLIENTS } from "@peta/contract";
import { CoreError } from "../../errors.ts";
import type { Principal } from "../principals/principal.ts";
import type { ClientStore } from "./client-store.ts";
import type { ClientSightings } from "./client-sightings.ts";
import type { KnownCredential, ListCredentials } from "./known-credentials.ts";

export interface FoundClient {
  clientKey: string;
  credential: KnownCredential | null;
  /** What the application says of itself, as rules see it. */
  info: { name: string; version: string } | null;
}

export type FindClient = (principal: Principal, clientKey: string) => Promise<FoundClient>;

/**
 * Finds a client application of a principal by its key: `*`, or the key of a credential that is good now, whether it has
 * been used or not. Throws client.not_found, for other principals' clients too (A24).
 */
export function createFindClient(deps: {
  store: ClientStore;
  sightings: Pick<ClientSightings, "flush">;
  listCredentials: ListCredentials;
}): FindClient {
  return async (principal, clientKey) => {
    if (clientKey === ALL_CLIENTS) return { clientKey, credential: null, info: null };
    const credential = (await deps.listCredentials(principal)).find((known) => known.clientKey === clientKey);
    if (!credential)
      throw new CoreError(
        "client.not_found",
        `"${principal.handle}" has no such client application. \`peta client list\` shows them.`,
      );
    await deps.sightings.flush();
    const seen = (await deps.store.listOf(principal.workspaceId, principal.id)).find(
      (record) => record.clientKey === clientKey,
    );
    const info = seen?.name == null ? null : { name: seen.name, version: seen.version ?? "" };
    return { clientKey, credential, info };
  };
}
