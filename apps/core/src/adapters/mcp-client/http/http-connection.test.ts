import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { TestClock } from "../../clock.ts";
import { type ConnectKit, createConnectKit, errorOf, until } from "../fixtures/connect-kit.ts";
import { events, type FixtureHttpServer, type FixtureOptions, startHttpServer } from "../fixtures/http-server.ts";

let kit: ConnectKit;
let server: FixtureHttpServer;
beforeEach(() => {
  kit = createConnectKit();
});
afterEach(async () => {
  await kit.close();
  await server.close();
});

const launchOf = (url = server.url, headers: Record<string, string> = {}) => ({
  transport: "http" as const,
  url,
  headers,
});
async function connectTo(options: FixtureOptions) {
  server = await startHttpServer(options);
  return kit.connect(launchOf());
}

describe("A43: what goes wrong on the way", () => {
  test.each(["legacy", "modern"] as const)("a %s server that hangs: timeout, and the server is told", async (era) => {
    let wasClosed = false;
    const connection = await connectTo({
      era,
      intercept({ message }, response) {
        if (message.method !== "tools/call") return false;
        response.on("close", () => (wasClosed = true));
        return true;
      },
    });
    expect(await errorOf(kit.call(connection, "x", {}, 100))).toMatchObject({ code: "server.timeout" });
    await until(() => wasClosed);
    if (era === "legacy") await until(() => server.posts("notifications/cancelled").length === 1);
    else expect(server.posts("notifications/cancelled")).toHaveLength(0);
    expect(server.posts("tools/call")).toHaveLength(1);
  });

  test("an aborted request closes its stream", async () => {
    let wasClosed = false;
    const connection = await connectTo({
      era: "modern",
      intercept({ message }, response) {
        if (message.method !== "tools/call") return false;
        response.writeHead(200, { "content-type": "text/event-stream" }).write(": wait\n\n");
        response.on("close", () => (wasClosed = true));
        return true;
      },
    });
    const abort = new AbortController();
    const request = errorOf(
      connection.request("tools/call", { name: "x" }, { timeoutMs: 5_000, signal: abort.signal }),
    );
    await until(() => server.posts("tools/call").length === 1);
    abort.abort();
    expect(await request).toMatchObject({ code: "request.cancelled" });
    await until(() => wasClosed);
  });

  test("a connection that breaks mid-call is server.died, and the call is not repeated", async () => {
    const connection = await connectTo({
      era: "modern",
      intercept: ({ message }, response) => message.method === "tools/call" && (response.destroy(), true),
    });
    expect(await errorOf(kit.call(connection, "x"))).toMatchObject({
      code: "server.died",
      message: expect.stringContaining("unknown"),
    });
    expect(server.posts("tools/call")).toHaveLength(1);
    expect(kit.closed).toEqual([]);
  });

  test("a server that is gone is unreachable, and the connection tells so once", async () => {
    const connection = await connectTo({ era: "modern" });
    await server.close();
    expect(await errorOf(kit.call(connection, "x"))).toMatchObject({
      code: expect.stringMatching(/^server\.(unreachable|died)$/),
    });
    expect(await errorOf(kit.call(connection, "x"))).toMatchObject({ code: "server.unreachable" });
    expect(kit.closed).toHaveLength(1);
    server = await startHttpServer({ era: "modern" });
  });

  test("a session that the server forgot is opened anew; reads are repeated, a tools/call is not", async () => {
    const connection = await connectTo({ era: "legacy" });
    server.forgetSessions();
    expect(await connection.request("resources/read", { uri: "x" }, { timeoutMs: 5_000 })).toMatchObject({
      kind: "result",
    });
    expect(server.posts("initialize")).toHaveLength(2);
    server.forgetSessions();
    expect(await errorOf(kit.call(connection, "echo", { n: 1 }))).toMatchObject({
      code: "server.unreachable",
      message: expect.stringContaining("again"),
    });
    expect(server.posts("tools/call")).toHaveLength(1);
    expect(await kit.call(connection, "echo", { n: 2 })).toBe('{"n":2}');
    expect(server.posts("initialize")).toHaveLength(3);
  });

  test("a request after the close is refused", async () => {
    const connection = await connectTo({ era: "legacy" });
    await connection.close();
    expect(await errorOf(kit.call(connection, "echo"))).toMatchObject({ code: "server.unreachable" });
    expect(kit.closed).toEqual([]);
  });

  test("a request under way at the close is told that the server was stopped", async () => {
    const connection = await connectTo({ era: "legacy", intercept: ({ message }) => message.method === "tools/call" });
    const waiting = errorOf(kit.call(connection, "echo"));
    await until(() => server.posts("tools/call").length === 1);
    await connection.close();
    expect(await waiting).toMatchObject({
      code: "server.unreachable",
      message: expect.stringMatching(/stopped.*may have been done all the same/),
    });
  });
});

test("A35: a server that keeps its stream open after the answer does not keep the socket", async () => {
  const clock = new TestClock();
  await kit.close();
  kit = createConnectKit({ clock });
  let wasClosed = false;
  const connection = await connectTo({
    era: "modern",
    intercept({ message }, response) {
      if (message.method !== "tools/call") return false;
      const answer = { jsonrpc: "2.0", id: message.id, result: { content: [{ type: "text", text: "done" }] } };
      response.writeHead(200, { "content-type": "text/event-stream" }).write(events(answer));
      response.on("close", () => (wasClosed = true));
      return true;
    },
  });
  expect(await kit.call(connection, "x")).toBe("done");
  expect(wasClosed).toBe(false);
  clock.advance(2_000);
  await until(() => wasClosed);
});

