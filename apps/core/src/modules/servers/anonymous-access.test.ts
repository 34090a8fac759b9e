import { beforeEach, describe, expect, test } from "vitest";
import { toPublicError } from "../../errors.ts";
import { anonymousObstacle, chooseAnonymousTools, isOpenToAnybody } from "./anonymous-access.ts";
import type { Capability, CataloguedServer } from "./server.ts";
import { addInput, callerOf, createServersKit, type ServersKit } from "./twins/servers-kit.ts";

let kit: ServersKit;
const actor = callerOf();
beforeEach(async () => {
  kit = createServersKit();
  await kit.servers.add(actor, addInput("files"));
});
const update = (change: Omit<Parameters<ServersKit["servers"]["update"]>[1], "serverId">) =>
  kit.servers.update(actor, { serverId: "files", ...change });
const refusalOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => "not refused",
    (error: unknown) => `${toPublicError(error).code}: ${toPublicError(error).message}`,
  );

describe("opening a server to callers without a sign-in", () => {
  test("opens no tool by itself; tools are chosen, and chosen anew", async () => {
    const opened = await update({ anonymousAccess: true, anonymousRateLimit: 30 });
    expect(opened).toMatchObject({
      anonymousAccess: true,
      anonymousRateLimit: 30,
      anonymousToolCount: 0,
      anonymousObstacle: null,
      capabilities: [{ anonymous: false }],
    });
    expect(await update({ anonymousTools: ["echo"] })).toMatchObject({
      anonymousToolCount: 1,
      capabilities: [{ anonymous: true }],
    });
    expect((await update({ displayName: "Files" })).capabilities).toMatchObject([{ anonymous: true }]);
    expect((await update({ anonymousTools: [] })).capabilities).toMatchObject([{ anonymous: false }]);
    expect(kit.recorded.at(-1)?.detail).toMatchObject({
      before: { anonymousTools: ["echo"] },
      after: { anonymousTools: [] },
    });
  });

  test("is refused for a tool that is not there, and for one that wants an approval", async () => {
    expect(await refusalOf(update({ anonymousTools: ["nothing"] }))).toMatch(/^capability.not_found/);
    await kit.servers.setCapability(actor, { serverId: "files", kind: "tool", name: "echo", dangerLevel: 2 });
    expect(await refusalOf(update({ anonymousTools: ["echo"] }))).toMatch(/^input.invalid: .*nobody approves/);
  });

  test("is refused for a server that is bound to persons, in whatever order that comes about (A10)", async () => {
    const userFields = [
      { name: "KEY", label: "Key", secret: true, placement: { in: "env", name: "KEY" } },
    ] as unknown as NonNullable<CataloguedServer["server"]["userFields"]>;
    await update({ anonymousAccess: true });
    expect(await refusalOf(update({ userFields: [...userFields] }))).toMatch(/^input.invalid/);
    for (const connection of ["per-principal", "per-session"] as const)
      expect(await refusalOf(update({ settings: { connection } }))).toMatch(
        /^input.invalid: .*no connection of their own/,
      );
    expect(await update({ anonymousAccess: false, settings: { connection: "per-session" } })).toMatchObject({
      anonymousObstacle: expect.stringContaining("per-session") as string,
    });
    expect(await refusalOf(update({ anonymousAccess: true }))).toMatch(/^input.invalid/);
    expect(anonymousObstacle({ userFields, settings: {} })).toMatch(/values of each user's own/);
  });
});

test("a server that is off, closed or bound to persons is open to nobody, whatever is stored (A10)", () => {
  const of = (more: Partial<CataloguedServer["server"]>): boolean =>
    isOpenToAnybody({ enabled: true, anonymousAccess: true, userFields: null, settings: {}, ...more });
  expect([of({}), of({ enabled: false }), of({ anonymousAccess: false }), of({ userFields: [] })]).toEqual([
    true,
    false,
    false,
    false,
  ]);
  expect(of({ settings: { connection: "per-principal" } })).toBe(false);
});

test("read-only chooses tools that are on, say so now and want no approval; everything else stays unchosen (A37, A39)", () => {
  const tool = (name: string, readOnlyHint: unknown, more: Partial<Capability> = {}): Capability => ({
    kind: "tool",
    name,
    definition: { annotations: { readOnlyHint } },
    definitionHash: "1",
    position: 0,
    enabled: true,
    dangerLevel: 0,
    ...more,
  });
  const capabilities = [
    tool("read", true),
    tool("write", false),
    tool("says", "true"),
    tool("asks", true, { dangerLevel: 2 }),
    tool("told", true, { dangerLevel: 1 }),
    tool("quarantined", true, { enabled: false }),
    tool("gone", true, { position: -1 }),
    tool("page", true, { kind: "prompt" }),
    tool("plain", true, { definition: { annotations: null } }),
  ];
  expect(chooseAnonymousTools({ server: {} as CataloguedServer["server"], capabilities }, "read-only")).toEqual([
    "read",
    "told",
  ]);
});
