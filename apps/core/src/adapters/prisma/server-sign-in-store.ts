import type { PrismaClient } from "@peta/db";
import { CoreError } from "../../errors.ts";
import type { SignInStore, StoredSignIn } from "../../modules/servers/sign-in/sign-in-store.ts";
import { isForeignKeyViolation } from "./errors.ts";

const gone = () => new CoreError("server.not_found", "The server was removed meanwhile. Nothing was stored.");

const changeOf = ({
  sealedCredentials,
  signedInBy,
  signedInAt,
}: Omit<StoredSignIn, "workspaceId" | "serverRowId">) => ({
  // PostgreSQL's copy of the bytes: Prisma wants an ArrayBuffer of its own behind them.
  sealedCredentials: new Uint8Array(sealedCredentials),
  signedInBy,
  signedInAt: new Date(signedInAt),
});

/** Sign-ins to servers, in PostgreSQL, sealed. */
export function createServerSignInStore({ prisma }: { prisma: PrismaClient }): SignInStore {
  return {
    async find(workspaceId, serverRowId) {
      const row = await prisma.serverSignIn.findFirst({ where: { workspaceId, serverRowId } });
      return row && { ...row, signedInAt: row.signedInAt.getTime() };
    },

    async put({ workspaceId, serverRowId, ...rest }) {
      const change = changeOf(rest);
      try {
        await prisma.$transaction(async (tx) => {
          // The key is the server's alone: whose it is has to be asked.
          const server = await tx.server.findFirst({ where: { id: serverRowId, workspaceId }, select: { id: true } });
          if (!server) throw gone();
          await tx.serverSignIn.upsert({
            where: { serverRowId },
            create: { ...change, workspaceId, serverRowId },
            update: change,
          });
        });
      } catch (error) {
        if (isForeignKeyViolation(error)) throw gone();
        throw error;
      }
    },

    async renew({ workspaceId, serverRowId, ...rest }) {
      const data = changeOf(rest);
      const where = { workspaceId, serverRowId, signedInAt: data.signedInAt };
      return (await prisma.serverSignIn.updateMany({ where, data })).count > 0;
    },

    async remove(workspaceId, serverRowId) {
      return (await prisma.serverSignIn.deleteMany({ where: { workspaceId, serverRowId } })).count > 0;
    },
  };
}
