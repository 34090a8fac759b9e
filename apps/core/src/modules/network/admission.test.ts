import { describe, expect, test } from "vitest";
import { TestClock } from "../../adapters/clock.ts";
import { createLocalEventBus } from "../../adapters/event-bus.ts";
import type { AuditEntry } from "../audit/audit-entry.ts";
import type { CoreEvent } from "../events.ts";
import type { Principal } from "../principals/principal.ts";
import { createMemoryRateLimiter, createNetworkModule, RateLimited } from "./index.ts";
import type { NetworkRecord, NetworkStore } from "./network-store.ts";

const principalOf = (handle: string, more: Partial<Principal> = {}): Principal => ({
  id: `prn_${handle}`,
  workspaceId: "wsp_1",
  handle,
  displayName: handle,
  kind: "agent",
  role: "user",
  status: "active",
  expiresAt: null,
  accountId: null,
  ownerId: null,
  ...more,
});

const bot = principalOf("bot");
const ada = principalOf("ada", { kind: "person", role: "owner" });
const uma = principalOf("uma", { kind: "person" });

/** The module over a store that a test changes, or breaks, by hand. */
async function createWorld(records: Record<string, Partial<NetworkRecord>>, ignoreAddressRules = false) {
  const clock = new TestClock();
  const audit: AuditEntry[] = [];
  const events: CoreEvent[] = [];
  const bus = createLocalEventBus((error) => {
    throw error;
  });
  bus.subscribe((event) => events.push(event));
  const stored = new Map(Object.entries(records));
  let failure: Error | null = null;
  const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
  const network = createNetworkModule({
    store: {
      async read(workspaceId: string) {
        if (failure) throw failure;
        const record = stored.get(workspaceId);
        if (!record) throw new Error("no such workspace");
        return {
          ranges: [],
          limits: { principalRatePerMinute: null, workspaceRatePerMinute: null },
          principalRates: new Map(),
          ...record,
        };
      },
    } as Partial<NetworkStore> as NetworkStore,
    limiter: createMemoryRateLimiter({ clock }),
    findPrincipal: () => Promise.reject(new Error("not asked")),
    workspaceOfStrangers: () => "wsp_1",
    audit: { record: async (entry) => void audit.push(entry) },
    events: bus,
    clock,
    log,
    newId: (prefix) => prefix,
    ignoreAddressRules,
  });
  for (const id of stored.keys()) await network.open(id);
  return {
    network,
    clock,
    audit,
    events,
    stored,
    publishChange: async () => {
      bus.publish({ type: "network.changed", workspaceId: "wsp_1" });
      await new Promise((resume) => setImmediate(resume));
    },
    fail: (error: Error | null) => (failure = error),
    /** "admitted", or the code of the refusal. */
    ask(principal: Principal, ipAddress: string | null, more: { wire?: "mcp" | "api"; cost?: number } = {}): string {
      try {
        network.admitRequest({ principal, ipAddress, ...more });
        return "admitted";
      } catch (error) {
        return (error as { code: string }).code;
      }
    },
    askAddress(ipAddress: string | null): string {
      try {
        network.admitAddress(ipAddress);
        return "admitted";
      } catch (error) {
        return (error as { code: string }).code;
      }
    },
  };
}