describe("notices outside of requests", () => {
  const listChanged = { jsonrpc: "2.0", method: "notifications/tools/list_changed" };
  const message = { jsonrpc: "2.0", method: "notifications/message", params: { level: "info", data: "?" } };
  const methods = (): string[] => kit.notifications.map(({ method }) => method);
  const taskIdsOf = (params: Record<string, unknown> | undefined): string[] | undefined =>
    (params as { notifications: { taskIds?: string[] } }).notifications.taskIds;

  test("a legacy server tells them on its GET stream, which is opened again when it ends", async () => {
    await connectTo({ era: "legacy", capabilities: { tools: { listChanged: true } } });
    await until(() => server.streams.length === 1);
    server.streams[0]?.end(`retry: 10\n${events(listChanged)}`);
    await until(() => server.streams.length === 2);
    expect(kit.notifications).toHaveLength(1);
    server.streams[1]?.write(events(message, listChanged));
    await until(() => kit.notifications.length === 3);
    expect(methods().slice(1)).toEqual([message.method, listChanged.method]);
  });

  test("a modern server tells them on a listen stream for what it declares, where nobody asked for messages", async () => {
    await connectTo({
      era: "modern",
      capabilities: { tools: { listChanged: true }, prompts: {} },
      intercept({ message: { method } }, response) {
        if (method !== "subscriptions/listen") return false;
        response.writeHead(200, { "content-type": "text/event-stream" }).write(events(message, listChanged));
        return true;
      },
    });
    await until(() => kit.notifications.length > 0);
    expect(methods()).toEqual([listChanged.method]);
    expect(server.posts("subscriptions/listen")[0]?.message.params?.notifications).toEqual({ toolsListChanged: true });
    expect(server.posts("subscriptions/listen")[0]?.headers).toMatchObject({ "mcp-method": "subscriptions/listen" });
  });

  test("a modern server tells of tasks on a listen stream apart, for those that it agrees to, with the extension declared", async () => {
    const changed = { jsonrpc: "2.0", method: "notifications/tasks", params: { taskId: "t1", status: "completed" } };
    let closed = 0;
    const connection = await connectTo({
      era: "modern",
      capabilities: { tools: { listChanged: true } },
      intercept({ message: { method, params } }, response) {
        if (method !== "subscriptions/listen") return false;
        const taskIds = taskIdsOf(params);
        response.on("close", () => closed++);
        const notifications = taskIds && { taskIds: taskIds.filter((taskId) => taskId === "t1") };
        const acknowledged = { jsonrpc: "2.0", method: "notifications/subscriptions/acknowledged" };
        response
          .writeHead(200, { "content-type": "text/event-stream" })
          .write(events({ ...acknowledged, params: { notifications } }, ...(taskIds ? [changed] : [])));
        return true;
      },
    });
    const listens = () => server.posts("subscriptions/listen").map(({ message: { params } }) => params);
    expect(await connection.watchTasks?.(["t1", "t2"])).toEqual(["t1"]);
    await until(() => methods().includes("notifications/tasks"));
    expect(listens().at(-1)).toMatchObject({
      notifications: { taskIds: ["t1", "t2"] },
      _meta: {
        "io.modelcontextprotocol/clientCapabilities": { extensions: { "io.modelcontextprotocol/tasks": {} } },
      },
    });
    expect(listens()[0]).toMatchObject({ notifications: { toolsListChanged: true } });
    expect(await connection.watchTasks?.(["t1"])).toEqual(["t1"]);
    expect(await connection.watchTasks?.([])).toEqual([]);
    // Those of tasks are closed, the one of lists is not.
    await until(() => closed === 2);
    expect(listens()).toHaveLength(3);
  });

  test("a modern server that refuses to tell of tasks is not asked again, and goes on to tell of its lists", async () => {
    const connection = await connectTo({
      era: "modern",
      capabilities: { tools: { listChanged: true } },
      intercept({ message: { id, method, params } }, response) {
        if (method !== "subscriptions/listen") return false;
        if (taskIdsOf(params)) {
          const error = { code: -32602, message: "taskIds?" };
          response
            .writeHead(400, { "content-type": "application/json" })
            .end(JSON.stringify({ jsonrpc: "2.0", id, error }));
        } else response.writeHead(200, { "content-type": "text/event-stream" }).write(events(listChanged));
        return true;
      },
    });
    expect(await connection.watchTasks?.(["t1"])).toEqual([]);
    await until(() => methods().includes(listChanged.method));
    expect(server.posts("subscriptions/listen")).toHaveLength(2);
  });

  test("a session that ended is noticed on the stream, opened anew, and its lists are read again", async () => {
    await connectTo({ era: "legacy", capabilities: { tools: { listChanged: true } } });
    await until(() => server.streams.length === 1);
    server.forgetSessions();
    server.streams[0]?.end("retry: 10\n\n");
    await until(() => server.streams.length === 2);
    expect(server.posts("initialize")).toHaveLength(2);
    expect(kit.notifications).toEqual([{ method: "notifications/tools/list_changed" }]);
  });

  test("the end of the server is noticed without a request", async () => {
    await connectTo({ era: "legacy", capabilities: { tools: { listChanged: true } } });
    await until(() => server.streams.length === 1);
    server.streams[0]?.write("retry: 10\n\n");
    await server.close();
    await until(() => kit.closed.length === 1);
    expect(kit.closed[0]).toMatchObject({ code: "server.unreachable" });
    server = await startHttpServer({ era: "modern" });
  });
});
