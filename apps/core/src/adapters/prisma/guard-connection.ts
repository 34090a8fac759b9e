import type { PrismaClient } from "@peta/db";
import { databaseUnavailable, isConnectionError } from "./errors.ts";

/** The client whose every operation says `database.unavailable` when the database cannot be reached. */
export function guardConnection(prisma: PrismaClient): PrismaClient {
  const guarded = prisma.$extends({
    query: {
      async $allOperations({ args, query }) {
        try {
          return await query(args);
        } catch (error) {
          throw isConnectionError(error) ? databaseUnavailable(error) : error;
        }
      },
    },
  });
  // The extension changes no type; Prisma gives every extended client another one all the same.
  return guarded as unknown as PrismaClient;
}
