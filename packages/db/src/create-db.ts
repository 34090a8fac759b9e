import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { PrismaClient } from "./generated/client.ts";

/** One database behind Prisma and, for what must be fast, its connection pool. */
export type Db = {
  prisma: PrismaClient;
  /** The pool Prisma uses too: one limit for the whole process. */
  pool: pg.Pool;
  /** Waits for queries under way, then closes every connection. */
  close(): Promise<void>;
};

export type DbOptions = {
  /** Most connections at once; default 10. */
  poolSize?: number;
  /** Told when an idle connection breaks (the database restarted); the pool replaces it by itself. */
  onError?: (error: Error) => void;
};

/**
 * Opens a database. Nothing is connected before the first query.
 *
 * @param url `postgresql://` URL; its `schema` parameter is honoured.
 */
export function createDb(url: string, { poolSize = 10, onError = () => {} }: DbOptions = {}): Db {
  const pool = new pg.Pool({ connectionString: url, max: poolSize, connectionTimeoutMillis: 10_000 });
  pool.on("error", onError);
  // A client that is being closed belongs to the pool no more; when the server is faster, its error would have no taker.
  pool.on("connect", (client) => client.on("error", () => {}));
  const schema = new URL(url).searchParams.get("schema") ?? undefined;
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool, schema === undefined ? {} : { schema }) });
  const close = async (): Promise<void> => {
    await prisma.$disconnect();
    await pool.end();
  };
  return { prisma, pool, close };
}
