import { ALL_CLIENTS, type SetDiscoveryDefaultInput, type SetDiscoveryInput } from "@peta/contract";
import type { AuditRecorder } from "../audit/audit-entry.ts";
import { recordAction } from "../audit/record-action.ts";
import { requireAdministrator } from "../audit/require-administrator.ts";
import type { FindClient } from "../clients/find-client.ts";
import type { EventBus } from "../events.ts";
import type { Snapshots } from "../permissions/snapshots.ts";
import { type FindRelated, requireGovernance } from "../principals/find-related.ts";
import type { Caller } from "../principals/principal.ts";
import type { DiscoveryChoice, DiscoverySetting } from "./discovery-setting.ts";
import type { DiscoveryStore } from "./discovery-store.ts";

export interface ChangeSettingsDeps {
  store: DiscoveryStore;
  snapshots: Pick<Snapshots, "current" | "settled">;
  findRelated: FindRelated;
  findClient: FindClient;
  audit: AuditRecorder;
  events: EventBus;
}

/**
 * Changes how agents meet their tools. It is a matter of taste, not of permission: administrators say it for the
 * workspace and for everybody they govern, people for themselves and their own agents, agents for themselves. Resolves
 * when it is in force.
 */
export function createChangeSettings(deps: ChangeSettingsDeps) {
  const store = async (
    actor: Caller,
    about: { principalId: string | null; handle: string | null; clientKey: string | null },
    { profile, pinned, directTools }: Omit<SetDiscoveryInput, "principalId" | "clientKey">,
  ): Promise<void> => {
    const { workspaceId } = actor.principal;
    const { principalId, handle, clientKey } = about;
    const rows = await deps.store.list(workspaceId);
    const before = rows.find((row) => row.principalId === principalId && row.clientKey === clientKey);
    // What a new setting does not say is as it was until now.
    const known = before ?? deps.snapshots.current(workspaceId).discovery.choiceFor(principalId ?? "", clientKey);
    const after: DiscoverySetting | null =
      profile === null
        ? null
        : {
            principalId,
            clientKey,
            profile,
            pinned: pinned ?? known.pinned,
            directTools: directTools ?? known.directTools,
          };
    const detail = {
      principalId: handle,
      clientKey,
      before: before && shortOf(before),
      after: after && shortOf(after),
    };
    await recordAction(deps, actor, "discovery.set", detail, () =>
      after ? deps.store.set(workspaceId, after) : deps.store.remove(workspaceId, principalId, clientKey),
    );
    deps.events.publish({ type: "discovery.changed", workspaceId, ...(principalId !== null && { principalId }) });
    await deps.snapshots.settled(workspaceId);
  };

  return {
    /** The workspace's default. Throws auth.forbidden for everybody but administrators. */
    async setDefault(actor: Caller, input: SetDiscoveryDefaultInput): Promise<void> {
      await requireAdministrator(deps, actor, "discovery.set");
      await store(actor, { principalId: null, handle: null, clientKey: null }, input);
    },
    /** Throws auth.forbidden, principal.not_found, client.not_found. */
    async set(actor: Caller, { principalId, clientKey, ...change }: SetDiscoveryInput): Promise<void> {
      const related = await deps.findRelated(actor, principalId);
      requireGovernance(actor, related, "set the discovery profile");
      const { id, handle } = related.principal;
      if (clientKey !== undefined && clientKey !== ALL_CLIENTS) await deps.findClient(related.principal, clientKey);
      const one = clientKey === undefined || clientKey === ALL_CLIENTS ? null : clientKey;
      await store(actor, { principalId: id, handle, clientKey: one }, change);
    },
  };
}

const shortOf = ({ profile, pinned, directTools }: DiscoverySetting): DiscoveryChoice => ({
  profile,
  pinned,
  directTools,
});
