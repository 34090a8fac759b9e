import { describe, expect, test } from "vitest";
import { createLocalEventBus } from "../../adapters/event-bus.ts";
import { TestClock } from "../../adapters/clock.ts";
import type { CoreEvent } from "../events.ts";
import { NO_DISCOVERY_SETTINGS } from "../discovery/discovery-setting.ts";
import { NO_CACHE_POLICIES } from "../result-cache/cache-policy.ts";
import type { CataloguedServer } from "../servers/server.ts";
import type { GrantRecord, PermissionStore } from "./permission-store.ts";
import { createSnapshots } from "./snapshots.ts";

const W = "wsp_1";

/** A store whose reads wait until they are let go, so that the order of things is the test's. */
function setUp() {
  const clock = new TestClock();
  const events = createLocalEventBus((error) => {
    throw error;
  });
  const heard: CoreEvent[] = [];
  events.subscribe((event) => heard.push(event));
  const grants: GrantRecord[] = [];
  const gates: (() => void)[] = [];
  const logged: string[] = [];
  let isDown = false;
  let isHeld = false;
  let reads = 0;
  const store: PermissionStore = {
    async listGrants() {
      reads++;
      const seen = [...grants];
      if (isHeld) await new Promise<void>((resolve) => gates.push(resolve));
      if (isDown) throw new Error("down");
      return seen;
    },
    listClientSwitches: async () => [],
    setGrant: async () => {},
    replaceGrants: async () => {},
    setClientSwitches: async () => {},
    newestPolicySet: async () => ({ version: 0, rules: [] }),
    insertPolicySet: async () => true,
  };
  const log = { debug() {}, info() {}, warn() {}, error: (_: object, message: string) => void logged.push(message) };
  const snapshots = createSnapshots({
    listCatalogued: async (): Promise<CataloguedServer[]> => [],
    store,
    readDiscovery: async () => NO_DISCOVERY_SETTINGS,
    readCachePolicies: async () => NO_CACHE_POLICIES,
    events,
    clock,
    log,
  });
  return {
    clock,
    events,
    heard,
    grants,
    gates,
    logged,
    snapshots,
    reads: () => reads,
    hold: (value: boolean) => void (isHeld = value),
    down: (value: boolean) => void (isDown = value),
  };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe("snapshots", () => {
  test("before the first read there is no decision to make", () => {
    expect(() => setUp().snapshots.current(W)).toThrow(/not read its policy/);
  });

  test("a change is in force when settled resolves, and its version is a new one", async () => {
    const { snapshots, events, grants, heard } = setUp();
    await snapshots.refresh(W);
    const before = snapshots.current(W).version;
    grants.push({ principalId: "prn_1", serverId: "files", capability: null, enabled: true });
    events.publish({ type: "permissions.changed", workspaceId: W });
    await snapshots.settled(W);
    expect(snapshots.current(W).policy.grants.get("prn_1")?.servers.get("files")).toBe(true);
    expect(snapshots.current(W).version).not.toBe(before);
    expect(heard.filter((event) => event.type === "snapshot.replaced")).toHaveLength(2);
  });

  test("a change that arrives during a read is read by another one; ten of them cost one", async () => {
    const { snapshots, events, grants, gates, hold, reads } = setUp();
    await snapshots.refresh(W);
    hold(true);
    events.publish({ type: "permissions.changed", workspaceId: W });
    await turn();
    grants.push({ principalId: "prn_1", serverId: "files", capability: null, enabled: true });
    for (let i = 0; i < 10; i++) events.publish({ type: "permissions.changed", workspaceId: W });
    const settled = snapshots.settled(W);
    hold(false);
    for (const open of gates) open();
    await settled;
    expect(snapshots.current(W).policy.grants.has("prn_1")).toBe(true);
    expect(reads()).toBe(3);
  });

  test("while the store is down the old snapshot stays in force, the change is refused to be called done, and it is tried again", async () => {
    const { snapshots, events, clock, down, logged } = setUp();
    await snapshots.refresh(W);
    const { version } = snapshots.current(W);
    down(true);
    events.publish({ type: "policy.changed", workspaceId: W });
    await expect(snapshots.settled(W)).rejects.toThrow("down");
    expect(snapshots.current(W).version).toBe(version);
    expect(logged[0]).toMatch(/stays in force/);
    down(false);
    clock.advance(1_000);
    await snapshots.settled(W);
    expect(snapshots.current(W).version).not.toBe(version);
  });

  test("A7: when the bus is silent, everything is read again after half a minute", async () => {
    const { snapshots, clock, grants } = setUp();
    await snapshots.refresh(W);
    grants.push({ principalId: "prn_1", serverId: "files", capability: null, enabled: true });
    clock.advance(30_000);
    await snapshots.settled(W);
    expect(snapshots.current(W).policy.grants.has("prn_1")).toBe(true);
  });
});
