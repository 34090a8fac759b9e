import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ServerNotification } from "../../../modules/servers/server-link.ts";
import { type ConnectKit, createConnectKit, errorOf, fixtureLaunch, isAlive, until } from "../fixtures/connect-kit.ts";

let kit: ConnectKit;
beforeEach(() => {
  kit = createConnectKit();
});
afterEach(() => kit.close());

const pidIn = (lines: string[], name = "pid"): number =>
  Number(lines.find((line) => line.startsWith(`${name} `))?.split(" ")[1]);

describe("the handshake", () => {
  test("a legacy server is detected on the process that was asked for its discovery", async () => {
    const connection = await kit.connect(fixtureLaunch("good"));
    expect(connection).toMatchObject({
      era: "legacy",
      protocolVersion: "2025-11-25",
      serverInfo: { name: "fixture", version: "1.0.0", instructions: "Be kind." },
    });
    expect(kit.steps).toEqual(["check", "start", "handshake"]);
    expect(kit.stderr.filter((line) => line.startsWith("pid "))).toHaveLength(1);
  });

  test("a modern server is detected, and every request carries its envelope", async () => {
    const connection = await kit.connect(fixtureLaunch("modern"));
    expect(connection).toMatchObject({
      era: "modern",
      protocolVersion: "2026-07-28",
      serverInfo: { name: "fixture", version: "2.0.0" },
    });
    const params = {
      name: "echo",
      arguments: {},
      _meta: { "io.modelcontextprotocol/clientCapabilities": { forged: {} }, own: 1 },
    };
    const outcome = await connection.request("tools/call", params, {
      timeoutMs: 5_000,
      clientInfo: { name: "claude", version: "9" },
    });
    expect(outcome).toMatchObject({
      result: {
        _meta: {
          seen: {
            own: 1,
            "io.modelcontextprotocol/protocolVersion": "2026-07-28",
            "io.modelcontextprotocol/clientCapabilities": {},
            "io.modelcontextprotocol/clientInfo": { name: "claude", version: "9" },
          },
        },
      },
    });
  });

  test("a legacy server that ends at an unknown first request is started once more, without the question", async () => {
    const connection = await kit.connect(fixtureLaunch("picky"));
    expect(connection.era).toBe("legacy");
    expect(new Set(kit.stderr.filter((line) => line.startsWith("pid "))).size).toBe(2);
  });

  test("a legacy server that is silent until it is initialized is taken for one after the probe's time", async () => {
    expect((await kit.connect(fixtureLaunch("silent"))).era).toBe("legacy");
  });

  test("a modern server that is slow to start, and so is asked for both handshakes, is taken for one", async () => {
    expect((await kit.connect(fixtureLaunch("late"))).era).toBe("modern");
  });

  test("a server that greets on its standard output is forgiven, and named in the log", async () => {
    const connection = await kit.connect(fixtureLaunch("banner"));
    expect(await kit.call(connection, "echo", { message: "hi" })).toBe("hi");
    expect(kit.logged).toContainEqual(
      expect.objectContaining({ fields: expect.objectContaining({ head: "Welcome to my server!" }) }),
    );
  });

  test("a remembered era is not asked for again", async () => {
    expect((await kit.connect(fixtureLaunch("picky"), { knownVersion: "2025-11-25" })).era).toBe("legacy");
    expect(kit.stderr.filter((line) => line.startsWith("pid "))).toHaveLength(1);
  });

  test("a revision that Core does not know is refused by name", async () => {
    const error = await errorOf(kit.connect(fixtureLaunch("future")));
    expect(error).toMatchObject({ code: "server.protocol_error", message: expect.stringContaining("2031-01-01") });
  });
});

