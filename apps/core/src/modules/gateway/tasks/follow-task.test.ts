import { beforeEach, describe, expect, test } from "vitest";
import { TestClock } from "../../../adapters/clock.ts";
import { CoreError } from "../../../errors.ts";
import type { AuditEntry } from "../../audit/audit-entry.ts";
import type { Json } from "../../json.ts";
import type { GatewayClient } from "../gateway.ts";
import { followTask } from "./follow-task.ts";

let clock: TestClock;
let client: GatewayClient;
/** What the server says; the state stays known, as it does for its client's other requests. */
let state: Json;
let looks: number;
let failure: Error | null;
let auditError: Error | null;
let records: AuditEntry[];
let told: Json[];

const turn = (): Promise<void> => new Promise((resume) => setImmediate(resume));
/** Whatever is looked at has been. */
const settle = async (): Promise<void> => {
  for (let turns = 0; turns < 5; turns++) await turn();
};
const follow = () =>
  followTask(
    {
      async use(_client, method, _params, options) {
        looks++;
        const said = { ...state };
        await turn();
        if (failure) throw failure;
        return { kind: "result", result: options.render(said, method) };
      },
      stateOf: () => state,
      audit: {
        async record(entry: AuditEntry) {
          if (auditError) throw auditError;
          records.push(entry);
        },
      },
      clock,
      log: undefined,
    },
    "id",
    "1",
    { clientNow: () => client, notify: ({ params }) => told.push(params), onOver() {} },
  );

beforeEach(() => {
  clock = new TestClock();
  const principal = { workspaceId: "ws", id: "p1", handle: "claude", status: "active", expiresAt: null };
  client = {
    caller: { principal, credential: { kind: "token", tokenId: "t", tokenHash: "h" }, channel: "mcp", ipAddress: null },
    info: null,
    sessionId: null,
  } as unknown as GatewayClient;
  state = { status: "working", pollIntervalMs: 2_000 };
  looks = 0;
  failure = auditError = null;
  records = [];
  told = [];
});

test("what a server says of it before it is looked at first is told and recorded once", async () => {
  const task = follow();
  task.touch();
  await settle();
  await task.look();
  await settle();
  expect([looks, told, records.length]).toEqual([1, [state], 1]);
});

describe("the last state", () => {
  beforeEach(() => {
    state = { status: "completed" };
  });

  test("is told later where no record of it could be kept, and where its server could not be asked", async () => {
    const task = follow();
    for (const code of ["audit.unavailable", "server.timeout"] as const) {
      failure = new CoreError(code, "Not now.");
      expect(await task.look()).toBe(failure);
      expect(task.isOver).toBe(false);
    }
    failure = null;
    clock.advance(60_000);
    await settle();
    expect([told, task.isOver]).toEqual([[state], true]);
  });

  test("is not asked for again where it cannot be shown", async () => {
    const task = follow();
    failure = new CoreError("server.protocol_error", "Too large.");
    await task.look();
    expect(task.isOver).toBe(true);
  });
});

describe("a server that says without end that a task has changed (A35)", () => {
  const push = async (task: ReturnType<typeof follow>, forMs: number): Promise<void> => {
    for (let at = 0; at < forMs; at += 250) {
      state = { ...state, at };
      task.touch();
      clock.advance(250);
      await settle();
    }
  };

  test("has it looked at every two seconds while it asks, and at once when its client has answered", async () => {
    state = { status: "input_required" };
    const task = follow();
    await task.look();
    await push(task, 10_000);
    expect([looks, records.length]).toEqual([6, 6]);
    task.moved();
    await settle();
    expect(looks).toBe(7);
  });

  test("leaves one record of why nothing can be told", async () => {
    const task = follow();
    failure = new CoreError("server.protocol_error", "That is no task.");
    await task.look();
    await push(task, 10_000);
    expect([looks > 3, records.map(({ errorCode }) => errorCode)]).toEqual([true, ["server.protocol_error"]]);
  });
});

test.each<[what: string, change: () => void]>([
  ["the token", () => Object.assign(client.caller.credential, { expiresAt: 10_000 + clock.now() })],
  ["the principal", () => Object.assign(client.caller.principal, { expiresAt: 10_000 + clock.now() })],
])("nothing more is asked or told once the time of %s is over (A7)", async (_, change) => {
  change();
  const task = follow();
  await task.look();
  clock.advance(8_000);
  await settle();
  const before = looks;
  clock.advance(2_000);
  await settle();
  task.touch();
  await settle();
  expect([looks, told.length, task.isOver]).toEqual([before, 1, true]);
});
