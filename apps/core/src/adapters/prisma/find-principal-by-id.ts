import type { PrismaClient } from "@peta/db";
import type { Principal } from "../../modules/principals/principal.ts";
import { toPrincipal, WITH_OWNER } from "./to-principal.ts";

/** By internal id alone: for what carries such an id and was scoped when it was made, as a grant or a token was. */
export const createFindPrincipalById =
  ({ prisma }: { prisma: PrismaClient }) =>
  async (id: string): Promise<Principal | null> => {
    const row = await prisma.principal.findUnique({ where: { id }, include: WITH_OWNER });
    return row && toPrincipal(row);
  };
