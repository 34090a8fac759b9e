import type { addServerInputSchema, ServerDetail } from "@peta/contract";
import type { z } from "zod";
import { CoreError } from "../../errors.ts";
import { recordAction } from "../audit/record-action.ts";
import { requireAdministrator } from "../audit/require-administrator.ts";
import type { Caller } from "../principals/principal.ts";
import { checkLaunch } from "./check-launch.ts";
import { viewLaunch } from "./launch-view.ts";
import type { LiveServerDeps } from "./live-server.ts";
import { createScopedLiveServer } from "./scoped-live-server.ts";
import type { LiveServers } from "./live-servers.ts";
import { sealLaunch } from "./seal-launch.ts";
import { checkUserFields } from "./user-values/check-user-fields.ts";
import { type CataloguedServer, RESERVED_SERVER_ID, type ServerRecord } from "./server.ts";
import type { ServerStore } from "./server-store.ts";
import { withLastLines } from "./with-last-lines.ts";

type AddServerDeps = LiveServerDeps & { store: ServerStore; live: LiveServers; newId: (prefix: string) => string };

/**
 * Connects to a server, reads its catalogue and registers it; the connection stays open. One that takes values of its
 * users is registered as it is: nobody has any yet, and its catalogue comes from the first user's instance. With `allowUnreachable`, a
 * server that cannot be reached now is registered without a catalogue, and Core keeps trying. So is one that wants Core to
 * sign in first.
 * Throws server.duplicate, server.launch_refused, server.start_failed, server.unreachable, server.protocol_error,
 * server.timeout, server.sign_in_failed, auth.forbidden.
 */
export function createAddServer(
  deps: AddServerDeps,
  get: (workspaceId: string, serverId: string) => Promise<ServerDetail>,
) {
  return async (actor: Caller, input: z.output<typeof addServerInputSchema>): Promise<ServerDetail> => {
    const { workspaceId } = actor.principal;
    const { serverId, launch } = input;
    await requireAdministrator(deps, actor, "server.add", serverId);
    if (serverId === RESERVED_SERVER_ID)
      throw new CoreError(
        "server.duplicate",
        `"${serverId}" stands before the names of Core's own tools. Choose another id.`,
      );
    if (await deps.store.find(workspaceId, serverId)) {
      throw new CoreError(
        "server.duplicate",
        `There is a server "${serverId}" already. Choose another id, or change that one.`,
      );
    }
    const id = deps.newId("srv");
    const { userFields = null } = input;
    const detail = {
      serverId,
      launch: viewLaunch(launch),
      publicAccess: input.publicAccess,
      ...(userFields && { userFields }),
      ...(input.settings && { settings: input.settings }),
    };
    const run = async (): Promise<ServerDetail> => {
      checkLaunch(launch, deps.limits);
      if (userFields) checkUserFields(launch, userFields, deps.limits);
      const record: ServerRecord = {
        id,
        workspaceId,
        serverId,
        displayName: input.displayName ?? serverId,
        transport: launch.transport,
        sealedLaunch: sealLaunch(deps.vault, id, launch),
        enabled: true,
        publicAccess: input.publicAccess,
        userFields,
        settings: input.settings ?? {},
        asks: false,
        protocolVersion: null,
        serverInfo: null,
        catalogueReadAt: null,
        createdAt: deps.clock.now(),
      };
      if (userFields) await insertUnread(deps, record);
      else await connectAndInsert(deps, record, input.allowUnreachable);
      return get(workspaceId, serverId);
    };
    return recordAction(deps, actor, "server.add", detail, run, { serverId });
  };
}

async function insertUnread(deps: AddServerDeps, record: ServerRecord): Promise<void> {
  await deps.store.insert(record, []);
  deps.live.put({ server: record, capabilities: [] });
  deps.events.publish({ type: "servers.changed", workspaceId: record.workspaceId, serverId: record.serverId });
}

/** The row is written by the first reading of the catalogue, so that a server that does not work leaves none behind. */
async function connectAndInsert(deps: AddServerDeps, record: ServerRecord, allowUnreachable: boolean): Promise<void> {
  let isInserted = false;
  let hasAsked = false;
  const store: LiveServerDeps["store"] = {
    async replaceCatalogue(workspaceId, serverId, merge, { readAt, ...facts }) {
      if (isInserted) return deps.store.replaceCatalogue(workspaceId, serverId, merge, { readAt, ...facts });
      const first: CataloguedServer = {
        server: { ...record, ...facts, asks: hasAsked, catalogueReadAt: readAt },
        capabilities: merge([]),
      };
      await deps.store.insert(first.server, first.capabilities);
      deps.live.register(live);
      isInserted = true;
      await deps.authorizations.stored(record.id);
      return first;
    },
    async update(workspaceId, serverId, change) {
      if (isInserted) return deps.store.update(workspaceId, serverId, change);
      hasAsked ||= change.asks === true;
      return { ...record, asks: hasAsked };
    },
  };
  const live = createScopedLiveServer({ ...deps, store }, { server: record, capabilities: [] });
  try {
    await withLastLines(live, () => live.connect());
  } catch (error) {
    if (!(error instanceof CoreError) || !isSaved(error, allowUnreachable)) {
      await live.close();
      deps.authorizations.forget(record.id);
      throw error;
    }
    await deps.store.insert(record, []);
    isInserted = true;
    deps.live.register(live);
    await deps.authorizations.stored(record.id);
    deps.events.publish({ type: "servers.changed", workspaceId: record.workspaceId, serverId: record.serverId });
  }
}

/**
 * A configuration that Core refuses is never saved; a server that does not answer now may be. One that wants a sign-in
 * has answered, and it is signed in to where it is.
 */
const isSaved = (error: CoreError, allowUnreachable: boolean): boolean =>
  error.code === "server.sign_in_required" || (allowUnreachable && isUnreachable(error));

const isUnreachable = ({ code }: CoreError): boolean =>
  code === "server.sign_in_failed" ||
  code === "server.start_failed" ||
  code === "server.unreachable" ||
  code === "server.timeout" ||
  code === "server.died" ||
  code === "server.protocol_error";
