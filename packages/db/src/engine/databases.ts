import pg from "pg";

/** The database a connection URL names. */
export function databaseName(url: string): string {
  return decodeURIComponent(new URL(url).pathname.slice(1));
}

/** The same connection URL for another database of the server. */
export function databaseUrl(url: string, name: string): string {
  const target = new URL(url);
  target.pathname = `/${encodeURIComponent(name)}`;
  return target.href;
}

/** Quotes a PostgreSQL identifier. */
const quoteIdentifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** Runs one statement on the server's maintenance database. Errors are those of `pg`. */
async function runOnServer(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl(url, "postgres") });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** Creates a database, optionally as a copy of another. Fails with 42P04 when it exists. */
export async function createDatabase(url: string, name: string, template?: string): Promise<void> {
  // Through the log, which is the default, a copy takes twice as long.
  const from = template === undefined ? "" : ` TEMPLATE ${quoteIdentifier(template)} STRATEGY FILE_COPY`;
  await runOnServer(url, `CREATE DATABASE ${quoteIdentifier(name)}${from}`);
}

/** Drops a database with everything connected to it; one that does not exist is no error. */
export async function dropDatabase(url: string, name: string): Promise<void> {
  await runOnServer(url, `DROP DATABASE IF EXISTS ${quoteIdentifier(name)} WITH (FORCE)`);
}
