import path from "node:path";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createConnectKit, errorOf } from "../../src/adapters/mcp-client/fixtures/connect-kit.ts";
import { type FixtureHttpServer, startHttpServer } from "../../src/adapters/mcp-client/fixtures/http-server.ts";
import { CoreError } from "../../src/errors.ts";
import type { ServerConnection } from "../../src/modules/servers/server-connector.ts";
import { FUZZ_TIMEOUT_MS, fuzzOptions } from "./fuzz-options.ts";
import { fill, serverNoise } from "./server-noise.ts";

const kit = createConnectKit({ maxMessageBytes: 100_000 });
let http: FixtureHttpServer;
/** What the HTTP server answers to the call with this canary. */
const says = new Map<string, { status: number; type: string; parts: Buffer[]; isCut: boolean }>();
let lastCanary = 0;
const newCanary = (): string => `canary-${++lastCanary}-end`;

beforeAll(async () => {
  http = await startHttpServer({
    era: "legacy",
    intercept({ message: { id, method, params } }, response) {
      const { canary } = (params?.arguments ?? {}) as { canary?: string };
      const noise = canary === undefined ? undefined : says.get(canary);
      if (method !== "tools/call" || id === undefined || canary === undefined || !noise) return false;
      response.writeHead(noise.status, noise.type === "" ? {} : { "content-type": noise.type });
      for (const part of noise.parts) response.write(fill(part, { id, canary }));
      if (noise.isCut) setImmediate(() => response.destroy());
      else response.end();
      return true;
    },
  });
});
afterAll(async () => {
  await kit.close();
  await http.close();
});

/** One call: its outcome as text, or the code it failed with. Anything but a CoreError is a defect. */
async function call(connection: ServerConnection, args: Record<string, unknown>): Promise<string> {
  try {
    const outcome = await connection.request("tools/call", { name: "x", arguments: args }, { timeoutMs: 150 });
    return JSON.stringify(outcome);
  } catch (error) {
    if (error instanceof CoreError) return error.code;
    throw error;
  }
}

/** Nobody hears what belongs to another call, and a failure is told as one of the server's. */
function checkOutcome(outcome: string, canary: string): void {
  for (const [found] of outcome.matchAll(/canary-\d+-end/g)) expect(found).toBe(canary);
  if (!outcome.startsWith("{"))
    expect(["server.timeout", "server.protocol_error", "server.died", "server.unreachable", "server.busy"]).toContain(
      outcome,
    );
}

const isOpen = (connection: ServerConnection): Promise<boolean> => {
  const canary = newCanary();
  return call(connection, { canary }).then((outcome) => outcome.includes(canary));
};

const noisyAnswer = fc.record({
  status: fc.constantFrom(200, 200, 200, 200, 202, 204, 400, 404, 500, 302),
  type: fc.constantFrom(
    "application/json",
    "text/event-stream",
    "text/event-stream",
    "text/html",
    "application/json; charset=utf-16",
    "",
  ),
  parts: serverNoise,
  isCut: fc.boolean(),
});

describe("whatever a server answers, each call ends once, with its own answer or a fault of the server (A21, A33, A34, A43)", () => {
  test(
    "over HTTP",
    async () => {
      const connectNow = () => kit.connect({ transport: "http", url: http.url, headers: {} });
      let connection = await connectNow();
      await fc.assert(
        fc.asyncProperty(fc.array(noisyAnswer, { minLength: 1, maxLength: 8 }), async (answers) => {
          const calls = answers.map((answer) => {
            const canary = newCanary();
            const isStream = answer.type === "text/event-stream";
            const parts = answer.parts.map((part) =>
              isStream ? Buffer.concat([Buffer.from("data: "), part, Buffer.from("\n\n")]) : part,
            );
            says.set(canary, { ...answer, parts });
            return call(connection, { canary }).then((outcome) => checkOutcome(outcome, canary));
          });
          const own = newCanary();
          const quiet = call(connection, { canary: own });
          await Promise.all(calls);
          // A 404 may end the session, and the calls of the session with it: the next connection is sound.
          checkOutcome(await quiet, own);
          if (!(await isOpen(connection))) connection = await connectNow();
          expect(await isOpen(connection)).toBe(true);
        }),
        fuzzOptions(60),
      );
    },
    FUZZ_TIMEOUT_MS,
  );

  test(
    "over stdio",
    async () => {
      const args = [path.join(import.meta.dirname, "parrot-server.ts")];
      const connectNow = () => kit.connect({ transport: "stdio", command: process.execPath, args, env: {} });
      let connection = await connectNow();
      await fc.assert(
        fc.asyncProperty(fc.array(serverNoise, { minLength: 1, maxLength: 8 }), async (answers) => {
          const calls = answers.map((parts) => {
            const canary = newCanary();
            const say = Buffer.concat(parts.flatMap((part) => [part, Buffer.from("\n")])).toString("base64");
            return call(connection, { canary, say }).then((outcome) => checkOutcome(outcome, canary));
          });
          await Promise.all(calls);
          if (!(await isOpen(connection))) connection = await connectNow();
          expect(await isOpen(connection)).toBe(true);
        }),
        fuzzOptions(25),
      );
    },
    FUZZ_TIMEOUT_MS,
  );
});

test("a server that writes without end and never a whole message is ended at the bound (A34, A35)", async () => {
  const args = [path.join(import.meta.dirname, "parrot-server.ts")];
  const connection = await kit.connect({ transport: "stdio", command: process.execPath, args, env: {} });
  const say = Buffer.alloc(400_000, "x").toString("base64");
  const error = await errorOf(
    connection.request("tools/call", { name: "x", arguments: { canary: newCanary(), say } }, { timeoutMs: 5_000 }),
  );
  expect(error.code).toBe("server.protocol_error");
});

test.each(["application/json", "text/event-stream"])(
  "an answer larger than Core takes is refused at the bound, as %s, and the next one is read (A34)",
  async (type) => {
    const connection = await kit.connect({ transport: "http", url: http.url, headers: {} });
    const canary = newCanary();
    const text = JSON.stringify({
      jsonrpc: "2.0",
      id: 987_654_321,
      result: { content: [], text: "x".repeat(400_000) },
    });
    says.set(canary, {
      status: 200,
      type,
      parts: [Buffer.from(`data: ${text}\n\n`.slice(type.endsWith("json") ? 6 : 0))],
      isCut: false,
    });
    const error = await errorOf(
      connection.request("tools/call", { name: "x", arguments: { canary } }, { timeoutMs: 5_000 }),
    );
    expect([error.code, error.message]).toEqual(["server.protocol_error", expect.stringContaining("larger than")]);
    expect(await isOpen(connection)).toBe(true);
  },
);
