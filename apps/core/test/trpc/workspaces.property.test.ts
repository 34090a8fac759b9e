import { createDb, type Db } from "@peta/db";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createAppRouter } from "../../src/surfaces/trpc/app-router.ts";
import { createApi, createTestCore, type TestCore } from "../create-test-core.ts";
import { type Credential, callProcedure, type Outcome } from "./tenants/call-procedure.ts";
import { CALLS, type Call, STREAMS } from "./tenants/calls.ts";
import { createTenant, type Ids, type Tenant } from "./tenants/create-tenant.ts";
import { settledDump } from "./tenants/dump-tenant.ts";

/*
 * The law: whatever somebody in the workspace alpha asks for, with whatever ids, nothing of the workspace bravo is read
 * or changed; and of an id they learn only that it is none of theirs.
 */

const RUNS = 12;
type Kind = "query" | "mutation" | "subscription";

let running: TestCore;
let db: Db;
let alpha: Tenant;
let bravo: Tenant;
let kinds: Record<string, Kind>;
let before: Map<string, string[]>;

beforeAll(async () => {
  running = await createTestCore({ PETA_APPROVAL_HOLD_SECONDS: "0" });
  db = createDb(running.databaseUrl);
  const { api: owner } = await running.setUp();
  const { token } = await owner.workspaces.add.mutate({
    slug: "bravo-works",
    name: "Works of bravo",
    wantsToken: true,
  });
  alpha = await createTenant(running.url, db, owner, "alpha");
  bravo = await createTenant(running.url, db, createApi(running.url, token), "bravo");
  const procedures = createAppRouter(running.core.modules)._def.procedures as unknown as Record<
    string,
    { _def: { type: Kind } }
  >;
  kinds = Object.fromEntries(Object.entries(procedures).map(([path, { _def }]) => [path, _def.type]));
  before = await settledDump(db.pool, bravo.workspaceId);
}, 120_000);
afterAll(async () => {
  await db.close();
  await running.stop();
});

const calls = Object.entries(CALLS).flatMap(([path, variants]) =>
  variants.map((call, at): [name: string, path: string, call: Call] => [
    variants.length === 1 ? path : `${path} (${at + 1})`,
    path,
    call,
  ]),
);

/** The ids that an input is made of. */
function usedIds({ input }: Call): (keyof Ids)[] {
  const used = new Set<keyof Ids>();
  input?.(
    new Proxy({} as Ids, {
      get(_target, key) {
        used.add(key as keyof Ids);
        return "x";
      },
    }),
  );
  return [...used];
}

/** An id like another one, of nobody. */
const nobodys = (ids: Ids): Ids =>
  Object.fromEntries(
    Object.entries(ids).map(([key, id]: [string, string]) => [key, unlike(key, id)]),
  ) as unknown as Ids;
const unlike = (key: string, id: string): string =>
  key === "email" ? `nobody.${id}` : `${id.slice(0, -4)}${id.endsWith("zzzz") ? "yyyy" : "zzzz"}`;

const chiefBy = ({ by = "token" }: Call): Credential => alpha.chief[by];
const ask = (path: string, call: Call, ids: Ids, credential = chiefBy(call)): Promise<Outcome> =>
  callProcedure(running.url, path, kinds[path] ?? "query", call.input?.(ids), credential);

/** What the answer says beside what was asked with. */
const withoutIds = (text: string, ...ids: Ids[]): string =>
  ids
    .flatMap((of) => Object.values(of))
    .sort((a, b) => b.length - a.length)
    .reduce((rest, id) => rest.replaceAll(id, "ID"), text);

function expectNothingOfBravo(outcome: Outcome, sent: Ids): void {
  expect(outcome.code).not.toBe("internal.error");
  const said = withoutIds(outcome.text, sent);
  expect(said).not.toContain(bravo.tag);
  expect(said).not.toContain(bravo.workspaceId);
  for (const [key, id] of Object.entries(bravo.ids)) if (sent[key as keyof Ids] !== id) expect(said).not.toContain(id);
}

test("the table says how to call every procedure", () => {
  expect([...Object.keys(CALLS), ...STREAMS].sort()).toEqual(Object.keys(kinds).sort());
});

test("the tenants hold one of everything, and bravo's dump shows it", () => {
  for (const table of [
    "ip_rules",
    "approvals",
    "grants",
    "client_switches",
    "clients",
    "server_values",
    "oauth_clients",
  ])
    expect([table, before.get(table)?.length]).not.toEqual([table, undefined]);
  expect(before.get("audit_records")?.length).toBeGreaterThan(10);
  expect(before.get("server_capabilities")?.length).toBeGreaterThan(5);
});

