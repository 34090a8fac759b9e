import type { ClientView, listClientsInputSchema } from "@peta/contract";
import { clientSwitchKey, type PolicySnapshot } from "@peta/policy";
import type { z } from "zod";
import { iso } from "../iso-time.ts";
import type { FindRelated } from "../principals/find-related.ts";
import type { Caller, Principal } from "../principals/principal.ts";
import type { ClientSightings } from "./client-sightings.ts";
import type { ClientRecord, ClientStore } from "./client-store.ts";
import type { KnownCredential, ListCredentials } from "./known-credentials.ts";
import type { SessionRegistry } from "./session-registry.ts";

/** How many things are switched off or raised for one client. */
function countRestrictions(policy: PolicySnapshot, principalId: string, clientKey: string): number {
  const switches = policy.clients.get(clientSwitchKey(principalId, clientKey));
  if (!switches) return 0;
  const off = [...switches.servers.values(), ...switches.capabilities.values()].filter((isOn) => !isOn).length;
  return off + switches.dangerLevels.size;
}

/**
 * The client applications of a principal that have been seen and whose credential is still good, the latest first.
 * Everybody may ask about themselves and their agents, administrators about everybody. Throws auth.forbidden,
 * principal.not_found.
 */
export function createListClients(deps: {
  store: ClientStore;
  sightings: Pick<ClientSightings, "flush" | "lastSeenAt">;
  sessions: Pick<SessionRegistry, "count">;
  listCredentials: ListCredentials;
  findRelated: FindRelated;
  policy: (workspaceId: string) => PolicySnapshot;
}) {
  const view = (principal: Principal, record: ClientRecord, credential: KnownCredential): ClientView => {
    const lastSeenAt = Math.max(record.lastSeenAt, deps.sightings.lastSeenAt(principal.id, record.clientKey));
    return {
      clientKey: record.clientKey,
      principalId: principal.handle,
      source: credential.source,
      name: credential.source === "oauth" ? credential.name : (record.name ?? credential.name),
      version: record.version,
      activeSessions: deps.sessions.count(principal.id, record.clientKey),
      firstSeenAt: iso(record.firstSeenAt),
      lastSeenAt: iso(lastSeenAt),
      restrictions: countRestrictions(deps.policy(principal.workspaceId), principal.id, record.clientKey),
    };
  };
  return async (actor: Caller, input: z.output<typeof listClientsInputSchema>): Promise<ClientView[]> => {
    const { principal } = await deps.findRelated(actor, input.principalId);
    await deps.sightings.flush();
    const [records, credentials] = await Promise.all([
      deps.store.listOf(principal.workspaceId, principal.id),
      deps.listCredentials(principal),
    ]);
    const known = new Map(credentials.map((credential) => [credential.clientKey, credential]));
    return records
      .flatMap((record) => {
        const credential = known.get(record.clientKey);
        return credential ? [view(principal, record, credential)] : [];
      })
      .sort((a, b) => b.lastSeenAt.localeCompare(a.lastSeenAt));
  };
}
