import { PrismaPg } from "@prisma/adapter-pg";
import type {
  SqlDriverAdapter,
  SqlMigrationAwareDriverAdapterFactory,
  SqlQuery,
  SqlResultSet,
} from "@prisma/driver-adapter-utils";
import { ColumnTypeEnum } from "@prisma/driver-adapter-utils";
import pg from "pg";
import { createDatabase, databaseUrl, dropDatabase } from "./databases.ts";

/** PostgreSQL's one-byte "char", which only the catalogue uses, and text. */
const CHAR_OID = 18;
const TEXT_OID = 25;

type CatalogPool = { pool: pg.Pool; charColumns(): readonly number[] };

/** A pool that reads "char" columns as text, because the published adapter refuses them, and tells where they were. */
function createCatalogPool(url: string): CatalogPool {
  const pool = new pg.Pool({ connectionString: url, max: 1 });
  pool.on("error", () => {});
  // Without a taker, the error of a client that is just closing would end the process when the server stops meanwhile.
  pool.on("connect", (client) => client.on("error", () => {}));
  const query = pool.query.bind(pool) as (config: pg.QueryConfig) => Promise<pg.QueryResult>;
  // The engine never has two queries under way, so that the columns of the last one are the caller's.
  let charColumns: number[] = [];
  pool.query = (async (config: pg.QueryConfig) => {
    const result = await query(config);
    charColumns = [];
    for (const [index, field] of (result.fields ?? []).entries()) {
      if (field.dataTypeID !== CHAR_OID) continue;
      field.dataTypeID = TEXT_OID;
      charColumns.push(index);
    }
    return result;
  }) as typeof pool.query;
  return { pool, charColumns: () => charColumns };
}

function migrationAdapter(
  inner: SqlDriverAdapter,
  catalog: CatalogPool,
  dispose: () => Promise<void>,
): SqlDriverAdapter {
  return {
    provider: inner.provider,
    adapterName: inner.adapterName,
    async queryRaw(query: SqlQuery): Promise<SqlResultSet> {
      const result = await inner.queryRaw(query);
      for (const index of catalog.charColumns()) result.columnTypes[index] = ColumnTypeEnum.Character;
      return result;
    },
    executeRaw: (query) => inner.executeRaw(query),
    // The published adapter splits a script at every ";", also inside function bodies. Without arguments a query goes
    // over the simple protocol, which takes the whole script in one transaction.
    executeScript: async (script) => void (await inner.executeRaw({ sql: script, args: [], argTypes: [] })),
    startTransaction: (isolationLevel) => inner.startTransaction(isolationLevel),
    getConnectionInfo: () => inner.getConnectionInfo?.() ?? { supportsRelationJoins: true },
    dispose,
  };
}

/** The engine's way to its databases. */
export type MigrationAdapterFactory = SqlMigrationAwareDriverAdapterFactory & {
  /** Ends every connection, and with it the engine's advisory lock: the engine itself leaves them open. */
  close(): Promise<void>;
};

/**
 * The driver adapter that the schema engine runs on: PrismaPg with its three faults for migrations repaired (the
 * catalogue's "char", scripts cut at ";", the shadow database being the main one). One connection, because the
 * engine's advisory lock belongs to a session.
 *
 * @param url connection URL of the database to migrate; its `schema` parameter is honoured.
 */
export function createMigrationAdapterFactory(url: string): MigrationAdapterFactory {
  const schema = new URL(url).searchParams.get("schema") ?? "public";
  const disposals = new Set<() => Promise<void>>();
  const connect = async (target: string, afterwards?: () => Promise<void>): Promise<SqlDriverAdapter> => {
    const catalog = createCatalogPool(target);
    const inner = await new PrismaPg(catalog.pool, { schema }).connect();
    const dispose = async (): Promise<void> => {
      if (!disposals.delete(dispose)) return;
      await inner.dispose();
      await catalog.pool.end();
      await afterwards?.();
    };
    disposals.add(dispose);
    return migrationAdapter(inner, catalog, dispose);
  };
  return {
    provider: "postgres",
    adapterName: "@prisma/adapter-pg",
    connect: () => connect(url),
    async connectToShadowDb() {
      const name = `prisma_migrate_shadow_${crypto.randomUUID()}`;
      await createDatabase(url, name);
      return connect(databaseUrl(url, name), () => dropDatabase(url, name));
    },
    async close() {
      for (const dispose of disposals) await dispose();
    },
  };
}
