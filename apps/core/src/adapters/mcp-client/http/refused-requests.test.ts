import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { CoreError } from "../../../errors.ts";
import { TestClock } from "../../clock.ts";
import { type ConnectKit, createConnectKit, errorOf, until } from "../fixtures/connect-kit.ts";
import { type GuardedServer, refuse, startGuardedServer } from "../fixtures/guarded-server.ts";
import { createTwinAuthorization } from "../fixtures/twin-authorization.ts";

let kit: ConnectKit;
let server: GuardedServer | null = null;
beforeEach(() => {
  kit = createConnectKit();
});
afterEach(async () => {
  await kit.close();
  await server?.close();
  server = null;
});
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** What a connection's first request is, byte for byte. */
async function firstRequest(authorization?: ReturnType<typeof createTwinAuthorization>): Promise<string> {
  let heard = "";
  const plain = createServer((socket) => {
    socket.on("error", () => {});
    socket.on("data", (data) => {
      heard += data.toString("latin1");
      socket.end("HTTP/1.1 500 No\r\ncontent-length: 0\r\n\r\n");
    });
  }).listen(0, "127.0.0.1");
  await once(plain, "listening");
  const { port } = plain.address() as AddressInfo;
  const launch = { transport: "http" as const, url: `http://127.0.0.1:${port}/mcp`, headers: { "x-key": "k" } };
  await errorOf(kit.connect(launch, { era: "modern", ...(authorization && { authorization }) }));
  plain.close();
  return heard.replace(String(port), "PORT");
}

describe("the bytes of a request", () => {
  const HEAD = [
    "POST /mcp HTTP/1.1",
    "host: 127.0.0.1:PORT",
    "connection: keep-alive",
    "content-type: application/json",
    "accept: application/json, text/event-stream",
    "mcp-protocol-version: 2026-07-28",
    "mcp-method: server/discover",
    "user-agent: peta-test/0.0.0",
    "x-key: k",
  ];
  const headOf = (request: string): string[] => request.split("\r\n\r\n")[0]?.split("\r\n") ?? [];

  test("have nothing of a token where Core does not sign in", async () => {
    expect(headOf(await firstRequest())).toEqual([...HEAD, expect.stringMatching(/^content-length: \d+$/)]);
  });

  test("have one line more where it does", async () => {
    const [without, withToken] = [await firstRequest(), await firstRequest(createTwinAuthorization("t0ken"))];
    expect(withToken).toBe(without.replace("\r\ncontent-length", "\r\nauthorization: Bearer t0ken\r\ncontent-length"));
  });

  test.each(["a\r\nx-evil: 1", "a b", "ä", "", "a\0", "x".repeat(65_537)])(
    "have none of a token that is none (A36)",
    async (token) => {
      expect(await firstRequest(createTwinAuthorization(token))).toBe(await firstRequest());
    },
  );
});

