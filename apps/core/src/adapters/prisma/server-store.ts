import { Prisma, type PrismaClient, type Server, type ServerCapability } from "@peta/db";
import { CoreError } from "../../errors.ts";
import { definitionChanged, serverNotFound } from "../../modules/servers/find-server.ts";
import { type CataloguedServer, isListed, type ServerRecord } from "../../modules/servers/server.ts";
import type { ServerStore } from "../../modules/servers/server-store.ts";
import { toCapability, toRow, writeCatalogue } from "./capability-rows.ts";
import { isMissingRow, isUniqueViolation } from "./errors.ts";

type ServerRow = Server & { capabilities: ServerCapability[] };

const withCatalogue = {
  capabilities: { orderBy: [{ kind: "asc" }, { position: "asc" }] },
} satisfies Prisma.ServerInclude;

const toServer = (row: Server): ServerRecord => ({
  id: row.id,
  workspaceId: row.workspaceId,
  serverId: row.serverId,
  displayName: row.displayName,
  transport: row.transport,
  sealedLaunch: row.sealedLaunch,
  enabled: row.enabled,
  publicAccess: row.publicAccess,
  anonymousAccess: row.anonymousAccess,
  anonymousRateLimit: row.anonymousRateLimit,
  userFields: row.userFields as ServerRecord["userFields"],
  settings: row.settings as ServerRecord["settings"],
  asks: row.asks,
  protocolVersion: row.protocolVersion,
  serverInfo: row.serverInfo as ServerRecord["serverInfo"],
  acceptedInstructions: row.acceptedInstructions,
  declaredCapabilities: row.declaredCapabilities as ServerRecord["declaredCapabilities"],
  catalogueReadAt: row.catalogueReadAt?.getTime() ?? null,
  createdAt: row.createdAt.getTime(),
});

const toCatalogued = (row: ServerRow): CataloguedServer => ({
  server: toServer(row),
  capabilities: row.capabilities.map(toCapability).filter(isListed),
});