describe("A23, A24, A26: with another tenant's ids", () => {
  test.each(calls)("%s", async (_name, path, call) => {
    const used = usedIds(call);
    const strange = nobodys(bravo.ids);
    const sources = call.isDestructive ? [bravo.ids, strange] : [alpha.ids, bravo.ids, strange];
    const mixture = fc.record(
      Object.fromEntries(used.map((key) => [key, fc.constantFrom(...sources.map((of) => of[key]))])),
    );
    const askers = [alpha.chief.token, alpha.chief.browser, alpha.user.token];
    const property = fc.asyncProperty(mixture, fc.constantFrom(...askers), async (mixed, credential) => {
      const ids = { ...strange, ...mixed };
      const outcome = await ask(path, call, ids, credential);
      expectNothingOfBravo(outcome, ids);
      const isForeign = call.refuses?.some((key) => ids[key] === bravo.ids[key] || ids[key] === strange[key]);
      if (isForeign) expect(outcome.code).not.toBe("ok");
    });
    await fc.assert(property, { numRuns: call.runs ?? (used.length === 0 ? askers.length : RUNS) });

    for (const key of call.refuses ?? []) {
      const asked = await Promise.all(
        [bravo.ids, strange].map((of) => ask(path, call, { ...alpha.ids, [key]: of[key] })),
      );
      const [theirs, nobodysAnswer] = asked.map(({ code, message }) => ({
        code,
        message: withoutIds(message, bravo.ids, strange),
      }));
      expect(theirs?.code).toMatch(/not_found$|^auth\.|^input\.invalid$|^principal\./);
      if (call.tellsApartBecause === undefined) expect(theirs).toEqual(nobodysAnswer);
    }
  });
});

test("nobody of alpha hears of a change in bravo", async () => {
  const hear = async (credential: Credential): Promise<string> => {
    const response = await fetch(`${running.url}/trpc/events.changes`, {
      headers: credential,
      signal: AbortSignal.timeout(1_500),
    });
    let text = "";
    try {
      for await (const chunk of response.body ?? []) text += Buffer.from(chunk as Uint8Array).toString("utf8");
    } catch {
      // The time is over.
    }
    return text;
  };
  // Alpha's own servers may come and go meanwhile.
  let ownChanges = 0;
  const { events } = running.core.modules;
  const stopCounting = events.subscribe(({ type, workspaceId }) => {
    if (workspaceId === alpha.workspaceId && type.startsWith("server")) ownChanges++;
  });
  const listeners = [alpha.chief.token, alpha.chief.browser, alpha.user.token].map(hear);
  const inBravo = hear(bravo.chief.token);
  await new Promise((resume) => setTimeout(resume, 500));
  // What it says already, said again: the tenant is as it was, and everybody who may hear of it does.
  events.publish({ type: "network.changed", workspaceId: bravo.workspaceId });
  events.publish({ type: "servers.changed", workspaceId: bravo.workspaceId, serverId: "notes" });
  const told = await inBravo;
  expect(told).toContain('"topic":"network"');
  expect(told).toContain('"topic":"servers"');
  for (const heard of await Promise.all(listeners)) {
    expect(heard).not.toContain('"topic":"network"');
    expect(heard.split('"topic":"servers"').length - 1).toBeLessThanOrEqual(ownChanges);
  }
  stopCounting();
});

describe("with the tenant's own ids the same calls work", () => {
  test.each(calls.filter(([, , call]) => !call.isDestructive))("%s", async (_name, path, call) => {
    expect((await ask(path, call, alpha.ids)).code).toBe(call.own ?? "ok");
  });

  test.each(calls.filter(([, , call]) => call.isDestructive))("%s", async (_name, path, call) => {
    expect((await ask(path, call, alpha.ids)).code).toBe(call.own ?? "ok");
  });
});

test("after all that, bravo is as it was, its record included", async () => {
  const after = await settledDump(db.pool, bravo.workspaceId);
  expect([...after.keys()].sort()).toEqual([...before.keys()].sort());
  for (const [table, rows] of after) expect([table, rows]).toEqual([table, before.get(table)]);
  expect((await bravo.chief.api.audit.verify.mutate()).ok).toBe(true);
});
