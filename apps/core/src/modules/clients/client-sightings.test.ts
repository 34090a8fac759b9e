import { beforeEach, expect, test } from "vitest";
import { TestClock } from "../../adapters/clock.ts";
import { createLocalEventBus } from "../../adapters/event-bus.ts";
import type { CoreEvent } from "../events.ts";
import type { Caller } from "../principals/principal.ts";
import { createClientSightings } from "./client-sightings.ts";
import type { ClientRecord, ClientStore } from "./client-store.ts";

/** The port's contract, in memory. */
function createMemoryStore() {
  const rows = new Map<string, ClientRecord>();
  const writes: number[] = [];
  const state = { failure: null as Error | null };
  const store: ClientStore = {
    listOf: async (_workspaceId, principalId) => [...rows.values()].filter((row) => row.principalId === principalId),
    async keep(seen) {
      if (state.failure) throw state.failure;
      writes.push(seen.length);
      return seen.filter((one) => {
        const key = `${one.principalId} ${one.clientKey}`;
        const before = rows.get(key);
        rows.set(key, { ...before, ...one, name: one.name ?? before?.name ?? null });
        return before === undefined || (one.name !== null && one.name !== before.name);
      });
    },
  };
  return { rows, writes, state, store };
}

const use = (tokenId: string, info: { name: string; version: string } | null = null) => ({
  caller: {
    principal: { id: "prn_1", workspaceId: "wsp_1", handle: "uma" },
    credential: { kind: "token", tokenId, tokenHash: "h" },
  } as unknown as Caller,
  info,
  sessionId: null,
  era: null,
});
const CLAUDE = { name: "Claude", version: "1" };

let clock: TestClock;
let memory: ReturnType<typeof createMemoryStore>;
let heard: CoreEvent[];
let sightings: ReturnType<typeof createClientSightings>;
beforeEach(() => {
  clock = new TestClock();
  memory = createMemoryStore();
  heard = [];
  const events = createLocalEventBus((error) => {
    throw error;
  });
  events.subscribe((event) => heard.push(event));
  const quiet = (): void => {};
  const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };
  sightings = createClientSightings({ store: memory.store, events, clock, log });
});
const turn = () => new Promise((resolve) => setImmediate(resolve));
const after = async (ms: number) => {
  clock.advance(ms);
  await turn();
};

test("many sightings cost one write behind them, and the list's readers hear of new clients only", async () => {
  for (let n = 0; n < 1_000; n++) sightings.seen(use("tok_1", CLAUDE));
  sightings.seen(use("tok_2"));
  expect(memory.writes).toEqual([]);
  await after(500);
  expect(memory.writes).toEqual([2]);
  const changed = { type: "clients.changed", workspaceId: "wsp_1", principalId: "prn_1" };
  expect(heard).toEqual([changed, changed]);
  for (let n = 0; n < 1_000; n++) sightings.seen(use("tok_1", CLAUDE));
  await after(59_000);
  expect(memory.writes).toEqual([2]);
  await after(1_000);
  sightings.seen(use("tok_1", CLAUDE));
  await after(500);
  expect(memory.writes).toEqual([2, 1]);
  expect(heard).toHaveLength(2);
  expect(memory.rows.get("prn_1 tok_1")?.lastSeenAt).toBe(clock.now() - 500);
});

test("a client that calls itself otherwise is written soon, but two that share a token do not write all the time", async () => {
  sightings.seen(use("tok_1", CLAUDE));
  await after(500);
  await after(5_000);
  for (let n = 0; n < 100; n++) sightings.seen(use("tok_1", n % 2 === 0 ? { name: "Cursor", version: "2" } : CLAUDE));
  await after(500);
  expect(memory.writes).toEqual([1, 1]);
  expect(sightings.lastSeenAt("prn_1", "tok_1")).toBe(clock.now() - 500);
});

test("what is not said keeps the name that was said", async () => {
  sightings.seen(use("tok_1", CLAUDE));
  sightings.seen(use("tok_1"));
  await sightings.flush();
  expect(memory.rows.get("prn_1 tok_1")?.name).toBe("Claude");
});

test("while the store is down nothing is lost, and nobody who is seen waits", async () => {
  memory.state.failure = new Error("down");
  sightings.seen(use("tok_1", CLAUDE));
  await after(500);
  await expect(sightings.flush()).rejects.toThrow("down");
  sightings.seen(use("tok_2"));
  memory.state.failure = null;
  await after(5_000);
  expect([...memory.rows.keys()].sort()).toEqual(["prn_1 tok_1", "prn_1 tok_2"]);
});

test("what waits is written at the end; a store that is down then does not keep Core from stopping", async () => {
  sightings.seen(use("tok_1"));
  await sightings.close();
  expect(memory.rows.size).toBe(1);
  sightings.seen(use("tok_3"));
  memory.state.failure = new Error("down");
  await sightings.close();
});

test("a sighting is a look-up: a hundred thousand of them take no time to speak of", () => {
  const one = use("tok_1", CLAUDE);
  sightings.seen(one);
  const started = performance.now();
  for (let n = 0; n < 100_000; n++) sightings.seen(one);
  expect(performance.now() - started).toBeLessThan(1_000);
});