describe("a server that does not start", () => {
  test("ends at once: start_failed with how it ended, and its last words", async () => {
    const error = await errorOf(kit.connect(fixtureLaunch("exit")));
    expect(error).toMatchObject({ code: "server.start_failed", message: expect.stringContaining("code 3") });
    expect(kit.stderr).toContain("Error: API_KEY is not set");
  });

  test("is tried once more where it might be of the older era, and who listens to it is told", async () => {
    const starts: number[] = [];
    const onStartAgain = (): void => void starts.push(kit.stderr.length);
    await errorOf(kit.connect(fixtureLaunch("exit"), { onStartAgain }));
    expect(starts).toHaveLength(1);
    expect(kit.stderr.slice(starts[0]).filter((line) => line.includes("API_KEY"))).toHaveLength(1);
    await errorOf(kit.connect(fixtureLaunch("exit"), { onStartAgain, knownVersion: "2025-11-25" }));
    expect(starts).toHaveLength(1);
  });

  test("refuses the handshake and ends: the refusal is told, and it is not started again", async () => {
    const error = await errorOf(kit.connect(fixtureLaunch("keyless")));
    expect(error).toMatchObject({ code: "server.protocol_error", message: expect.stringContaining("-32603") });
    expect(kit.stderr.filter((line) => line.startsWith("pid "))).toHaveLength(1);
  });

  test("hangs: timeout, and its process is gone", async () => {
    const error = await errorOf(kit.connect(fixtureLaunch("hang"), { timeoutMs: 700 }));
    expect(error).toMatchObject({ code: "server.timeout" });
    expect(isAlive(pidIn(kit.stderr))).toBe(false);
  });

  test("writes garbage: protocol_error before the time is over; the bytes are in the log only", async () => {
    const error = await errorOf(kit.connect(fixtureLaunch("garbage")));
    expect(error).toMatchObject({ code: "server.protocol_error" });
    expect(error.message).not.toContain("Welcome");
    expect(kit.logged.some(({ fields }) => fields.head === "Welcome to my server!")).toBe(true);
    expect(isAlive(pidIn(kit.stderr))).toBe(false);
  });

  test("is called off: the process is gone", async () => {
    const abort = new AbortController();
    const connecting = errorOf(kit.connect(fixtureLaunch("hang"), { signal: abort.signal }));
    await until(() => kit.stderr.length > 0);
    abort.abort();
    expect(await connecting).toMatchObject({ code: "server.unreachable" });
    expect(isAlive(pidIn(kit.stderr))).toBe(false);
  });
});

