import { createAcceptInstructions } from "./accept-instructions.ts";
import { createAcceptWording } from "./accept-wording.ts";
import { createAddServer } from "./add-server.ts";
import { answeringInForce } from "./in-force.ts";
import { createListSkillUses } from "./list-skill-uses.ts";
import type { LiveServerDeps } from "./live-server.ts";
import { createLiveServers } from "./live-servers.ts";
import { createReadLog } from "./read-log.ts";
import { createReadServers } from "./read-servers.ts";
import { createRestartServer } from "./restart-server.ts";
import { createRemoveServer } from "./remove-server.ts";
import type { Principal } from "../principals/principal.ts";
import type { ServerLink } from "./server-link.ts";
import type { ServerState } from "./server-status.ts";
import type { ServerStore } from "./server-store.ts";
import { createGetRestDefinition } from "./rest/get-definition.ts";
import type { DocumentReader } from "./rest/document-reader.ts";
import { createPreviewOpenApi } from "./rest/openapi/preview-openapi.ts";
import { createParseRestDefinition } from "./rest/parse-definition.ts";
import { createSetCapability } from "./set-capability.ts";
import { createFinishSignIn, type FinishSignInDeps } from "./sign-in/finish-sign-in.ts";
import { createPendingSignIns } from "./sign-in/pending-sign-ins.ts";
import { restartInBackground } from "./sign-in/restart-in-background.ts";
import { createServerAuthorizations } from "./sign-in/server-authorizations.ts";
import type { SignInFlow } from "./sign-in/sign-in-flow.ts";
import type { SignInStore } from "./sign-in/sign-in-store.ts";
import { createSignOut } from "./sign-in/sign-out.ts";
import { createStartSignIn } from "./sign-in/start-sign-in.ts";
import { createTestServer } from "./test-server.ts";
import { createUpdateServer } from "./update-server.ts";
import { createConfigureUserServer } from "./user-values/configure-user-server.ts";
import { createDescribeServersFor } from "./user-values/describe-servers-for.ts";
import { createListUserServers } from "./user-values/list-user-servers.ts";
import { createUnconfigureUserServer } from "./user-values/unconfigure-user-server.ts";
import type { UserServerDeps } from "./user-values/view-user-server.ts";

export type { ServerConnection, ServerConnector } from "./server-connector.ts";
export type { ServerLink, ServerNotification, ServerOutcome, ServerRequestOptions } from "./server-link.ts";
export { defaultServerLimits, type ServerLimits } from "./server-limits.ts";
export type { ServerStore } from "./server-store.ts";

export type { ServerValuesStore } from "./user-values/values-store.ts";

export interface ServersDeps
  extends Omit<LiveServerDeps, "authorizations">,
    Pick<UserServerDeps, "findRelated" | "isServerOpen">,
    Pick<FinishSignInDeps, "findPrincipalById"> {
  store: ServerStore;
  documents: DocumentReader;
  signIns: SignInStore;
  signInFlow: SignInFlow;
  /** As browsers reach Core, without a path; empty until it listens. */
  publicUrl: () => string;
  newId: (prefix: string) => string;
  /** Resolves when every change published before is in force. */
  settled: (workspaceId: string) => Promise<void>;
}

/** The registered MCP servers: their configuration, their catalogues, and the connections to them. */
export function createServersModule(given: ServersDeps) {
  const authorizations = createServerAuthorizations(given);
  const deps = { ...given, authorizations, underWay: createPendingSignIns(given.clock) };
  const live = createLiveServers(deps);
  const { list, get, refresh, find } = createReadServers({ ...deps, live });
  const inForce = answeringInForce(deps.settled);
  let unsubscribe = (): void => {};

  return {
    list,
    get,
    refresh,
    add: inForce(createAddServer({ ...deps, live }, find)),
    update: inForce(createUpdateServer({ ...deps, live }, find)),
    remove: inForce(createRemoveServer({ ...deps, live })),
    restart: createRestartServer({ ...deps, live }, find),
    ...createReadLog({ ...deps, live }),
    test: createTestServer(deps),
    startSignIn: createStartSignIn(deps),
    signOut: createSignOut({ ...deps, live }, find),
    /** For the pages on which a sign-in to a server begins and ends. */
    signInPages: { open: deps.underWay.open, finish: createFinishSignIn({ ...deps, live }) },
    setCapability: inForce(createSetCapability({ ...deps, live })),
    acceptInstructions: inForce(createAcceptInstructions({ ...deps, live }, find)),
    acceptWording: inForce(createAcceptWording({ ...deps, live }, find)),
    previewOpenApi: createPreviewOpenApi(deps),
    parseRestDefinition: createParseRestDefinition(deps),
    getRestDefinition: createGetRestDefinition(deps),
    /** What users do with the servers that take values of their own. */
    userServers: {
      list: createListUserServers({ ...deps, live }),
      configure: inForce(createConfigureUserServer({ ...deps, live })),
      unconfigure: inForce(createUnconfigureUserServer({ ...deps, live })),
    },
    listSkillUses: createListSkillUses(deps),
    describeFor: createDescribeServersFor({ ...deps, live }),
    link: live as ServerLink,
    /** Somebody begins a session: what is to be ready by then, and is open to them, connects in the background. */
    warmUp(principal: Principal): void {
      for (const server of live.inWorkspace(principal.workspaceId)) {
        const { serverId, settings } = server.record;
        if (settings.warmUp !== true || !deps.isServerOpen(principal, serverId)) continue;
        server.warmUp({ principalId: principal.id, ownerId: principal.ownerId });
      }
    },
    /** How many of a workspace's servers are in which state, in this process. */
    statusCounts(workspaceId: string): Record<ServerState, number> {
      const counts: Record<ServerState, number> = {
        online: 0,
        offline: 0,
        connecting: 0,
        error: 0,
        sleeping: 0,
        disabled: 0,
      };
      for (const server of live.inWorkspace(workspaceId)) counts[server.status.state]++;
      return counts;
    },
    /** Reads every registered server. Connections open with the first request. Throws database.unavailable. */
    async start(): Promise<void> {
      for (const catalogued of await deps.store.listAll()) {
        // One that was added while Core started is there already.
        if (!live.find(catalogued.server.workspaceId, catalogued.server.serverId)) live.put(catalogued).start();
      }
      unsubscribe = deps.events.subscribe((event) => {
        // Values were taken back or entered, or whoever holds some was switched off or removed.
        if (event.type === "server_values.changed")
          void live.find(event.workspaceId, event.serverId)?.users?.reconcile();
        if (event.type === "principals.changed")
          for (const { users } of live.inWorkspace(event.workspaceId)) void users?.principalChanged(event.principalId);
        if (event.type !== "servers.changed") return;
        // Another process may have changed it: this one's copy follows the store.
        live
          .sync(event.workspaceId, event.serverId)
          .then(() => authorizations.readAgain(event.workspaceId, event.serverId))
          .then((isNew) => isNew && restartInBackground(live, event.workspaceId, event.serverId))
          .catch((error: unknown) =>
            deps.log.warn({ err: error, serverId: event.serverId }, "a change of a server could not be read"),
          );
      });
    },
    /** Ends every connection and every process that Core started. */
    async close(): Promise<void> {
      unsubscribe();
      await Promise.all(live.all().map((server) => server.close()));
      await authorizations.close();
      await deps.connector.close();
      await deps.signInFlow.close();
    },
  };
}

export type ServersModule = ReturnType<typeof createServersModule>;
