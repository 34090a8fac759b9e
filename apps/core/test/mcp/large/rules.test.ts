import http from "node:http";
import { afterEach, expect, it } from "vitest";
import { CoreError } from "../../../src/errors.ts";
import { renderLarge } from "../../../src/modules/gateway/large/render-large.ts";
import type { AnswerPart, LargeAnswer } from "../../../src/modules/servers/large-answer.ts";
import type { ServerOutcome } from "../../../src/modules/servers/server-link.ts";
import { createHarness, type Harness, type HarnessOptions } from "../create-harness.ts";
import { callModern, modernHeaders, modernMeta, type RawAnswer, rpc } from "../raw-client.ts";

const URI = "files::file:///a";
const WORLD = { servers: [{ serverId: "files", capabilities: [{ kind: "resource" as const, name: "file:///a" }] }] };
const PARTS: AnswerPart[] = [
  { kind: "list" },
  { kind: "entry" },
  { kind: "text", key: "text" },
  { kind: "bytes", bytes: Buffer.from("much") },
];
const END: AnswerPart[] = [{ kind: "text end" }, { kind: "entry end" }];

let harness: Harness;
let token: string;
afterEach(() => harness.close());

/** A large answer that comes in two steps; the second one when it is let through. */
function createLarge() {
  let letThrough = (): void => {};
  let settleOver = (): void => {};
  let error: CoreError | null = null;
  const gate = new Promise<void>((resolve) => (letThrough = resolve));
  const steps = [PARTS, END];
  const large = {
    wasCancelled: false,
    letThrough: () => letThrough(),
    over: new Promise<void>((resolve) => (settleOver = resolve)),
    async next() {
      if (steps.length < 2) await gate;
      if (error) throw error;
      const parts = steps.shift() ?? null;
      if (parts === null) settleOver();
      return parts;
    },
    cancel(why = new CoreError("request.cancelled", "The request was cancelled.")) {
      large.wasCancelled = true;
      error ??= why;
      letThrough();
      settleOver();
    },
  } satisfies LargeAnswer & Record<string, unknown>;
  return large;
}
type Large = ReturnType<typeof createLarge>;

const start = async (options: HarnessOptions = {}): Promise<Large[]> => {
  const larges: Large[] = [];
  const answer = (): ServerOutcome => {
    const large = createLarge();
    larges.push(large);
    return { kind: "result", result: {}, large };
  };
  harness = await createHarness({ world: WORLD, answer, ...options });
  token = harness.issue("claude");
  return larges;
};

const read = (): Promise<RawAnswer> => callModern(harness.url, token, "resources/read", { uri: URI });
const transfers = () => harness.audit.filter(({ action }) => action === "answer.transfer");
const upTo = () => harness.sent.map(({ options }) => options.largeUpTo);
const small = (): ServerOutcome => ({ kind: "result", result: { contents: [] } });

it("a resource may come while it arrives, up to the bound of its server", async () => {
  await start({ answer: small });
  await read();
  harness.change((world) => {
    world.servers = [{ ...WORLD.servers[0], serverId: "files", settings: { maxAnswerBytes: 2_000_000 } } as never];
  });
  await read();
  expect(upTo()).toEqual([256 * 1024 * 1024, 2_000_000]);
});

it("what a rule redacts, and what a cache may keep, is wanted whole (A41, A27)", async () => {
  const rule = { id: "r", priority: 1, match: {}, effect: "allow" as const, obligations: { redactResult: ["x.y"] } };
  await start({ answer: small, world: { ...WORLD, rules: [rule] } });
  await read();
  expect(upTo()).toEqual([undefined]);
  await harness.close();
  const cachePolicies = [{ serverId: "files", kind: "resource" as const, name: "file:///a", enabled: true }];
  await start({ answer: small, world: { ...WORLD, cachePolicies } });
  await read();
  expect(upTo()).toEqual([undefined]);
});

