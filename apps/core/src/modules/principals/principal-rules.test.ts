import type { Role } from "@peta/contract";
import { beforeEach, describe, expect, test } from "vitest";
import { createPrincipalsWorld } from "./testing/create-principals-world.ts";

let world: ReturnType<typeof createPrincipalsWorld>;
beforeEach(() => {
  world = createPrincipalsWorld();
});

const add = (as: string, principalId: string, more: Partial<Parameters<typeof world.module.add>[1]> = {}) =>
  world.module.add(world.as(as), { principalId, kind: "agent", role: "user", ...more });
const outcomes = () =>
  world.audit.map((entry) => `${entry.action} ${entry.outcome}${entry.errorCode ? ` ${entry.errorCode}` : ""}`);

describe("who governs whom (A61: the rule is in the module, whatever a page shows)", () => {
  const allowed: Record<string, Role[]> = {
    ada: ["owner", "admin", "user", "guest"],
    bea: ["user", "guest"],
    cem: [],
    bot: [],
  };
  const cases = Object.entries(allowed).flatMap(([actor, roles]) =>
    (["owner", "admin", "user", "guest"] as const).map((role): [string, Role, boolean] => [
      actor,
      role,
      roles.includes(role),
    ]),
  );

  test.each(cases)("%s and the role %s: %s", async (actor, role, isAllowed) => {
    world.seed("target", role);
    const operations = {
      add: () => add(actor, "new-one", { kind: "person", role }),
      update: () => world.module.update(world.as(actor), { principalId: "target", displayName: "X" }),
      createToken: () => world.module.createToken(world.as(actor), { principalId: "target", expiresInSeconds: null }),
      remove: () => world.module.remove(world.as(actor), "target"),
    };
    for (const operation of Object.values(operations)) {
      if (isAllowed) await operation();
      else await expect(operation()).rejects.toMatchObject({ code: "auth.forbidden" });
    }
    // Nothing was done, and who may do nothing at all is on record.
    if (!isAllowed) expect(new Set(world.audit.map(({ outcome }) => outcome))).not.toContain("allowed");
    if (["cem", "bot"].includes(actor)) expect(world.audit).toHaveLength(Object.keys(operations).length);
  });

  test("nobody lifts somebody above what they govern themselves", async () => {
    await expect(world.module.update(world.as("bea"), { principalId: "cem", role: "admin" })).rejects.toMatchObject({
      code: "auth.forbidden",
    });
    await expect(world.module.update(world.as("cem"), { principalId: "cem", role: "owner" })).rejects.toMatchObject({
      code: "auth.forbidden",
    });
  });

  test("a token of one's own may be made and revoked, somebody else's of the same rank not", async () => {
    const own = await world.module.createToken(world.as("bea"), { principalId: "bea", expiresInSeconds: null });
    await world.module.revokeToken(world.as("bea"), own.tokenId);
    const adas = await world.module.createToken(world.as("ada"), { principalId: "ada", expiresInSeconds: null });
    await expect(world.module.revokeToken(world.as("bea"), adas.tokenId)).rejects.toMatchObject({
      code: "auth.forbidden",
    });
    expect(world.rows.tokens.at(-1)?.token.revokedAt).toBeNull();
  });
});

