import type { PrismaClient } from "@peta/db";
import { databaseUnavailable, isConnectionError, isUnstorableText, unstorableText } from "./errors.ts";

/** The client whose every operation names what is the matter: the database is out of reach, or a text cannot be stored. */
export function guardConnection(prisma: PrismaClient): PrismaClient {
  const guarded = prisma.$extends({
    query: {
      async $allOperations({ args, query }) {
        try {
          return await query(args);
        } catch (error) {
          if (isConnectionError(error)) throw databaseUnavailable(error);
          throw isUnstorableText(error) ? unstorableText(error) : error;
        }
      },
    },
  });
  // The extension changes no type; Prisma gives every extended client another one all the same.
  return guarded as unknown as PrismaClient;
}