describe("a request that is refused", () => {
  test("with an older token than there is now is sent again with that one, and nothing is renewed", async () => {
    const held: (() => void)[] = [];
    server = await startGuardedServer({
      era: "modern",
      intercept: ({ message, headers }, response) => {
        if (message.params?.name !== "slow" || headers.authorization !== "Bearer first") return false;
        held.push(() => refuse(response));
        return true;
      },
    });
    const authorization = createTwinAuthorization("first", ["second"]);
    const connection = await kit.connect(server.launch, { authorization });
    const slow = kit.call(connection, "slow");
    await until(() => held.length > 0);
    server.accepted = "second";
    await kit.call(connection, "echo");
    held[0]?.();
    expect(await slow).toBe("{}");
    expect(authorization.renewals).toBe(1);
    expect(authorization.challenges.map(({ token }) => token)).toEqual(["first", "first"]);
  });

  test("is not sent again when its caller has taken it back, or its time is over, before there is a token", async () => {
    server = await startGuardedServer({ era: "legacy" });
    const authorization = createTwinAuthorization("first");
    const connection = await kit.connect(server.launch, { authorization });
    const waiting: (() => void)[] = [];
    authorization.refused = () => new Promise((resolve) => waiting.push(resolve));
    server.accepted = "second";
    const cancelled = new AbortController();
    const options = { timeoutMs: 5_000, signal: cancelled.signal };
    const calls = [
      errorOf(connection.request("tools/call", { name: "echo" }, options)),
      errorOf(connection.request("tools/list", {}, { timeoutMs: 50 })),
    ];
    await pause(100);
    cancelled.abort();
    expect(await Promise.all(calls)).toMatchObject([{ code: "request.cancelled" }, { code: "server.timeout" }]);
    authorization.token = "second";
    for (const renewed of waiting) renewed();
    await until(() => server?.sentWith("notifications/cancelled").includes("Bearer second") === true);
    expect(server.posts("tools/call")).toHaveLength(1);
    expect(server.posts("tools/list")).toHaveLength(1);
  });

  test("is sent again whatever its refusal is: without end, broken off, or of another type (A34)", async () => {
    let nth = 0;
    server = await startGuardedServer({
      era: "modern",
      intercept: ({ message, headers }, response) => {
        if (message.method !== "tools/call" || headers.authorization !== "Bearer first") return false;
        response.writeHead(401, { "content-type": ["application/json", "text/event-stream", "text/html"][nth] });
        if (nth++ === 1) response.write("data: {", () => response.destroy());
        else response.write("x".repeat(200_000));
        return true;
      },
    });
    for (const kind of [0, 1, 2]) {
      const authorization = createTwinAuthorization("first", ["second"]);
      const connection = await kit.connect(server.launch, { authorization });
      const answer = kit.call(connection, "echo", { kind });
      await until(() => nth === kind + 1);
      server.accepted = "second";
      expect(await answer).toBe(`{"kind":${kind}}`);
      server.accepted = "first";
    }
  });

  test("without any token, of a server that takes others so, ends no connection", async () => {
    server = await startGuardedServer({ era: "modern", isOpen: ({ message }) => message.method !== "tools/call" });
    const connection = await kit.connect(server.launch, { authorization: createTwinAuthorization(null) });
    expect(await errorOf(kit.call(connection, "echo"))).toMatchObject({ code: "server.sign_in_required" });
    expect(await connection.request("tools/list", {}, { timeoutMs: 5_000 })).toMatchObject({ kind: "result" });
    expect(kit.closed).toEqual([]);
  });

  test.each(["legacy", "modern"] as const)(
    "is the one that opens the stream of notices: opened anew (%s)",
    async (era) => {
      const isOpening = (verb: string, method?: string): boolean => verb === "GET" || method === "subscriptions/listen";
      let refusals = 0;
      server = await startGuardedServer({
        era,
        capabilities: { tools: { listChanged: true } },
        isOpen: ({ headers }) => headers.authorization === "Bearer second",
        intercept: ({ verb, message, headers }, response) => {
          if (!isOpening(verb, message.method) || headers.authorization !== "Bearer first") return false;
          refusals++;
          return refuse(response);
        },
      });
      await kit.connect(server.launch, { authorization: createTwinAuthorization("first", ["second"]) });
      await until(() => refusals === 1 && (server?.sentWith() ?? []).includes("Bearer second"));
      const opened = server.seen.filter(({ verb, message }) => isOpening(verb, message.method));
      expect(opened.map(({ headers }) => headers.authorization)).toEqual(["Bearer first", "Bearer second"]);
      expect(kit.closed).toEqual([]);
    },
  );

  test("with a 403, and is a stream of notices, is left in peace", async () => {
    server = await startGuardedServer({
      era: "legacy",
      capabilities: { tools: { listChanged: true } },
      intercept: ({ verb }, response) => verb === "GET" && refuse(response, 403, "Bearer error=insufficient_scope"),
    });
    const clock = new TestClock();
    kit = createConnectKit({ clock });
    const connection = await kit.connect(server.launch, { authorization: createTwinAuthorization("first") });
    await until(() => server?.seen.some(({ verb }) => verb === "GET") === true);
    await pause(50);
    clock.advance(2_000);
    await pause(50);
    expect(server.seen.filter(({ verb }) => verb === "GET")).toHaveLength(1);
    expect(await kit.call(connection, "echo")).toBe("{}");
  });

  test("by a port that keeps its token is the only one that fails", async () => {
    server = await startGuardedServer({ era: "modern" });
    const authorization = createTwinAuthorization("first");
    const connection = await kit.connect(server.launch, { authorization });
    server.accepted = "second";
    authorization.refused = () => Promise.reject(new CoreError("server.sign_in_required", "It was just issued."));
    expect(await errorOf(kit.call(connection, "echo"))).toMatchObject({ message: "It was just issued." });
    server.accepted = "first";
    expect(await kit.call(connection, "echo")).toBe("{}");
    expect(kit.closed).toEqual([]);
  });

  test("and only says goodbye is no reason to sign in", async () => {
    server = await startGuardedServer({ era: "legacy" });
    const authorization = createTwinAuthorization("first", ["second"]);
    const connection = await kit.connect(server.launch, { authorization });
    server.accepted = "second";
    await connection.close();
    expect(server.seen.at(-1)).toMatchObject({ verb: "DELETE", headers: { authorization: "Bearer first" } });
    expect(authorization.challenges).toEqual([]);
  });

  test("because its session is over opens another one, with the token of then", async () => {
    server = await startGuardedServer({ era: "legacy" });
    const authorization = createTwinAuthorization("first", ["second"]);
    const connection = await kit.connect(server.launch, { authorization });
    server.forgetSessions();
    server.accepted = "second";
    expect(await connection.request("tools/list", {}, { timeoutMs: 5_000 })).toMatchObject({ kind: "result" });
    expect(server.sentWith("initialize")).toEqual(["Bearer first", "Bearer second"]);
  });
});