/** PostgreSQL's copy of the bytes: Prisma wants an ArrayBuffer of its own behind them. */
const toBytes = (value: Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(value);

/** Servers and their catalogues in PostgreSQL. */
export function createServerStore({ prisma }: { prisma: PrismaClient }): ServerStore {
  return {
    async listCatalogued(workspaceId) {
      return (
        await prisma.server.findMany({ where: { workspaceId }, orderBy: { serverId: "asc" }, include: withCatalogue })
      ).map(toCatalogued);
    },

    async listAll() {
      return (await prisma.server.findMany({ include: withCatalogue })).map(toCatalogued);
    },

    async find(workspaceId, serverId) {
      const row = await prisma.server.findUnique({
        where: { workspaceId_serverId: { workspaceId, serverId } },
        include: withCatalogue,
      });
      return row && toCatalogued(row);
    },

    async insert(
      { serverInfo, declaredCapabilities, catalogueReadAt, createdAt, sealedLaunch, userFields, ...server },
      capabilities,
    ) {
      try {
        await prisma.$transaction([
          prisma.server.create({
            data: {
              ...server,
              sealedLaunch: toBytes(sealedLaunch),
              ...(serverInfo && { serverInfo }),
              ...(declaredCapabilities && { declaredCapabilities: declaredCapabilities as Prisma.InputJsonObject }),
              ...(userFields && { userFields: [...userFields] }),
              catalogueReadAt: catalogueReadAt === null ? null : new Date(catalogueReadAt),
              createdAt: new Date(createdAt),
            },
          }),
          prisma.serverCapability.createMany({ data: capabilities.map((capability) => toRow(server.id, capability)) }),
        ]);
      } catch (error) {
        if (isUniqueViolation(error)) {
          throw new CoreError(
            "server.duplicate",
            `There is a server "${server.serverId}" already. Choose another id.`,
            { cause: error },
          );
        }
        throw error;
      }
    },

    async update(workspaceId, serverId, { sealedLaunch, serverInfo, userFields, anonymousTools, ...change }) {
      try {
        const row = await prisma.server.update({
          where: { workspaceId_serverId: { workspaceId, serverId } },
          data: {
            ...change,
            // What users have stored goes with the fields it was for.
            ...(userFields === null && { userFields: Prisma.DbNull, values: { deleteMany: {} } }),
            ...(userFields && { userFields: [...userFields] }),
            ...(sealedLaunch && { sealedLaunch: toBytes(sealedLaunch) }),
            ...(serverInfo && { serverInfo }),
            ...(anonymousTools && { capabilities: { updateMany: chooseTools(anonymousTools) } }),
          },
        });
        return toServer(row);
      } catch (error) {
        if (isMissingRow(error)) throw serverNotFound(serverId);
        throw error;
      }
    },

    async remove(workspaceId, serverId) {
      const { count } = await prisma.server.deleteMany({ where: { workspaceId, serverId } });
      if (count === 0) throw serverNotFound(serverId);
    },

    replaceCatalogue: (workspaceId, serverId, merge, facts) =>
      prisma.$transaction(async (tx) => {
        const serverRowId = await lockServer(tx, workspaceId, serverId);
        const known = (await tx.serverCapability.findMany({ where: { serverRowId } })).map(toCapability);
        await writeCatalogue(tx, serverRowId, known, merge(known));
        const row = await tx.server.update({
          where: { id: serverRowId },
          data: {
            protocolVersion: facts.protocolVersion,
            ...(facts.transport && { transport: facts.transport }),
            ...(facts.serverInfo && { serverInfo: facts.serverInfo }),
            ...(facts.acceptedInstructions !== undefined && { acceptedInstructions: facts.acceptedInstructions }),
            declaredCapabilities: facts.declaredCapabilities as Prisma.InputJsonObject,
            catalogueReadAt: new Date(facts.readAt),
          },
          include: withCatalogue,
        });
        return toCatalogued(row);
      }),

    changeCatalogue: (workspaceId, serverId, change) =>
      prisma.$transaction(async (tx) => {
        const serverRowId = await lockServer(tx, workspaceId, serverId);
        const known = (await tx.serverCapability.findMany({ where: { serverRowId } })).map(toCapability);
        await writeCatalogue(tx, serverRowId, known, change(known));
      }),

    setCapability: (workspaceId, serverId, kind, name, { quarantine, definitionHash, ...change }) =>
      prisma.$transaction(async (tx) => {
        const serverRowId = await lockServer(tx, workspaceId, serverId);
        if (definitionHash !== undefined) {
          const where = { serverRowId, kind, name, NOT: { definitionHash } };
          if (await tx.serverCapability.findFirst({ where, select: { name: true } }))
            throw definitionChanged(kind, name);
        }
        try {
          return toCapability(
            await tx.serverCapability.update({
              where: { serverRowId_kind_name: { serverRowId, kind, name }, position: { gte: 0 } },
              data: { ...change, ...(quarantine === null && { quarantine: Prisma.DbNull }) },
            }),
          );
        } catch (error) {
          if (isMissingRow(error))
            throw new CoreError("capability.not_found", `The server "${serverId}" has no ${kind} "${name}".`, {
              cause: error,
            });
          throw error;
        }
      }),
  };
}

/** One after the other: what was chosen before goes. */
const chooseTools = (names: readonly string[]): Prisma.ServerCapabilityUpdateManyWithWhereWithoutServerInput[] => [
  { where: { anonymous: true }, data: { anonymous: false } },
  { where: { kind: "tool", name: { in: [...names] } }, data: { anonymous: true } },
];

/** Locks the server's row for the rest of the transaction: its catalogue and its switches change one after the other. */
async function lockServer(tx: Prisma.TransactionClient, workspaceId: string, serverId: string): Promise<string> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM servers WHERE workspace_id = ${workspaceId} AND server_id = ${serverId} FOR UPDATE`;
  const [row] = rows;
  if (!row) throw serverNotFound(serverId);
  return row.id;
}