describe("requests", () => {
  test("unknown fields pass untouched in both directions", async () => {
    const connection = await kit.connect(fixtureLaunch("good"));
    const outcome = await connection.request(
      "tools/call",
      { name: "echo", arguments: { message: "m" }, "x-extra": 1 },
      { timeoutMs: 5_000 },
    );
    expect(outcome).toEqual({
      kind: "result",
      result: { content: [{ type: "text", text: "m" }], _meta: { seen: {} }, "x-unknown": [1] },
    });
    const list = await connection.request("tools/list", {}, { timeoutMs: 5_000 });
    expect(list).toMatchObject({
      result: { tools: expect.arrayContaining([expect.objectContaining({ "x-vendor": { kept: true } })]) },
    });
  });

  test("A21: a thousand requests at the same moment each get their own answer", async () => {
    const connection = await kit.connect(fixtureLaunch("good"));
    const messages = Array.from({ length: 1_000 }, (_, index) => `message ${index}`);
    expect(await Promise.all(messages.map((message) => kit.call(connection, "echo", { message })))).toEqual(messages);
  });

  test("A21: progress comes under Core's token to the request that asked for it, all of it", async () => {
    const connection = await kit.connect(fixtureLaunch("good"));
    const heard: ServerNotification[][] = [[], []];
    await Promise.all(
      heard.map((list) =>
        connection.request(
          "tools/call",
          { name: "progress", _meta: { progressToken: "client-token" } },
          { timeoutMs: 5_000, onNotification: (it) => list.push(it) },
        ),
      ),
    );
    for (const list of heard) expect(list.map(({ params }) => params?.progress)).toEqual([1, 2, 3]);
    expect(heard[0]?.[0]?.params?.progressToken).not.toBe(heard[1]?.[0]?.params?.progressToken);
  });

  test("A21, A33: a client's own progress token and reserved keys do not reach the server", async () => {
    const connection = await kit.connect(fixtureLaunch("good"));
    const _meta = { progressToken: 1, "io.modelcontextprotocol/clientInfo": { name: "forged" }, traceparent: "00-1" };
    const outcome = await connection.request(
      "tools/call",
      { name: "echo", arguments: {}, _meta },
      { timeoutMs: 5_000 },
    );
    expect(outcome).toMatchObject({ result: { _meta: { seen: { traceparent: "00-1" } } } });
    expect(JSON.stringify(outcome)).not.toContain("forged");
    expect(JSON.stringify(outcome)).not.toContain("progressToken");
  });

  test("A43: what answers twice, under a foreign id or after the end changes nothing", async () => {
    const connection = await kit.connect(fixtureLaunch("good"));
    expect(await kit.call(connection, "twice")).toBe("first");
    expect(await kit.call(connection, "wrong-id")).toBe("right");
    expect(await kit.call(connection, "echo", { message: "still in order" })).toBe("still in order");
  });

  test("A43: a server that hangs mid-call is told of the timeout, and serves on", async () => {
    const connection = await kit.connect(fixtureLaunch("good"));
    expect(await errorOf(kit.call(connection, "hang", {}, 100))).toMatchObject({ code: "server.timeout" });
    expect(JSON.parse(await kit.call(connection, "cancelled"))).toEqual(["timeout"]);
  });

  test("A43: a server that dies mid-call fails every request once, and tells that it is gone", async () => {
    const connection = await kit.connect(fixtureLaunch("good"));
    const waiting = errorOf(kit.call(connection, "hang"));
    expect(await errorOf(kit.call(connection, "die"))).toMatchObject({
      code: "server.died",
      message: expect.stringContaining("code 9"),
    });
    expect(await waiting).toMatchObject({ code: "server.died" });
    expect(kit.closed).toHaveLength(1);
    expect(await errorOf(kit.call(connection, "echo"))).toMatchObject({ code: "server.died" });
    expect(kit.stderr).toContain("fatal: out of luck");
  });

  test("an aborted request is cancelled at the server", async () => {
    const connection = await kit.connect(fixtureLaunch("good"));
    const abort = new AbortController();
    const request = errorOf(
      connection.request("tools/call", { name: "hang" }, { timeoutMs: 5_000, signal: abort.signal }),
    );
    abort.abort();
    expect(await request).toMatchObject({ code: "request.cancelled" });
    expect(JSON.parse(await kit.call(connection, "cancelled"))).toEqual(["cancelled"]);
    expect(await errorOf(connection.request("ping", {}, { timeoutMs: 5_000, signal: abort.signal }))).toMatchObject({
      code: "request.cancelled",
    });
  });

  test("garbage in place of an answer is a protocol error of that request; others are served on", async () => {
    const connection = await kit.connect(fixtureLaunch("good"));
    const error = await errorOf(kit.call(connection, "garbage", {}, 100));
    expect(error).toMatchObject({ code: "server.protocol_error" });
    expect(error.message).not.toContain("html");
    expect(kit.logged).toContainEqual(
      expect.objectContaining({ fields: expect.objectContaining({ head: expect.stringContaining("<html>") }) }),
    );
    expect(await kit.call(connection, "echo", { message: "fine" })).toBe("fine");
    expect(kit.closed).toEqual([]);
  });

  test("a server that writes nothing but garbage is broken off", async () => {
    const connection = await kit.connect(fixtureLaunch("good"));
    expect(await errorOf(kit.call(connection, "flood"))).toMatchObject({ code: "server.protocol_error" });
    await until(() => kit.closed.length === 1);
    expect(isAlive(pidIn(kit.stderr))).toBe(false);
    expect(kit.logged.length).toBeLessThan(20);
  });

  test("A35: a server that stops reading is sent no more than the bound; it is stopped all the same", async () => {
    await kit.close();
    kit = createConnectKit({ maxUnreadBytes: 200_000 });
    const connection = await kit.connect(fixtureLaunch("good"));
    await kit.call(connection, "stop-reading");
    const message = "x".repeat(100_000);
    const codes: string[] = [];
    for (let count = 0; count < 8; count++)
      codes.push((await errorOf(kit.call(connection, "echo", { message }, 30))).code);
    expect(codes[0]).toBe("server.timeout");
    expect(codes.at(-1)).toBe("server.busy");
    await connection.close();
    expect(isAlive(pidIn(kit.stderr))).toBe(false);
  });

  test("an answer that is neither result nor error is a protocol error", async () => {
    const connection = await kit.connect(fixtureLaunch("good"));
    expect(await errorOf(kit.call(connection, "neither"))).toMatchObject({ code: "server.protocol_error" });
  });

  test("A34: an answer beyond the bound fails its own request only, wherever its id stands", async () => {
    await kit.close();
    kit = createConnectKit({ maxMessageBytes: 100_000 });
    const connection = await kit.connect(fixtureLaunch("good"));
    const waiting = kit.call(connection, "echo", { message: "patient" });
    for (const tool of ["huge", "huge-id-last"]) {
      expect(await errorOf(kit.call(connection, tool, { size: 300_000 }))).toMatchObject({
        code: "server.protocol_error",
      });
    }
    expect(await waiting).toBe("patient");
    expect((await kit.call(connection, "huge", { size: 90_000 })).length).toBe(90_000);
  });

  test("a question of the server is answered: ping with a result, everything else with a named refusal", async () => {
    const connection = await kit.connect(fixtureLaunch("good"));
    expect(JSON.parse(await kit.call(connection, "ask", { method: "ping" }))).toMatchObject({ result: {} });
    for (const method of ["sampling/createMessage", "elicitation/create", "roots/list"]) {
      expect(JSON.parse(await kit.call(connection, "ask", { method }))).toMatchObject({
        error: { code: -32601, message: `Core does not offer ${method} to servers.` },
      });
    }
  });

  test("a JSON-RPC error of the server passes as it is", async () => {
    const connection = await kit.connect(fixtureLaunch("good"));
    expect(await connection.request("no/such", {}, { timeoutMs: 5_000 })).toEqual({
      kind: "error",
      error: { code: -32601, message: "Method not found", data: { method: "no/such" } },
    });
  });

  test("a notification that belongs to no request is told once", async () => {
    const connection = await kit.connect(fixtureLaunch("good"));
    await kit.call(connection, "change");
    expect(kit.notifications).toEqual([{ method: "notifications/tools/list_changed" }]);
  });
});

