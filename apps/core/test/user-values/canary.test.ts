import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Api, refusal } from "../create-test-core.ts";
import { call, createWorld, type World } from "./world.ts";

const GOOD = "key-canary-of-a-users-own-value";
const BAD = "refused-canary-of-a-users-own-value";
const FOLDER = "folder-canary-of-a-users-own-value";

let world: World;
let owner: Api;
let uma: Api;
beforeAll(async () => {
  world = await createWorld();
  ({ owner } = world);
  uma = (await world.as("uma")).api;
});
afterAll(() => world.running.stop());

/** Everything in the database, as text. */
async function stored(): Promise<string> {
  const client = new pg.Client({ connectionString: world.running.databaseUrl });
  await client.connect();
  const { rows } = await client.query<{ name: string }>(
    "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'",
  );
  let text = "";
  for (const { name } of rows) text += JSON.stringify((await client.query(`SELECT t::text FROM "${name}" t`)).rows);
  await client.end();
  return text;
}

test("A28: a stored secret is in no answer, no error, no log line, no audit record and no column", async () => {
  const answers: unknown[] = [];
  const keep = async (answer: Promise<unknown>): Promise<void> =>
    void answers.push(await answer.catch((error: Error) => `${error.message} ${JSON.stringify(error)}`));
  const configure = (values: Record<string, string>, more: { test?: boolean } = {}) =>
    uma.userServers.configure.mutate({ serverId: "account", values, ...more });

  // The server prints its key and its arguments to standard error, and ends when the key is refused.
  await keep(configure({ apiKey: GOOD, region: "eu", folder: FOLDER }));
  await keep(configure({ apiKey: BAD }));
  await keep(configure({ apiKey: GOOD, region: GOOD }));
  await keep(configure({ apiKey: `${GOOD}\0` }));
  await keep(call(uma, "fingerprint"));
  await keep(configure({ apiKey: BAD, folder: FOLDER }, { test: false }));
  await keep(call(uma, "fingerprint"));
  await keep(uma.userServers.list.query({}));
  await keep(owner.userServers.list.query({ principalId: "uma" }));
  await keep(owner.servers.get.query({ serverId: "account" }));
  await keep(owner.servers.list.query());
  await keep(configure({ apiKey: GOOD, folder: FOLDER }));
  await keep(uma.clients.list.query({}));
  const { rows } = await owner.audit.list.query({ limit: 500 });
  for (const { auditId } of rows) answers.push(await owner.audit.get.query({ auditId }));
  expect(rows.filter(({ action }) => action === "server.configure").length).toBeGreaterThan(5);

  const found = { answers: JSON.stringify(answers), logged: world.running.logged(), stored: await stored() };
  for (const secret of [GOOD, BAD, FOLDER]) {
    for (const [place, text] of Object.entries(found)) {
      expect([place, text.includes(secret)]).toEqual([place, false]);
      expect([place, text.includes(Buffer.from(secret).toString("hex"))]).toEqual([place, false]);
      expect([place, text.includes(Buffer.from(secret).toString("base64"))]).toEqual([place, false]);
    }
  }
  // It did arrive where it belongs, and the places that were searched do hold something.
  expect(found.stored).toContain("(val_");
  expect(found.logged).toContain("account");
  expect(found.answers).toContain("eu");
});

test("a sealed value that is moved to another principal's row does not open", async () => {
  await world.owner.userServers.configure.mutate({ serverId: "account", values: { apiKey: "key-of-the-owner" } });
  const client = new pg.Client({ connectionString: world.running.databaseUrl });
  await client.connect();
  await client.query(`UPDATE server_values SET sealed_values =
    (SELECT sealed_values FROM server_values v JOIN principals p ON p.id = v.principal_id WHERE p.handle <> 'uma')
    WHERE principal_id = (SELECT id FROM principals WHERE handle = 'uma')`);
  await client.end();
  expect(await refusal(uma.userServers.list.query({}))).toBe("vault.unreadable");
});
