import type { configureUserServerInputSchema, UserServerView } from "@peta/contract";
import type { z } from "zod";
import { CoreError } from "../../../errors.ts";
import { recordAction } from "../../audit/record-action.ts";
import type { Caller } from "../../principals/principal.ts";
import { checkLaunch } from "../check-launch.ts";
import { openLaunch } from "../seal-launch.ts";
import { checkValues } from "./check-values.ts";
import { placeValues } from "./place-values.ts";
import { openValues, sealValues } from "./seal-values.ts";
import type { UserInstances } from "./user-instances.ts";
import { requireUserServer, type UserServerDeps, viewUserServer } from "./view-user-server.ts";

/** A server's fault with these very values. The connector's sentence has every secret masked. */
const notWithThese = (error: unknown): unknown =>
  error instanceof CoreError && error.code.startsWith("server.")
    ? new CoreError(
        error.code,
        `The server did not start with these values, and nothing was stored. ${error.message}`,
        {
          cause: error,
        },
      )
    : error;

/**
 * Stores a user's own values for a server, sealed. Unless told otherwise, the server is started with them first, and
 * that instance serves the user from then on; an instance with earlier values ends.
 *
 * Throws server.not_found, server.not_configurable, server.values_invalid with the field, server.disabled, and what
 * starting throws; auth.forbidden for anybody but the person themself and an agent's owner. Nothing is stored then.
 */
export function createConfigureUserServer(deps: UserServerDeps) {
  return async (actor: Caller, input: z.output<typeof configureUserServerInputSchema>): Promise<UserServerView> => {
    const related = await deps.findRelated(actor, input.principalId);
    const { principal } = related;
    if (related.relation === "administrator")
      throw new CoreError(
        "auth.forbidden",
        `Only ${principal.displayName} enters values of their own. An administrator sees whether they have, never what.`,
      );
    const found = requireUserServer(deps, principal, input.serverId);
    const { live, users, fields } = found;
    const { workspaceId, id: serverRowId, serverId } = live.record;
    const row = { serverRowId, principalId: principal.id };
    const launch = openLaunch(deps.vault, live.record);
    const before = await deps.values.find(workspaceId, serverRowId, principal.id);
    const stored = (before && openValues(deps.vault, before, launch)) ?? {};
    const detail = {
      principalId: principal.handle,
      fields: Object.keys(input.values),
      shareWithAgents: input.shareWithAgents,
      tested: input.test,
    };
    const run = async (): Promise<void> => {
      const values = checkValues(fields, input.values, stored, launch, deps.limits);
      checkLaunch(placeValues(launch, fields, values), deps.limits);
      const candidate = input.test ? await tryOut(users, principal.id, values) : null;
      const revision = deps.newId("val");
      try {
        await deps.values.put({
          ...row,
          revision,
          workspaceId,
          sealedValues: sealValues(deps.vault, row, launch, values),
          shareWithAgents: input.shareWithAgents && principal.kind === "person",
          configuredAt: deps.clock.now(),
        });
      } catch (error) {
        await candidate?.close();
        throw error;
      }
      await candidate?.adopt(revision);
      await users.reconcile();
      deps.events.publish({ type: "server_values.changed", workspaceId, serverId, principalId: principal.id });
    };
    await recordAction(deps, actor, "server.configure", detail, run, { serverId });
    return viewUserServer(deps, found, related);
  };
}

const tryOut = (users: UserInstances, principalId: string, values: Readonly<Record<string, string>>) =>
  users.tryOut(principalId, values).catch((error: unknown) => {
    throw notWithThese(error);
  });
