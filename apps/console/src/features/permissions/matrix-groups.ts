import type { EffectivePermission, EffectivePermissions } from "@peta/contract";
import type { LayerName, PermissionGroup, PermissionTarget } from "@peta/ui";

type ServerPermissions = EffectivePermissions["servers"][number];

/** Identity of a capability inside its server. A kind holds no colon, so the first one splits. */
export const entryIdOf = (capability: Pick<EffectivePermission, "kind" | "name">): string =>
  `${capability.kind}:${capability.name}`;

/** The layer that decided, null when a rule, the danger level or the principal's state did. */
export function decidingLayer(determinedBy: readonly string[]): LayerName | null {
  if (determinedBy.includes("layer:server")) return "server";
  if (determinedBy.includes("layer:administrator")) return "administrator";
  return determinedBy.includes("layer:user") ? "user" : null;
}

const subtitleOf = (server: ServerPermissions) =>
  !server.enabled ? "switched off" : server.publicAccess ? "open to everybody" : undefined;

/** What Core answers, as the matrix draws it. */
export function matrixGroups(permissions: EffectivePermissions): PermissionGroup[] {
  return permissions.servers.map((server) => ({
    id: server.serverId,
    title: server.displayName,
    subtitle: subtitleOf(server),
    switch: server.switch,
    defaultMeans: server.publicAccess,
    entries: server.capabilities.map((capability) => ({
      id: entryIdOf(capability),
      name: capability.name,
      title: capability.title,
      kind: capability.kind,
      dangerLevel: capability.dangerLevel,
      effect: capability.effect,
      dependsOnCall: capability.dependsOnArguments,
      layers: capability.layers,
      deciding: decidingLayer(capability.determinedBy),
      switch: capability.switch,
      reason: capability.dependsOnArguments
        ? `${capability.reason} A rule looks at the arguments, so each call is decided by its own.`
        : capability.reason,
      determinedBy: capability.determinedBy,
    })),
  }));
}

/** The answer with one switch as it will be; effects stay until Core has decided anew. */
export function withSwitch(
  permissions: EffectivePermissions,
  target: PermissionTarget,
  value: boolean | null,
): EffectivePermissions {
  return {
    ...permissions,
    servers: permissions.servers.map((server) => {
      if (server.serverId !== target.groupId) return server;
      if (target.entryId === null) return { ...server, switch: value };
      return {
        ...server,
        capabilities: server.capabilities.map((one) =>
          entryIdOf(one) === target.entryId ? { ...one, switch: value } : one,
        ),
      };
    }),
  };
}

/** The capability that a target names; undefined for a whole server. */
export function capabilityOf(
  permissions: EffectivePermissions,
  target: PermissionTarget,
): EffectivePermission | undefined {
  const server = permissions.servers.find((one) => one.serverId === target.groupId);
  return server?.capabilities.find((one) => entryIdOf(one) === target.entryId);
}

/** "31 of 40 capabilities on 3 servers." */
export function permissionSentence(permissions: EffectivePermissions): string {
  const all = permissions.servers.flatMap((server) => server.capabilities);
  const allowed = all.filter((capability) => capability.effect === "allow").length;
  const asked = all.filter((capability) => capability.effect.startsWith("require_approval")).length;
  const servers = permissions.servers.length;
  return `${allowed} of ${all.length} capabilities allowed${asked > 0 ? `, ${asked} with approval` : ""}, on ${servers} ${servers === 1 ? "server" : "servers"}.`;
}
