import { adminWire } from "@peta/contract";
import { CoreError } from "../../../../errors.ts";
import type { LegacyServer } from "../../../../modules/legacy/index.ts";
import { type AdminAction, adminAction } from "../action.ts";
import type { AdminDeps } from "../deps.ts";
import { changedServerRow, serverFullRow, serverRow } from "../rows/server-row.ts";

const summary = (of: LegacyServer) => ({
  serverId: of.legacyId,
  serverName: of.server.displayName,
  proxyId: of.proxyId,
});
/** What 2010 wants in a launchConfig, made with nobody's token. */
const ENVELOPE = JSON.stringify({
  data: "yyRJ7Q==",
  iv: "AAECAwQFBgcICQoL",
  salt: "AAECAwQFBgcICQoLDA0ODw==",
  tag: "AAECAwQFBgcICQoLDA0ODw==",
});

/** 2001 to 2017: registered servers. */
export function serverActions({ legacy }: AdminDeps): AdminAction[] {
  const { servers } = legacy;
  return [
    adminAction("START_SERVER", "owner", {
      era: "A",
      purpose: "Switches a server on and connects to it.",
      input: adminWire.targetSchema,
      example: { targetId: "notes" },
      async run({ caller }, { targetId }) {
        await servers.start(caller, await servers.require(caller, targetId));
        return null;
      },
    }),
    adminAction("STOP_SERVER", "admin", {
      era: "A",
      purpose: "Disconnects a server and switches it off.",
      input: adminWire.targetSchema,
      example: { targetId: "notes" },
      async run({ caller }, { targetId }) {
        await servers.stop(caller, await servers.require(caller, targetId));
        return null;
      },
    }),
    adminAction("UPDATE_SERVER_CAPABILITIES", "admin", {
      era: "A",
      purpose: "Switches capabilities and sets danger levels for everybody.",
      input: adminWire.updateServerCapabilitiesSchema,
      example: { targetId: "notes", capabilities: { tools: { add: { enabled: true, dangerLevel: 2 } } } },
      async run({ caller }, { targetId, capabilities }) {
        const server = await servers.require(caller, targetId);
        if (capabilities) await servers.setCapabilities(caller, server, capabilities);
        return null;
      },
    }),
    adminAction("UPDATE_SERVER_LAUNCH_CMD", "owner", {
      era: "A",
      purpose: "Replaces a server's launch configuration and connects anew.",
      input: adminWire.updateServerLaunchSchema,
      example: { targetId: "notes", launchConfig: ENVELOPE },
      async run({ caller, open }, { targetId, launchConfig }) {
        await servers.update(caller, await servers.require(caller, targetId), { launchConfig }, open);
        return null;
      },
    }),
    adminAction("CONNECT_ALL_SERVERS", "owner", {
      era: "A",
      purpose: "Connects to every server that is on, shared, and neither connected nor asleep.",
      input: adminWire.emptySchema,
      example: {},
      async run({ caller }) {
        const { connected, failed } = await servers.connectAll(caller);
        return { successServers: connected.map(summary), failedServers: failed.map(summary) };
      },
    }),
    adminAction("CREATE_SERVER", "owner", {
      era: "A",
      purpose: "Registers a custom server: a program (category 5) or an address (category 2).",
      input: adminWire.createServerSchema,
      example: { serverId: "notes", serverName: "Notes", category: 5, launchConfig: ENVELOPE },
      async run({ caller, open }, { serverId, serverName, configTemplate, createdAt, ...data }) {
        await servers.create(
          caller,
          {
            ...data,
            legacyId: serverId,
            displayName: serverName,
            configTemplate: configTemplate ?? null,
            createdAt: createdAt === undefined ? null : createdAt * 1000,
          },
          open,
        );
        return { server: serverFullRow(await servers.require(caller, serverId)) };
      },
    }),
    adminAction("GET_SERVERS", "admin", {
      era: "A",
      purpose: "Lists servers, without their launch configurations.",
      input: adminWire.getServersSchema,
      example: {},
      async run({ caller }, { serverId, proxyId, enabled }) {
        const all = await servers.list(caller);
        const wanted =
          serverId === undefined
            ? all.filter(
                (one) =>
                  (proxyId === undefined || one.proxyId === proxyId) &&
                  (enabled === undefined || one.server.enabled === enabled),
              )
            : all.filter(({ legacyId }) => legacyId === serverId);
        return { servers: wanted.map(serverRow) };
      },
    }),
    adminAction("UPDATE_SERVER", "owner", {
      era: "A",
      purpose: "Changes a server.",
      input: adminWire.updateServerSchema,
      example: { serverId: "notes", serverName: "Team notes", publicAccess: true },
      async run({ caller, open }, { serverId, serverName, ...data }) {
        const before = await servers.require(caller, serverId);
        await servers.update(
          caller,
          before,
          {
            ...definedOnly(data),
            ...(serverName !== undefined && { displayName: serverName }),
          },
          open,
        );
        return { server: changedServerRow(await servers.require(caller, serverId)) };
      },
    }),
    adminAction("DELETE_SERVER", "admin", {
      era: "A",
      purpose: "Stops and forgets a server.",
      input: adminWire.serverRefDataSchema,
      example: { serverId: "notes" },
      async run({ caller }, { serverId }) {
        await servers.remove(caller, await servers.require(caller, serverId));
        return { message: "The server is removed." };
      },
    }),
    adminAction("DELETE_SERVERS_BY_PROXY", "admin", {
      era: "A",
      purpose: "Removes every server with a proxyId.",
      input: adminWire.proxyRefSchema,
      example: { proxyId: 7 },
      run: async ({ caller }, { proxyId }) => ({ deletedCount: await servers.removeByProxy(caller, proxyId) }),
    }),
    adminAction("COUNT_SERVERS", "admin", {
      era: "A",
      purpose: "Counts servers.",
      input: adminWire.emptySchema,
      example: {},
      run: async ({ caller }) => ({ count: (await servers.list(caller)).length }),
    }),
    adminAction("GET_SERVER_OAUTH_REAUTH_CONTEXT", "owner", {
      era: "F",
      purpose: "Tells what signing in to a server's provider again would need: not available for custom servers.",
      input: adminWire.serverRefDataSchema,
      example: { serverId: "notes" },
      async run({ caller }, { serverId }) {
        const server = await servers.require(caller, serverId);
        return {
          serverId,
          credentialSource: "custom",
          clientId: null,
          oAuthConfig: null,
          reauthorizeAvailable: false,
          missingFields: [
            "category",
            ...(server.server.userFields ? ["allowUserInput"] : []),
            "authType",
            "oAuthConfig",
          ],
        };
      },
    }),
    adminAction("REAUTHORIZE_SERVER_OAUTH", "owner", {
      era: "F",
      purpose: "Ends signing in to a provider: refused, since only servers from templates (category 1) have one.",
      input: adminWire.reauthorizeServerSchema,
      example: { serverId: "notes", code: "abc", redirectUri: "https://console.example/callback" },
      async run({ caller }, { serverId }) {
        await servers.require(caller, serverId);
        throw new CoreError(
          "request.unsupported",
          "This server does not sign in to a provider: only servers from templates do, which are not available yet. Replace its credential with action 2004.",
        );
      },
    }),
  ];
}

/** Without what was not sent, so that it is not taken for a wish. */
const definedOnly = <T extends object>(data: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