describe("agents answer to a person", () => {
  test("to the one named, or to whoever adds them", async () => {
    expect(await add("ada", "a1", { ownerId: "cem" })).toMatchObject({ kind: "agent", ownerId: "cem" });
    expect(await add("ada", "a2")).toMatchObject({ ownerId: "ada" });
  });

  test("never to an agent, to nobody, or to a person who is disabled", async () => {
    await expect(add("ada", "a1", { ownerId: "bot" })).rejects.toMatchObject({ code: "principal.owner_required" });
    await expect(add("ada", "a1", { ownerId: "nobody" })).rejects.toMatchObject({ code: "principal.not_found" });
    world.seed("gone", "user", { status: "disabled" });
    await expect(add("ada", "a1", { ownerId: "gone" })).rejects.toMatchObject({ code: "principal.disabled" });
    world.seed("steward", "admin", { kind: "agent", ownerId: "prn_ada" });
    await expect(add("steward", "a1")).rejects.toMatchObject({ code: "principal.owner_required" });
  });

  test("a person cannot go while agents belong to them, and the audit tells that the removal failed", async () => {
    await expect(world.module.remove(world.as("ada"), "cem")).rejects.toMatchObject({ code: "principal.in_use" });
    expect(outcomes()).toEqual(["principal.remove allowed", "principal.remove failed principal.in_use"]);
    await world.module.remove(world.as("ada"), "bot");
    await world.module.remove(world.as("ada"), "cem");
    expect(world.rows.principals.map((one) => one.handle)).toEqual(["ada", "bea"]);
  });

  test("an agent neither signs in nor owns the workspace", async () => {
    await expect(add("ada", "a1", { email: "a@b.co", password: "correct horse battery" })).rejects.toMatchObject({
      code: "input.invalid",
    });
    await expect(add("ada", "a1", { email: "" })).rejects.toMatchObject({ code: "input.invalid" });
    await expect(add("ada", "a1", { role: "owner" })).rejects.toMatchObject({ code: "input.invalid" });
    await expect(world.module.update(world.as("ada"), { principalId: "bot", role: "owner" })).rejects.toMatchObject({
      code: "input.invalid",
    });
  });
});

describe("the last owner", () => {
  test("keeps role and status, and cannot remove themselves", async () => {
    await expect(world.module.update(world.as("ada"), { principalId: "ada", role: "admin" })).rejects.toMatchObject({
      code: "principal.in_use",
    });
    await expect(
      world.module.update(world.as("ada"), { principalId: "ada", status: "disabled" }),
    ).rejects.toMatchObject({ code: "principal.in_use" });
    await expect(world.module.remove(world.as("ada"), "ada")).rejects.toMatchObject({ code: "principal.in_use" });
    expect(await world.module.update(world.as("ada"), { principalId: "ada", displayName: "Ada L." })).toMatchObject({
      role: "owner",
      displayName: "Ada L.",
    });
  });

  test("a disabled owner does not count; with a second active one the first may step down", async () => {
    world.seed("zoe", "owner", { status: "disabled" });
    await expect(world.module.update(world.as("ada"), { principalId: "ada", role: "user" })).rejects.toMatchObject({
      code: "principal.in_use",
    });
    await world.module.update(world.as("ada"), { principalId: "zoe", status: "active" });
    expect(await world.module.update(world.as("ada"), { principalId: "ada", role: "user" })).toMatchObject({
      role: "user",
    });
  });
});

describe("people who sign in", () => {
  const person = { kind: "person" as const, email: "dan@example.org", password: "correct horse battery" };

  test("e-mail and password come together, and an e-mail is taken once", async () => {
    await expect(add("ada", "dan", { kind: "person", email: person.email })).rejects.toMatchObject({
      code: "input.invalid",
    });
    expect(await add("ada", "dan", person)).toMatchObject({ email: person.email, ownerId: null });
    await expect(add("ada", "dan2", person)).rejects.toMatchObject({ code: "account.duplicate" });
    expect(outcomes().at(-1)).toBe("principal.add denied account.duplicate");
  });

  test("the password is nowhere but in the hasher's hands", async () => {
    await add("ada", "dan", person);
    expect(JSON.stringify([world.audit, world.events, world.rows.principals])).not.toContain(person.password);
  });

  test("a duplicate id is refused without a trace", async () => {
    await expect(add("ada", "bot")).rejects.toMatchObject({ code: "principal.duplicate" });
    expect(world.audit).toEqual([]);
  });
});