describe("addresses", () => {
  test("without rules everybody may come, also from nowhere", async () => {
    const world = await createWorld({ wsp_1: {} });
    expect(world.ask(bot, "192.0.2.7")).toBe("admitted");
    expect(world.ask(bot, null)).toBe("admitted");
  });

  test("with rules only those that one of them names, and an unknown address is refused", async () => {
    const world = await createWorld({ wsp_1: { ranges: ["10.0.0.0/8", "2001:db8::/32"] } });
    const asked = ["10.1.2.3", "2001:db8::1", "::ffff:10.1.2.3", "11.1.2.3", "2001:db9::1", "10.1.2.3%eth0", "", null];
    expect(asked.map((address) => world.ask(bot, address))).toEqual([
      "admitted",
      "admitted",
      "admitted",
      ...Array<string>(5).fill("network.address_refused"),
    ]);
  });

  test("a stranger is let in where one workspace would, and refused where none would", async () => {
    const world = await createWorld({ wsp_1: { ranges: ["10.0.0.0/8"] }, wsp_2: { ranges: ["192.0.2.7"] } });
    expect(["10.1.1.1", "192.0.2.7", "192.0.2.8", null].map(world.askAddress)).toEqual([
      "admitted",
      "admitted",
      "network.address_refused",
      "network.address_refused",
    ]);
    expect(world.ask(bot, "192.0.2.7")).toBe("network.address_refused");
    const open = await createWorld({ wsp_1: { ranges: ["10.0.0.0/8"] }, wsp_2: {} });
    expect(open.askAddress("203.0.113.1")).toBe("admitted");
    expect((await createWorld({})).askAddress(null)).toBe("admitted");
  });

  test("a workspace that was never read lets nobody in, and that is nobody's fault but Core's", async () => {
    const world = await createWorld({ wsp_1: {} });
    expect(world.ask(principalOf("far", { workspaceId: "wsp_9" }), "10.0.0.1")).toBe("database.unavailable");
    expect(world.network.isAddressAllowed("wsp_9", "10.0.0.1")).toBe(false);
  });

  test("rules that changed and cannot be read let nobody in until they are; the same rules read in vain stay", async () => {
    const world = await createWorld({ wsp_1: {} });
    world.fail(new Error("the database is away"));
    world.clock.advance(30_000);
    await new Promise((resume) => setImmediate(resume));
    expect(world.ask(bot, "10.0.0.1")).toBe("admitted");
    await world.publishChange();
    expect(world.ask(bot, "10.0.0.1")).toBe("database.unavailable");
    expect(world.askAddress("10.0.0.1")).toBe("database.unavailable");
    world.fail(null);
    world.stored.set("wsp_1", { ranges: ["10.0.0.1"] });
    world.clock.advance(1_000);
    await new Promise((resume) => setImmediate(resume));
    expect([world.ask(bot, "10.0.0.1"), world.ask(bot, "10.0.0.2")]).toEqual(["admitted", "network.address_refused"]);
  });

  test("A7: a change is in force, and announced, as soon as its event was heard", async () => {
    const world = await createWorld({ wsp_1: {} });
    world.stored.set("wsp_1", { ranges: ["10.0.0.1"] });
    await world.publishChange();
    expect(world.events.at(-1)).toEqual({ type: "network.replaced", workspaceId: "wsp_1" });
    expect(world.ask(bot, "192.0.2.1")).toBe("network.address_refused");
  });

  test("the way back: every address may come while rules are ignored, and limits still hold", async () => {
    const limits = { principalRatePerMinute: 1, workspaceRatePerMinute: null };
    const world = await createWorld({ wsp_1: { ranges: ["10.0.0.1"], limits } }, true);
    expect([world.askAddress(null), world.ask(bot, null), world.ask(bot, null)]).toEqual([
      "admitted",
      "admitted",
      "request.rate_limited",
    ]);
  });
});

