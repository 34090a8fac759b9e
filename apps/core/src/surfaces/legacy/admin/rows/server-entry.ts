import { LEGACY_SERVER_STATUS } from "@peta/contract";
import type { LegacyServer, LegacyUser } from "../../../../modules/legacy/index.ts";
import { capabilityMaps, type CapabilityMaps } from "./server-row.ts";

export interface ServerEntry extends CapabilityMaps {
  enabled: boolean;
  serverName: string;
  allowUserInput: boolean;
  authType: number;
  configTemplate: string;
  configured: boolean;
  category?: number;
  status?: number;
}

/** Null: a server that is switched off has no state that this wire knows. */
export const statusNumber = ({ status }: Pick<LegacyServer, "status">): number | null =>
  status === "disabled" ? null : LEGACY_SERVER_STATUS[status];

/** A server for everybody: `enabled` says whether it is open to all. */
export const publicEntry = (of: LegacyServer): ServerEntry => ({
  enabled: of.server.publicAccess,
  serverName: of.server.displayName,
  allowUserInput: of.server.userFields !== null,
  authType: of.authType,
  configTemplate: "{}",
  configured: true,
  ...(of.status === "online" && { category: of.category, status: LEGACY_SERVER_STATUS.online }),
  ...capabilityMaps(of),
});

const NOTHING: CapabilityMaps = { tools: {}, resources: {}, prompts: {} };

/**
 * A server as the administrators let one user have it; what the user says for their own clients is left out.
 * @param isConfigured whether the user has entered values of their own, where the server takes some
 */
export function userEntry(of: LegacyServer, user: LegacyUser, isConfigured: boolean): ServerEntry {
  const { server } = of;
  const takesValues = server.userFields !== null;
  const own = user.grants.filter(({ serverId }) => serverId === server.serverId);
  const maps = capabilityMaps(of, (capability, item) => {
    if (!capability.enabled) return null;
    const grant = own.find(
      ({ capability: about }) => about?.kind === capability.kind && about.name === capability.name,
    );
    const level = Math.max(capability.dangerLevel, grant?.dangerLevel ?? 0) as typeof capability.dangerLevel;
    return { ...item, enabled: grant?.enabled ?? true, ...(capability.kind === "tool" && { dangerLevel: level }) };
  });
  return {
    enabled: own.find(({ capability }) => capability === null)?.enabled ?? server.publicAccess,
    serverName: server.displayName,
    allowUserInput: takesValues,
    authType: of.authType,
    configTemplate: takesValues ? (of.configTemplate ?? "{}") : "{}",
    configured: takesValues ? isConfigured : true,
    category: of.category,
    status: statusNumber(of) ?? LEGACY_SERVER_STATUS.offline,
    ...(takesValues ? NOTHING : maps),
  };
}
