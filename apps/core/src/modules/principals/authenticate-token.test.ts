import { beforeEach, expect, test } from "vitest";
import { expectedHash } from "./import-token.ts";
import { createPrincipalsWorld, WORKSPACE } from "./testing/create-principals-world.ts";

let world: ReturnType<typeof createPrincipalsWorld>;
let token: string;
let tokenId: string;
beforeEach(async () => {
  world = createPrincipalsWorld();
  ({ token, tokenId } = await world.module.createToken(world.as("ada"), {
    principalId: "bot",
    expiresInSeconds: 3600,
  }));
});

/** What a request with this token gets, whether it is answered at once or after a read. */
const authenticate = async (given = token) => world.module.authenticateToken(given);
const refusal = { code: "auth.invalid_token" };
/** The store's promises have settled, so a look-up in the background has too. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

test("a token seen before is answered at once, without a read", async () => {
  expect((await authenticate()).principal.handle).toBe("bot");
  const again = world.module.authenticateToken(token);
  expect(again).not.toBeInstanceOf(Promise);
  expect(again).toMatchObject({ tokenId });
  expect(world.tokens.reads).toBe(1);
});

test("A2: a made-up token is refused and falls through to nobody, and asking again costs no read", async () => {
  await expect(authenticate("peta_made_up")).rejects.toMatchObject(refusal);
  await expect(authenticate("peta_made_up")).rejects.toMatchObject(refusal);
  expect(world.tokens.reads).toBe(1);
  world.clock.advance(5001);
  await expect(authenticate("peta_made_up")).rejects.toMatchObject(refusal);
  expect(world.tokens.reads).toBe(2);
});

test("A2: an expired token is refused to the millisecond, from memory and from the store", async () => {
  await authenticate();
  world.clock.advance(3_600_000 - 1);
  await authenticate();
  world.clock.advance(1);
  await expect(authenticate()).rejects.toMatchObject(refusal);
  const fresh = createPrincipalsWorld();
  const { token: other } = await fresh.module.createToken(fresh.as("ada"), {
    principalId: "bot",
    expiresInSeconds: 60,
  });
  fresh.clock.advance(60_000);
  await expect(fresh.module.authenticateToken(other)).rejects.toMatchObject(refusal);
});

test("A7: a revoked token is refused with the next call", async () => {
  await authenticate();
  await world.module.revokeToken(world.as("ada"), tokenId);
  await expect(authenticate()).rejects.toMatchObject(refusal);
});

test("A7: a token revoked while it was being read is not remembered", async () => {
  world.tokens.beforeRead = async () => void (await world.module.revokeToken(world.as("ada"), tokenId));
  await expect(authenticate()).rejects.toMatchObject(refusal);
  await expect(authenticate()).rejects.toMatchObject(refusal);
});

test("A7: every token of a disabled or removed principal is refused with the next call", async () => {
  const { token: second } = await world.module.createToken(world.as("ada"), {
    principalId: "bot",
    expiresInSeconds: null,
  });
  await authenticate();
  await authenticate(second);
  await world.module.update(world.as("ada"), { principalId: "bot", status: "disabled" });
  await expect(authenticate()).rejects.toMatchObject(refusal);
  await expect(authenticate(second)).rejects.toMatchObject(refusal);
  await world.module.update(world.as("ada"), { principalId: "bot", status: "active" });
  await authenticate();
  await world.module.remove(world.as("ada"), "bot");
  await expect(authenticate()).rejects.toMatchObject(refusal);
});

test("A7: an agent is refused with the next call while the person who answers for it is disabled", async () => {
  await authenticate();
  await world.module.update(world.as("ada"), { principalId: "cem", status: "disabled" });
  await expect(authenticate()).rejects.toMatchObject({ ...refusal, detail: "principal disabled" });
  await world.module.update(world.as("ada"), { principalId: "cem", status: "active" });
  await authenticate();
});

test("A7: an agent is refused once the person who answers for it has expired", async () => {
  const cem = world.rows.principals.find(({ handle }) => handle === "cem");
  if (cem) cem.expiresAt = world.clock.now() + 1000;
  await authenticate();
  world.clock.advance(1000);
  await expect(authenticate()).rejects.toMatchObject({ ...refusal, detail: "token or principal expired" });
});

test("A7: when the event was lost, another process's revocation is found within half a minute", async () => {
  await authenticate();
  const row = world.rows.tokens[0];
  if (row) row.token.revokedAt = world.clock.now();
  await authenticate();
  world.clock.advance(30_001);
  await authenticate();
  await settled();
  await expect(authenticate()).rejects.toMatchObject(refusal);
});

test("a read that fails is no refusal to remember", async () => {
  world.tokens.beforeRead = () => {
    throw new Error("database gone");
  };
  await expect(authenticate()).rejects.toThrow("database gone");
  expect((await authenticate()).principal.handle).toBe("bot");
});

test("an expired principal is refused although its token is not", async () => {
  world.seed("temp", "user", { expiresAt: world.clock.now() + 1000 });
  const made = await world.module.createToken(world.as("ada"), { principalId: "temp", expiresInSeconds: null });
  await authenticate(made.token);
  world.clock.advance(1000);
  await expect(authenticate(made.token)).rejects.toMatchObject(refusal);
});

test("last use is written once a minute, and a failed write harms nobody", async () => {
  await authenticate();
  world.clock.advance(10_000);
  await authenticate();
  expect(world.rows.tokens[0]?.token.lastUsedAt).toBe(world.clock.now() - 10_000);
  world.clock.advance(60_000);
  world.tokens.touch = () => Promise.reject(new Error("disk full"));
  expect((await authenticate()).principal.handle).toBe("bot");
});

test("a change of role reaches the next call", async () => {
  await authenticate();
  await world.module.update(world.as("ada"), { principalId: "bot", role: "guest" });
  expect((await authenticate()).principal.role).toBe("guest");
});

test("what authenticates is the hash: the token itself is nowhere in the store, the audit or an event", () => {
  const everything = JSON.stringify([
    world.rows.principals,
    world.rows.tokens.map((row) => row.token),
    world.audit,
    world.events,
  ]);
  expect(everything).not.toContain(token);
  expect(world.rows.tokens[0]?.token).toMatchObject({ workspaceId: WORKSPACE, lastFour: token.slice(-4) });
});

test("a token of the legacy product that is known by its id alone is bound when it first comes, and to nobody else", async () => {
  const legacy = "5e1f".repeat(32);
  // As this world hashes tokens.
  const idOf = (of: string) => `sha(${of})`.slice(0, 32);
  const row = world.rows.tokens.find((one) => one.token.id === tokenId);
  if (!row) throw new Error("no token");
  row.tokenHash = expectedHash(idOf(legacy));
  await expect(authenticate("5e1e".repeat(32))).rejects.toMatchObject(refusal);
  expect((await authenticate(legacy)).principal.handle).toBe("bot");
  expect(row.tokenHash).toBe(`sha(${legacy})`);

  // Only tokens of that form are looked for.
  const other = createPrincipalsWorld();
  const made = await other.module.createToken(other.as("ada"), { principalId: "bot", expiresInSeconds: null });
  const stored = other.rows.tokens.find((one) => one.token.id === made.tokenId);
  if (!stored) throw new Error("no token");
  stored.tokenHash = expectedHash(idOf(made.token));
  await expect((async () => other.module.authenticateToken(made.token))()).rejects.toMatchObject(refusal);
});