describe("tokens", () => {
  test("expire as asked, or never", async () => {
    const day = await world.module.createToken(world.as("ada"), { principalId: "bot", expiresInSeconds: 86_400 });
    expect(day.expiresAt).toBe("2026-01-02T00:00:00.000Z");
    expect(
      (await world.module.createToken(world.as("ada"), { principalId: "bot", expiresInSeconds: null })).expiresAt,
    ).toBeNull();
    expect((await world.module.list(world.as("ada"))).find((one) => one.principalId === "bot")?.activeTokens).toBe(2);
    world.clock.advance(86_400_000);
    expect((await world.module.list(world.as("ada"))).find((one) => one.principalId === "bot")?.activeTokens).toBe(1);
  });

  test("are not made for somebody disabled, expired or unknown", async () => {
    world.seed("late", "user", { expiresAt: world.clock.now() });
    world.seed("off", "user", { status: "disabled" });
    for (const principalId of ["late", "off"])
      await expect(
        world.module.createToken(world.as("ada"), { principalId, expiresInSeconds: null }),
      ).rejects.toMatchObject({ code: "principal.disabled" });
    await expect(
      world.module.createToken(world.as("ada"), { principalId: "nobody", expiresInSeconds: null }),
    ).rejects.toMatchObject({ code: "principal.not_found" });
    expect(world.rows.tokens).toEqual([]);
  });

  test("are revoked by id or by themselves, twice without harm and with one record", async () => {
    const { token } = await world.module.createToken(world.as("ada"), { principalId: "bot", expiresInSeconds: null });
    const first = await world.module.revokeToken(world.as("ada"), token);
    world.clock.advance(1000);
    expect(await world.module.revokeToken(world.as("ada"), first.tokenId)).toEqual(first);
    expect(outcomes()).toEqual(["token.create allowed", "token.revoke allowed"]);
  });

  test("A26: a token, a principal and a list of another workspace are not found", async () => {
    world.seed("spy", "owner", { workspaceId: "wsp_2" });
    const { token, tokenId } = await world.module.createToken(world.as("ada"), {
      principalId: "bot",
      expiresInSeconds: null,
    });
    world.audit.length = 0;
    for (const given of [token, tokenId])
      await expect(world.module.revokeToken(world.as("spy"), given)).rejects.toMatchObject({ code: "token.not_found" });
    await expect(world.module.update(world.as("spy"), { principalId: "bot", displayName: "x" })).rejects.toMatchObject({
      code: "principal.not_found",
    });
    await expect(world.module.remove(world.as("spy"), "bot")).rejects.toMatchObject({ code: "principal.not_found" });
    expect(world.audit).toEqual([]);
    expect(await world.module.listTokens(world.as("spy"))).toEqual([]);
    await expect(world.module.listTokens(world.as("cem"))).rejects.toMatchObject({ code: "auth.forbidden" });
    await expect(world.module.list(world.as("cem"))).rejects.toMatchObject({ code: "auth.forbidden" });
    expect((await world.module.list(world.as("spy"))).map((one) => one.principalId)).toEqual(["spy"]);
  });
});

test("only administrators look at somebody else", async () => {
  expect((await world.module.resolveSubject(world.as("cem"), "cem")).handle).toBe("cem");
  await expect(world.module.resolveSubject(world.as("cem"), "ada")).rejects.toMatchObject({ code: "auth.forbidden" });
  expect((await world.module.resolveSubject(world.as("bea"), "cem")).handle).toBe("cem");
});

test("A57: when nothing can be recorded, nothing is done", async () => {
  const before = structuredClone(world.rows);
  world.audit.push = () => {
    throw new Error("audit store down");
  };
  await expect(add("ada", "new-one")).rejects.toThrow("audit store down");
  await expect(world.module.update(world.as("ada"), { principalId: "bot", status: "disabled" })).rejects.toThrow(
    "audit store down",
  );
  await expect(world.module.remove(world.as("ada"), "bot")).rejects.toThrow("audit store down");
  await expect(
    world.module.createToken(world.as("ada"), { principalId: "bot", expiresInSeconds: null }),
  ).rejects.toThrow("audit store down");
  expect(world.rows).toEqual(before);
  expect(world.events).toEqual([]);
});