describe("rates", () => {
  const limited = (principalRatePerMinute: number | null, workspaceRatePerMinute: number | null = null) =>
    createWorld({ wsp_1: { limits: { principalRatePerMinute, workspaceRatePerMinute } } });

  test("no limit tells nothing, a limit tells what is left", async () => {
    const free = await limited(null);
    expect(free.network.admitRequest({ principal: bot, ipAddress: null })).toMatchObject({ limit: null });
    const world = await limited(3);
    const verdicts = [1, 2, 3].map(() => world.network.admitRequest({ principal: bot, ipAddress: null }));
    expect(verdicts.map(({ limit, remaining }) => [limit, remaining])).toEqual([
      [3, 2],
      [3, 1],
      [3, 0],
    ]);
    world.clock.advance(21_000);
    let caught: unknown;
    try {
      world.network.admitRequest({ principal: bot, ipAddress: null });
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(RateLimited);
    expect(caught).toMatchObject({
      code: "request.rate_limited",
      retryAfterSeconds: 40,
      verdict: { limit: 3, remaining: 0, resetSeconds: 40 },
      message: '"bot" may send 3 requests a minute, and that many were sent. Try again in 40 seconds.',
    });
    world.clock.advance(40_000);
    expect(world.ask(bot, null)).toBe("admitted");
  });

  test("a principal's own rate goes before the workspace's for each", async () => {
    const world = await createWorld({
      wsp_1: {
        limits: { principalRatePerMinute: 1, workspaceRatePerMinute: null },
        principalRates: new Map([["prn_bot", 3]]),
      },
    });
    expect([1, 2, 3, 4].map(() => world.ask(bot, null))).toEqual([
      "admitted",
      "admitted",
      "admitted",
      "request.rate_limited",
    ]);
    expect([world.ask(uma, null), world.ask(uma, null)]).toEqual(["admitted", "request.rate_limited"]);
  });

  test("all principals together meet the workspace's, and another workspace does not notice", async () => {
    const world = await createWorld({
      wsp_1: { limits: { principalRatePerMinute: null, workspaceRatePerMinute: 2 } },
      wsp_2: { limits: { principalRatePerMinute: null, workspaceRatePerMinute: 2 } },
    });
    expect([world.ask(bot, null), world.ask(uma, null), world.ask(bot, null)]).toEqual([
      "admitted",
      "admitted",
      "request.rate_limited",
    ]);
    expect(world.ask(principalOf("bot", { workspaceId: "wsp_2" }), null)).toBe("admitted");
  });

  test("a batch takes the room of its calls, all or none", async () => {
    const world = await limited(5);
    expect(world.ask(bot, null, { cost: 4 })).toBe("admitted");
    expect(world.ask(bot, null, { cost: 2 })).toBe("request.rate_limited");
    expect(world.ask(bot, null, { cost: 1 })).toBe("admitted");
  });

  test("a person's clients do not take away their pages; an agent has one budget for both", async () => {
    const world = await limited(1);
    expect([world.ask(uma, null, { wire: "mcp" }), world.ask(uma, null, { wire: "mcp" })]).toEqual([
      "admitted",
      "request.rate_limited",
    ]);
    expect(world.ask(uma, null, { wire: "api" })).toBe("admitted");
    expect([world.ask(bot, null, { wire: "mcp" }), world.ask(bot, null, { wire: "api" })]).toEqual([
      "admitted",
      "request.rate_limited",
    ]);
  });

  test("an administrator can always set a wrong limit right, though not without end", async () => {
    const world = await limited(1, 1);
    world.ask(bot, null, { wire: "mcp" });
    expect(world.ask(uma, null)).toBe("request.rate_limited");
    const answers = Array.from({ length: 601 }, () => world.ask(ada, null));
    expect(answers.slice(0, 600)).toEqual(Array<string>(600).fill("admitted"));
    expect(answers[600]).toBe("request.rate_limited");
    expect(world.ask(ada, null, { wire: "mcp" })).toBe("request.rate_limited");
  });
});

test("refusals are on record: the first at once, the others of the minute by their number", async () => {
  const limits = { principalRatePerMinute: 1, workspaceRatePerMinute: null };
  const world = await createWorld({ wsp_1: { ranges: ["10.0.0.1"], limits } });
  for (let i = 0; i < 100; i++) world.ask(bot, "192.0.2.1");
  for (let i = 0; i < 11; i++) world.ask(bot, "10.0.0.1", { wire: "mcp" });
  world.askAddress("192.0.2.1");
  expect(world.audit).toMatchObject([
    { errorCode: "network.address_refused", principalHandle: "bot", channel: "api", ipAddress: "192.0.2.1" },
    { errorCode: "request.rate_limited", principalHandle: "bot", channel: "mcp", outcome: "denied" },
    { errorCode: "network.address_refused", principalHandle: null, action: "admit" },
  ]);
  world.clock.advance(60_000);
  expect(world.audit.slice(3).map(({ detail }) => detail)).toEqual([{ times: 99 }, { times: 9 }]);
});

describe("callers without a sign-in", () => {
  const from = (address: string) =>
    principalOf("(anonymous)", { id: `anonymous:${address}`, kind: "anonymous", role: "guest" });
  const ask = (world: Awaited<ReturnType<typeof createWorld>>, address: string): string => {
    try {
      world.network.admitRequest({
        principal: from(address),
        ipAddress: address,
        wire: "public",
        anonymousRatePerMinute: 2,
      });
      return "in";
    } catch (error) {
      return (error as Error).message;
    }
  };

  test("have a rate for each address, and one for all; people share no room with them", async () => {
    const limits = { principalRatePerMinute: 5, workspaceRatePerMinute: 5 };
    const world = await createWorld({ wsp_1: { limits } });
    expect([1, 2, 3].map(() => ask(world, "192.0.2.1"))).toEqual([
      "in",
      "in",
      expect.stringMatching(/^One address may send 2 requests a minute/),
    ]);
    for (let i = 0; i < 299; i++) for (const _ of [1, 2]) expect(ask(world, `198.51.100.${i}`)).toBe("in");
    expect(ask(world, "203.0.113.1")).toMatch(/^All callers without a sign-in together may send 600 /);
    expect(() => world.network.admitRequest({ principal: bot, ipAddress: null, wire: "mcp" })).not.toThrow();
    world.clock.advance(61_000);
    expect(ask(world, "203.0.113.1")).toBe("in");
    expect(world.audit.map(({ channel, principalHandle, errorCode }) => [channel, principalHandle, errorCode])).toEqual(
      expect.arrayContaining([["public", "(anonymous)", "request.rate_limited"]]),
    );
  });

  test("are let in from where the address rules let anybody in", async () => {
    const world = await createWorld({ wsp_1: { ranges: ["192.0.2.0/24"] } });
    expect(ask(world, "192.0.2.9")).toBe("in");
    expect(ask(world, "198.51.100.9")).toMatch(/refused/);
  });
});