it("nothing of a large answer leaves without a record, and the last of it not before the record of its end (A26)", async () => {
  const larges = await start();
  const answer = read();
  await expect.poll(() => harness.audit.length).toBe(1);
  expect(harness.audit[0]).toMatchObject({ action: "resources/read", outcome: "allowed" });
  harness.state.auditError = new CoreError("audit.unavailable", "no");
  larges[0]?.letThrough();
  await expect(answer).rejects.toThrow();
  expect(transfers()).toEqual([]);
  harness.state.auditError = null;
});

it("a large answer that cannot be recorded at its beginning is not begun, and the server is told", async () => {
  const larges = await start();
  harness.state.auditError = new CoreError("audit.unavailable", "no");
  expect((await read()).body.error?.data).toMatchObject({ code: "audit.unavailable" });
  expect(larges[0]?.wasCancelled).toBe(true);
});

it("ends with the token that asked for it (A7)", async () => {
  const larges = await start();
  const answer = read();
  await expect.poll(() => harness.audit.length).toBe(1);
  harness.revoke(token);
  await expect(answer).rejects.toThrow();
  expect(larges[0]?.wasCancelled).toBe(true);
  expect(transfers()).toMatchObject([
    {
      outcome: "denied",
      errorCode: "auth.invalid_token",
      reason: expect.stringMatching(/broken off after \d+ bytes\. This access token was revoked\./),
    },
  ]);
});

it("a reader that takes nothing is taken for gone, and has neither a connection nor a place any more (A35)", async () => {
  let isCancelled = false;
  let settleOver = (): void => {};
  const over = new Promise<void>((resolve) => (settleOver = resolve));
  const steps: AnswerPart[][] = [PARTS];
  const bytes = Buffer.alloc(1_048_576, "x");
  const large: LargeAnswer = {
    over,
    // As it is: what has failed already does not reach a reader that does not ask.
    next: async () => steps.shift() ?? [{ kind: "bytes", bytes }],
    cancel() {
      isCancelled = true;
      settleOver();
    },
  };
  await start({ answer: () => ({ kind: "result", result: {}, large }) });
  const body = rpc("resources/read", { uri: URI, _meta: modernMeta() });
  const headers = modernHeaders(token, "resources/read", URI);
  const request = http.request(harness.url, { method: "POST", headers, agent: false });
  const closed = new Promise<void>((resolve) =>
    request.on("response", (response) =>
      response
        .pause()
        .on("error", () => {})
        .on("close", resolve),
    ),
  );
  request.on("error", () => {}).end(body);
  await expect.poll(() => harness.audit.length).toBe(1);
  await expect
    .poll(() => {
      harness.clock.advance(10_000);
      return transfers().length;
    })
    .toBe(1);
  expect(transfers()).toMatchObject([{ outcome: "cancelled", errorCode: "request.cancelled" }]);
  expect(isCancelled).toBe(true);
  request.destroy();
  await closed;
});

it("is over at its server when whoever makes an answer of it breaks off (A35)", async () => {
  const large = createLarge();
  const parts = renderLarge(large, { serverId: "files", isRenamed: true, render: () => "" });
  await parts.next();
  expect(large.wasCancelled).toBe(false);
  await parts.return(undefined);
  expect(large.wasCancelled).toBe(true);
});

it("one principal has so many on their way at most, and each keeps its place until its end (A35)", async () => {
  const larges = await start({ gatewayLimits: { largeAnswersPerPrincipal: 1 } });
  const first = read();
  await expect.poll(() => larges.length).toBe(1);
  const second = await read();
  expect(second.body.error?.data).toMatchObject({ code: "server.busy" });
  expect(larges[1]?.wasCancelled).toBe(true);
  larges[0]?.letThrough();
  expect((await first).body.result).toMatchObject({ contents: [{ text: "much" }] });
  const third = read();
  await expect.poll(() => larges.length).toBe(3);
  larges[2]?.letThrough();
  expect((await third).body.result).toMatchObject({ contents: [{ text: "much" }] });
});