test("a modern server is listened to for changes of its lists", async () => {
  const connection = await kit.connect(fixtureLaunch("modern"));
  await kit.call(connection, "change");
  await until(() => kit.notifications.length === 1);
  expect(kit.notifications).toMatchObject([{ method: "notifications/tools/list_changed" }]);
});

describe("the process", () => {
  test("A46, A47: it gets a small environment and its own variables, never Core's secrets", async () => {
    await kit.close();
    kit = createConnectKit({
      environment: {
        ...process.env,
        PETA_MASTER_KEY: "core-secret",
        DATABASE_URL: "postgresql://core",
        NODE_OPTIONS: "--no-warnings",
        LD_LIBRARY_PATH: "/x",
      },
    });
    const connection = await kit.connect(fixtureLaunch("good", { API_TOKEN: "own" }));
    const env = JSON.parse(await kit.call(connection, "env")) as Record<string, string>;
    expect(env).toMatchObject({ API_TOKEN: "own", PATH: process.env.PATH });
    for (const name of ["PETA_MASTER_KEY", "DATABASE_URL", "NODE_OPTIONS", "LD_LIBRARY_PATH"])
      expect(env).not.toHaveProperty(name);
  });

  test("its secrets are masked in what it writes to standard error", async () => {
    const connection = await kit.connect(fixtureLaunch("good", { API_TOKEN: "s3cr3t-value" }));
    await kit.call(connection, "whisper");
    await until(() => kit.stderr.some((line) => line.startsWith("connecting")));
    expect(kit.stderr.join("\n")).not.toContain("s3cr3t-value");
    expect(kit.stderr).toContain("connecting with ••••••");
  });

  test("A51: a stubborn process and what it started are killed as a group after the grace", async () => {
    const connection = await kit.connect(fixtureLaunch("stubborn"));
    const pids = [pidIn(kit.stderr), pidIn(kit.stderr, "grandchild")];
    expect(pids.every(isAlive)).toBe(true);
    await connection.close();
    await until(() => !pids.some(isAlive));
    expect(kit.closed).toEqual([]);
    expect(await errorOf(kit.call(connection, "echo"))).toMatchObject({ code: "server.unreachable" });
  });
});

describe("A46: what is not started", () => {
  const launch = { transport: "stdio" as const, args: [], env: {} };
  test.each([
    [
      "a command line in the place of a program",
      { ...launch, command: "npx -y some-server" },
      'the command "npx", the arguments "-y" "some-server"',
    ],
    ["a program that does not exist", { ...launch, command: "no-such-program-here" }, "no program"],
    ["a path that does not exist", { ...launch, command: "/no/such/program" }, "Correct the path"],
    ["a directory", { ...launch, command: "/tmp" }, "is a directory"],
    ["a file that may not be executed", { ...launch, command: import.meta.filename }, "chmod +x"],
    [
      "a working directory that does not exist",
      { ...launch, command: process.execPath, workingDirectory: "/no/such/directory" },
      "working directory",
    ],
    ["a relative working directory", { ...launch, command: process.execPath, workingDirectory: "src" }, "not absolute"],
  ])("%s", async (_name, refused, sentence) => {
    expect(await errorOf(kit.connect(refused))).toMatchObject({
      code: "server.launch_refused",
      message: expect.stringContaining(sentence),
    });
    expect(kit.steps).toEqual([]);
  });
});
