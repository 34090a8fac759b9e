import { expect, test } from "vitest";
import { TestClock } from "../../adapters/clock.ts";
import { CoreError } from "../../errors.ts";
import { createMetadataDocuments } from "./metadata-documents.ts";
import type { OAuthClient } from "./oauth-client.ts";
import type { OAuthClientStore } from "./oauth-client-store.ts";

const ID = "https://client.example/oauth/metadata.json";
const REDIRECT = "https://client.example/cb";

function createWorld(options: { allowedDomains?: readonly string[]; stored?: OAuthClient } = {}) {
  const clock = new TestClock();
  const world = {
    clock,
    fetched: [] as string[],
    answer: async (): Promise<{ document: unknown; maxAgeSeconds: number | null }> => ({
      document: { client_id: ID, client_name: "Example", redirect_uris: [REDIRECT] },
      maxAgeSeconds: null,
    }),
    kept: [] as OAuthClient[],
  };
  const clients = {
    find: async () => options.stored ?? null,
    refreshDocument: async (client: OAuthClient) => void world.kept.push(client),
  } as unknown as OAuthClientStore;
  const read = createMetadataDocuments({
    clock,
    clients,
    allowedDomains: options.allowedDomains ?? null,
    fetchDocument: (url) => {
      world.fetched.push(url);
      return world.answer();
    },
  });
  return { ...world, world, read };
}

const refused = async (run: Promise<unknown>): Promise<string> =>
  run.then(
    () => "not refused",
    (error: unknown) => (error instanceof CoreError ? error.message : String(error)),
  );

test("a client is what its document says, read once while it is fresh", async () => {
  const { read, world } = createWorld();
  const [client] = await Promise.all([read(ID), read(ID)]);
  expect(client).toMatchObject({ id: ID, name: "Example", origin: "metadata_document", authMethod: "none" });
  world.clock.advance(3_500_000);
  await read(ID);
  expect(world.fetched).toEqual([ID]);
  world.clock.advance(200_000);
  await read(ID);
  expect(world.fetched).toEqual([ID, ID]);
});

test("Cache-Control moves that between a minute and a day", async () => {
  const { read, world } = createWorld();
  const original = world.answer;
  world.answer = async () => ({ ...(await original()), maxAgeSeconds: 0 });
  await read(ID);
  world.clock.advance(59_000);
  await read(ID);
  expect(world.fetched).toHaveLength(1);
  world.answer = async () => ({ ...(await original()), maxAgeSeconds: 999_999_999 });
  world.clock.advance(2_000);
  await read(ID);
  world.clock.advance(86_000_000);
  await read(ID);
  expect(world.fetched).toHaveLength(2);
  world.clock.advance(1_000_000);
  await read(ID);
  expect(world.fetched).toHaveLength(3);
});

test.each([
  ["http", "http://client.example/metadata.json"],
  ["no path", "https://client.example/"],
  ["an account", "https://user@client.example/metadata.json"],
  ["a fragment", "https://client.example/metadata.json#x"],
  ["dot segments", "https://client.example/a/../metadata.json"],
  ["another spelling", "https://CLIENT.example/metadata.json"],
  ["a default port", "https://client.example:443/metadata.json"],
])("A17: a client id with %s is refused without a look", async (_name, id) => {
  const { read, world } = createWorld();
  expect(await refused(read(id))).toMatch(/client_id/);
  expect(world.fetched).toEqual([]);
});

test("A17, A18: a document about another client id is refused, and its address left alone for a minute", async () => {
  const { read, world } = createWorld();
  world.answer = async () => ({
    document: { client_id: "https://victim.example/client", redirect_uris: ["http://localhost/cb"] },
    maxAgeSeconds: null,
  });
  expect(await refused(read(ID))).toMatch(/another client_id/);
  expect(await refused(read(ID))).toMatch(/another client_id/);
  expect(world.fetched).toHaveLength(1);
  world.clock.advance(61_000);
  expect(await refused(read(ID))).toMatch(/another client_id/);
  expect(world.fetched).toHaveLength(2);
});

test("A18: with a list of domains, only clients of those are let in", async () => {
  const { read } = createWorld({ allowedDomains: ["client.example"] });
  await expect(read(ID)).resolves.toMatchObject({ id: ID });
  await expect(read("https://app.client.example/m")).rejects.toThrow(/another client_id/);
  expect(await refused(read("https://notclient.example/m"))).toMatch(/not among those/);
});

test("a client in use survives an outage of its site for a week, and no longer", async () => {
  const { read, world, clock } = createWorld({
    stored: { id: ID, name: "Stored", fetchedAt: Date.UTC(2026, 0, 1) } as OAuthClient,
  });
  world.answer = () => Promise.reject(new Error("connect ECONNREFUSED"));
  expect((await read(ID)).name).toBe("Stored");
  expect((await read(ID)).name).toBe("Stored");
  expect(world.fetched).toHaveLength(1);
  clock.advance(8 * 86_400_000);
  expect(await refused(read(ID))).toMatch(/cannot be read/);
});

test("a site that says its client is gone is believed at once", async () => {
  const { read, world } = createWorld({
    stored: { id: ID, name: "Stored", fetchedAt: Date.UTC(2026, 0, 1) } as OAuthClient,
  });
  world.answer = () => Promise.reject(new CoreError("oauth_client.invalid", "answered with the status 404."));
  expect(await refused(read(ID))).toMatch(/404/);
});

test("A17: a stranger cannot point Core at a site by ever new addresses, and other sites are read meanwhile", async () => {
  const { read, world } = createWorld();
  for (let i = 0; i < 40; i++) await refused(read(`https://victim.example/${i}`));
  expect(world.fetched).toHaveLength(30);
  expect(await refused(read("https://victim.example/more"))).toMatch(/Too many metadata documents/);
  await expect(read(ID)).resolves.toMatchObject({ id: ID });
  world.clock.advance(60_000);
  await refused(read("https://victim.example/more"));
  expect(world.fetched.at(-1)).toBe("https://victim.example/more");
});

test("a client in use does not notice that its site was asked too often", async () => {
  const { read, world } = createWorld({
    stored: { id: ID, name: "Stored", fetchedAt: Date.UTC(2026, 0, 1) } as OAuthClient,
  });
  for (let i = 0; i < 30; i++) await refused(read(`https://client.example/${i}`));
  expect((await read(ID)).name).toBe("Stored");
  expect(world.fetched).toHaveLength(30);
});