describe("before the connection", () => {
  test("nothing is sent until the token is ready", async () => {
    server = await startGuardedServer({ era: "modern" });
    const authorization = createTwinAuthorization(null);
    authorization.prepare = async () => {
      await pause(50);
      expect(server?.seen).toEqual([]);
      authorization.token = "first";
    };
    await kit.connect(server.launch, { authorization });
    expect(new Set(server.sentWith())).toEqual(new Set(["Bearer first"]));
  });

  test("a token that is never ready leaves time for the server's own answer", async () => {
    server = await startGuardedServer({ era: "modern" });
    const authorization = createTwinAuthorization("first");
    authorization.prepare = () => new Promise(() => {});
    expect(await kit.connect(server.launch, { authorization, timeoutMs: 400 })).toMatchObject({ era: "modern" });
  });

  test("an attempt that is called off meanwhile sends nothing", async () => {
    server = await startGuardedServer({ era: "modern" });
    const authorization = createTwinAuthorization("first");
    authorization.prepare = () => new Promise(() => {});
    const off = new AbortController();
    const error = errorOf(kit.connect(server.launch, { authorization, signal: off.signal }));
    off.abort();
    expect(await error).toMatchObject({ code: "server.unreachable" });
    expect(server.seen).toEqual([]);
  });
});

test("no token is in what is heard, told or logged (A28)", async () => {
  const [first, second] = ["t0ken-of-the-first", "t0ken-of-the-second"];
  server = await startGuardedServer({ era: "legacy", capabilities: { tools: { listChanged: true } } });
  server.accepted = first;
  const heard: unknown[] = [];
  const authorization = createTwinAuthorization(first, [second]);
  const connection = await kit.connect(server.launch, {
    authorization,
    onTraffic: (direction, message) => heard.push([direction, message]),
  });
  server.accepted = second;
  await kit.call(connection, "echo");
  server.accepted = "nobody knows";
  const error = await errorOf(kit.call(connection, "echo"));
  const told = (cause: unknown): unknown[] =>
    cause instanceof CoreError ? [cause.message, cause.detail, cause.stack, ...told(cause.cause)] : [String(cause)];
  expect(server.sentWith("tools/call")).toEqual([first, second, second].map((token) => `Bearer ${token}`));
  expect(heard).toContainEqual(["sent", expect.objectContaining({ method: "tools/call" })]);
  expect(JSON.stringify([heard, kit.logged, kit.steps, kit.closed.flatMap(told), told(error)])).not.toContain("t0ken");
});
