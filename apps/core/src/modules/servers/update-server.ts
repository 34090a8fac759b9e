import type { ServerDetail, updateServerInputSchema } from "@peta/contract";
import type { z } from "zod";
import { CoreError } from "../../errors.ts";
import { recordAction } from "../audit/record-action.ts";
import { requireAdministrator } from "../audit/require-administrator.ts";
import type { Caller } from "../principals/principal.ts";
import { checkAnonymousAccess, chooseAnonymousTools } from "./anonymous-access.ts";
import { checkLaunch } from "./check-launch.ts";
import { requireServer } from "./find-server.ts";
import { viewLaunch } from "./launch-view.ts";
import type { LiveServerDeps } from "./live-server.ts";
import type { LiveServers } from "./live-servers.ts";
import { openLaunch, sealLaunch } from "./seal-launch.ts";
import type { CataloguedServer } from "./server.ts";
import type { ServerChange, ServerStore } from "./server-store.ts";
import { isSameSignIn, signInLaunch } from "./sign-in/sign-in-launch.ts";
import { checkUserFields } from "./user-values/check-user-fields.ts";

type GetServer = (workspaceId: string, serverId: string) => Promise<ServerDetail>;

/**
 * Changes a server. With `userFields`, it runs once for each of its users from now on; without any, once for everybody,
 * and what users had stored is removed. A new launch configuration is stored, and the server is connected with it; a server that is
 * switched off is stopped. Throws server.not_found, server.launch_refused, auth.forbidden, and for what is opened to
 * everybody input.invalid and capability.not_found. A server that does not
 * start with its new configuration is a state, not an error.
 */
export function createUpdateServer(deps: LiveServerDeps & { store: ServerStore; live: LiveServers }, get: GetServer) {
  return async (actor: Caller, input: z.output<typeof updateServerInputSchema>): Promise<ServerDetail> => {
    const { workspaceId } = actor.principal;
    const { serverId, launch } = input;
    await requireAdministrator(deps, actor, "server.update", serverId);
    const before = await requireServer(deps.store, workspaceId, serverId);
    const detail = {
      before: {
        displayName: before.server.displayName,
        enabled: before.server.enabled,
        publicAccess: before.server.publicAccess,
        ...(launch && { launch: viewLaunch(openLaunch(deps.vault, before.server)) }),
        ...(input.userFields !== undefined && { userFields: before.server.userFields }),
        ...(input.settings && { settings: before.server.settings }),
        ...(input.anonymousAccess !== undefined && { anonymousAccess: before.server.anonymousAccess ?? false }),
        ...(input.anonymousRateLimit !== undefined && { anonymousRateLimit: before.server.anonymousRateLimit }),
        ...(input.anonymousTools && { anonymousTools: chosenNames(before) }),
      },
      after: {
        displayName: input.displayName,
        enabled: input.enabled,
        publicAccess: input.publicAccess,
        ...(launch && { launch: viewLaunch(launch) }),
        ...(input.userFields !== undefined && { userFields: input.userFields }),
        ...(input.settings && { settings: input.settings }),
        ...(input.anonymousAccess !== undefined && { anonymousAccess: input.anonymousAccess }),
        ...(input.anonymousRateLimit !== undefined && { anonymousRateLimit: input.anonymousRateLimit }),
        ...(input.anonymousTools && { anonymousTools: input.anonymousTools }),
      },
    };
    const run = async (): Promise<ServerDetail> => {
      if (launch) checkLaunch(launch, deps.limits);
      const userFields = input.userFields === undefined ? before.server.userFields : input.userFields;
      if (userFields && (launch || input.userFields))
        checkUserFields(launch ?? openLaunch(deps.vault, before.server), userFields, deps.limits);
      const { anonymousAccess = before.server.anonymousAccess ?? false, settings = before.server.settings } = input;
      checkAnonymousAccess({ serverId, userFields, settings, anonymousAccess });
      const change: ServerChange = {
        ...(input.displayName !== undefined && { displayName: input.displayName }),
        ...(input.enabled !== undefined && { enabled: input.enabled }),
        ...(input.publicAccess !== undefined && { publicAccess: input.publicAccess }),
        ...(input.userFields !== undefined && { userFields: input.userFields }),
        ...(input.settings && { settings: input.settings }),
        ...(input.anonymousAccess !== undefined && { anonymousAccess: input.anonymousAccess }),
        ...(input.anonymousRateLimit !== undefined && { anonymousRateLimit: input.anonymousRateLimit }),
        ...(input.anonymousTools && { anonymousTools: chooseAnonymousTools(before, input.anonymousTools) }),
        // Another program or address may speak another revision: it is detected anew.
        ...(launch && {
          transport: launch.transport,
          sealedLaunch: sealLaunch(deps.vault, before.server.id, launch),
          protocolVersion: null,
        }),
      };
      const updated = await deps.store.update(workspaceId, serverId, change);
      if (launch || input.userFields !== undefined) {
        const signedInTo = signInLaunch(before.server, openLaunch(deps.vault, before.server));
        // What was issued for another address, or to another client, is neither sent nor kept.
        if (signedInTo && !isSameSignIn(signedInTo, signInLaunch(updated, openLaunch(deps.vault, updated))))
          await deps.authorizations.giveUp(updated, signedInTo);
      }
      const live = await deps.live.sync(workspaceId, serverId);
      deps.events.publish({ type: "servers.changed", workspaceId, serverId });
      const isStarted =
        launch !== undefined ||
        (input.enabled === true && !before.server.enabled) ||
        (input.settings !== undefined && input.settings.era !== before.server.settings.era) ||
        (input.userFields === null && before.server.userFields !== null);
      if (isStarted && live?.record.enabled) await live.connect({ force: true }).catch(ignoreServerFault);
      return get(workspaceId, serverId);
    };
    return recordAction(deps, actor, "server.update", detail, run, { serverId });
  };
}

const chosenNames = ({ capabilities }: CataloguedServer): string[] =>
  capabilities.filter(({ anonymous }) => anonymous).map(({ name }) => name);

/** The server's status tells what is wrong with it. */
const ignoreServerFault = (error: unknown): void => {
  if (!(error instanceof CoreError)) throw error;
};
