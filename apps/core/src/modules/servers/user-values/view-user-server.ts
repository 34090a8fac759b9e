import type { UserServerView } from "@peta/contract";
import { CoreError } from "../../../errors.ts";
import type { Clock } from "../../../adapters/clock.ts";
import { isoOrNull } from "../../iso-time.ts";
import type { FindRelated, Related } from "../../principals/find-related.ts";
import type { Principal } from "../../principals/principal.ts";
import type { LiveServer, LiveServerDeps } from "../live-server.ts";
import type { LiveServers } from "../live-servers.ts";
import { openLaunch } from "../seal-launch.ts";
import type { UserInstances } from "./user-instances.ts";
import type { Values } from "./place-values.ts";
import { openValues } from "./seal-values.ts";
import { chooseHolder } from "./value-holders.ts";

export interface UserServerDeps extends LiveServerDeps {
  live: LiveServers;
  findRelated: FindRelated;
  /** Whether the administrators let this principal have anything of the server. */
  isServerOpen: (principal: Principal, serverId: string) => boolean;
  newId: (prefix: string) => string;
}

export interface FoundUserServer {
  live: LiveServer;
  users: UserInstances;
  fields: NonNullable<LiveServer["record"]["userFields"]>;
}

/**
 * A server that takes values of its users. Throws server.not_found for one that this principal may not use, as for one
 * that does not exist (A26), and server.not_configurable for one that takes no values.
 */
export function requireUserServer(
  deps: Pick<UserServerDeps, "live" | "isServerOpen">,
  principal: Principal,
  serverId: string,
): FoundUserServer {
  const live = deps.live.find(principal.workspaceId, serverId);
  if (!live || !deps.isServerOpen(principal, serverId))
    throw new CoreError("server.not_found", `There is no server "${serverId}" that you may use.`);
  const { users } = live;
  const fields = live.record.userFields;
  if (!users || !fields)
    throw new CoreError(
      "server.not_configurable",
      `The server "${serverId}" takes no values of its users: it runs with what the administrators have set.`,
    );
  return { live, users, fields };
}

const NOTHING = { principalId: null, values: {}, configuredAt: null, shareWithAgents: false } as const;

/**
 * A server as one of its users sees it. INVARIANT: no secret is in it, and for an administrator who looks at somebody
 * else's, no value at all.
 */
export async function viewUserServer(
  deps: Pick<UserServerDeps, "values" | "vault" | "clock">,
  { live, users, fields }: FoundUserServer,
  { principal, relation }: Related,
): Promise<UserServerView> {
  const { id, serverId, displayName } = live.record;
  const stored = await deps.values.find(principal.workspaceId, id, principal.id);
  const values: Values | null = stored && openValues(deps.vault, stored, openLaunch(deps.vault, live.record));
  const own = stored && values ? { ...stored, values } : NOTHING;
  const holder = await holderOf(deps.clock, users, principal);
  const isOwners = holder !== null && holder !== principal.id;
  const status = holder === null ? null : users.statusOf(holder);
  const isShown = relation !== "administrator";
  return {
    serverId,
    displayName,
    fields: fields.map(({ placement: _, ...field }) => field),
    isConfigured: own.principalId !== null,
    configuredAt: isoOrNull(own.configuredAt),
    values: isShown ? Object.fromEntries(fields.flatMap(({ key, secret }) => pick(own.values, key, !secret))) : {},
    storedSecrets: isShown ? fields.filter(({ key, secret }) => secret && key in own.values).map(({ key }) => key) : [],
    shareWithAgents: own.shareWithAgents,
    valuesOf: own.principalId !== null ? "own" : isOwners ? "owner" : "none",
    status: status?.state ?? "sleeping",
    // What went wrong with an instance is for whoever entered its values.
    statusReason: isShown && !isOwners ? (status?.reason ?? null) : null,
  };
}

const pick = (values: Values, key: string, isShown: boolean): [string, string][] =>
  isShown && values[key] !== undefined ? [[key, values[key]]] : [];

/** Whose instance would serve this principal now. */
export async function holderOf(clock: Clock, users: UserInstances, principal: Principal): Promise<string | null> {
  const onBehalfOf = { principalId: principal.id, ownerId: principal.ownerId };
  return chooseHolder(await users.holders(), onBehalfOf, clock.now())?.principalId ?? null;
}
