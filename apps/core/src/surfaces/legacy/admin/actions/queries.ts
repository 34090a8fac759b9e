import { adminWire } from "@peta/contract";
import { type AdminAction, adminAction } from "../action.ts";
import type { AdminDeps } from "../deps.ts";
import { publicEntry, statusNumber, userEntry } from "../rows/server-entry.ts";
import { capabilityMaps } from "../rows/server-row.ts";

/** 3002 to 3005: what there is, and for whom. */
export function queryActions({ legacy, configuredFor }: AdminDeps): AdminAction[] {
  const { servers, users } = legacy;
  return [
    adminAction("GET_AVAILABLE_SERVERS_CAPABILITIES", "admin", {
      era: "A",
      purpose: "Capabilities of every server that is on. `enabled` says whether it is open to all.",
      input: adminWire.emptySchema,
      example: {},
      async run({ caller }) {
        const enabled = (await servers.list(caller)).filter(({ server }) => server.enabled);
        return { capabilities: Object.fromEntries(enabled.map((one) => [one.legacyId, publicEntry(one)])) };
      },
    }),
    adminAction("GET_USER_AVAILABLE_SERVERS_CAPABILITIES", "admin", {
      era: "A",
      purpose: "Capabilities of every server that is on, as the administrators let one user have them.",
      input: adminWire.targetSchema,
      example: { targetId: "5f3c0d1e2b4a69788796a5b4c3d2e1f0" },
      errors: { "principal.not_found": adminWire.ADMIN_ERROR.INVALID_REQUEST },
      async run({ caller }, { targetId }) {
        const user = await users.require(caller.principal.workspaceId, targetId);
        const configured = await configuredFor(user.principal);
        const enabled = (await servers.list(caller)).filter(({ server }) => server.enabled);
        return {
          capabilities: Object.fromEntries(
            enabled.map((one) => [one.legacyId, userEntry(one, user, configured.has(one.server.serverId))]),
          ),
        };
      },
    }),
    adminAction("GET_SERVERS_STATUS", "admin", {
      era: "A",
      purpose: "States of the servers that are on: 0 online, 1 offline, 2 connecting, 3 error, 4 sleeping.",
      input: adminWire.emptySchema,
      example: {},
      async run({ caller }) {
        const known = (await servers.list(caller)).flatMap((one): [string, number][] => {
          const number = statusNumber(one);
          return number === null ? [] : [[one.legacyId, number]];
        });
        return { serversStatus: Object.fromEntries(known) };
      },
    }),
    adminAction("GET_SERVERS_CAPABILITIES", "admin", {
      era: "A",
      purpose: "Capabilities of one server.",
      input: adminWire.targetSchema,
      example: { targetId: "notes" },
      run: async ({ caller }, { targetId }) => ({
        capabilities: capabilityMaps(await servers.require(caller, targetId)),
      }),
    }),
  ];
}
