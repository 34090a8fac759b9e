import { request } from "node:http";
import { io } from "socket.io-client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connectDevice, connectOptions, until } from "./connect.ts";
import { createSocketWorld, type SocketWorld } from "./create-socket-world.ts";

let world: SocketWorld;
beforeAll(async () => {
  world = await createSocketWorld();
});
afterAll(() => world.stop());

/** Message and data of the `connect_error`, or "connected". */
async function refused(options: Parameters<typeof connectDevice>[2], token?: string): Promise<unknown> {
  try {
    (await connectDevice(world.core.url, token, options)).close();
    return "connected";
  } catch (error) {
    const { message, data } = error as Error & { data?: { code: string } };
    return [message, data?.code];
  }
}

describe("who may connect", () => {
  test("a token in auth or in the Authorization header, over websocket and over polling", async () => {
    const { token } = world.ann;
    const headers = { authorization: `Bearer ${token}` };
    for (const transports of [["websocket"], ["polling"], ["polling", "websocket"]]) {
      const device = await connectDevice(world.core.url, token, { transports });
      expect((await device.ask("get_capabilities")).success).toBe(true);
      device.close();
    }
    expect(await refused({ extraHeaders: headers })).toBe("connected");
    expect(await refused({ extraHeaders: headers }, token)).toBe("connected");
  });

  test("without a token, with one that is none, and with an unknown one the legacy sentence says so (A2)", async () => {
    expect(await refused({})).toEqual(["Missing authentication token", "auth.required"]);
    expect(await refused({ auth: { token: 7 } })).toEqual([
      "Authentication failed: Token is required and must be a string",
      "auth.invalid_token",
    ]);
    expect(await refused({}, `peta_${"x".repeat(43)}`)).toEqual([
      "Authentication failed: User not found",
      "auth.invalid_token",
    ]);
    expect(await refused({ extraHeaders: { authorization: "Basic dTpw" } })).toEqual([
      expect.stringContaining("must read `Bearer"),
      "auth.invalid_token",
    ]);
  });

  test("two different credentials are refused, and so is a token in the URL (A6)", async () => {
    const { token } = world.ann;
    const other = world.bot.token;
    expect(await refused({ extraHeaders: { authorization: `Bearer ${other}` } }, token)).toEqual([
      expect.stringContaining("two credentials"),
      "auth.ambiguous_credentials",
    ]);
    expect(await refused({ query: { token } }, token)).toEqual([
      expect.stringContaining("URL"),
      "auth.ambiguous_credentials",
    ]);
  });

  test("the desk's own connection id in the query does no harm", async () => {
    expect(await refused({ query: { clientId: "conn-1" } }, world.ann.token)).toBe("connected");
  });

  test("a disabled principal's token is told apart from an unknown one", async () => {
    await world.owner.principals.add.mutate({ principalId: "gone", kind: "person" });
    const { token } = await world.tokenOf("gone");
    await world.owner.principals.update.mutate({ principalId: "gone", status: "disabled" });
    expect(await refused({}, token)).toEqual(["Authentication failed: User is Disabled", "auth.invalid_token"]);
  });

  test("refused handshakes are on record, without the token", async () => {
    const canary = `peta_${"canary".repeat(7)}`;
    await refused({}, canary);
    const find = async () => (await world.owner.audit.list.query({ action: "authenticate", limit: 200 })).rows;
    const rows = await find();
    expect(rows.some((row) => row.channel === "socket" && row.errorCode === "auth.invalid_token")).toBe(true);
    expect(JSON.stringify(rows) + world.core.logged()).not.toContain(canary);
  });
});

describe("A48: where a connection may come from", () => {
  const poll = (headers: Record<string, string>, path = "/socket.io/?EIO=4&transport=polling") =>
    new Promise<{ status: number | undefined; headers: Record<string, unknown>; body: string }>((resolve, reject) => {
      const { port } = new URL(world.core.url);
      const asked = request({ host: "127.0.0.1", port, path, headers }, (response) => {
        let body = "";
        response.on("data", (chunk: Buffer) => (body += chunk.toString()));
        response.on("end", () => resolve({ status: response.statusCode, headers: response.headers, body }));
      });
      asked.on("error", reject).end();
    });

  test("a page of another origin and a rebound host name are refused, also with a valid token and over websocket", async () => {
    expect((await poll({ host: "localhost", origin: "https://evil.example" })).status).toBe(403);
    expect((await poll({ host: "rebound.example" })).status).toBe(403);
    const foreign: Record<string, string>[] = [{ origin: "https://evil.example" }, { host: "rebound.example" }];
    for (const extraHeaders of foreign) expect(await refused({ extraHeaders }, world.ann.token)).not.toBe("connected");
    expect(await refused({ extraHeaders: { origin: world.core.url } }, world.ann.token)).toBe("connected");
  });

  test("no answer carries CORS headers, and all are unframeable and unsniffable", async () => {
    const { status, headers } = await poll({ host: "localhost", origin: world.core.url });
    expect(status).toBe(200);
    expect(Object.keys(headers).filter((name) => name.startsWith("access-control"))).toEqual([]);
    expect(headers).toMatchObject({ "x-content-type-options": "nosniff", "x-frame-options": "DENY" });
  });

  test("a later request of a session is looked at, too", async () => {
    const { body } = await poll({ host: "localhost" });
    const { sid } = JSON.parse(body.slice(1)) as { sid: string };
    const path = `/socket.io/?EIO=4&transport=polling&sid=${sid}`;
    expect((await poll({ host: "localhost", origin: "https://evil.example" }, path)).status).toBe(403);
  });

  test("the ping values are those of the contract, and old protocol revisions and other paths are not served", async () => {
    const { body } = await poll({ host: "localhost" });
    expect(JSON.parse(body.slice(1))).toMatchObject({ pingInterval: 25_000, pingTimeout: 60_000 });
    expect((await poll({ host: "localhost" }, "/socket.io/?EIO=3&transport=polling")).status).toBe(400);
    expect((await poll({ host: "localhost" }, "/socket.io/socket.io.js")).status).toBe(400);
  });
});

describe("A35: hoarding", () => {
  test("a principal holds so many connections, and one that is closed makes room", async () => {
    await world.owner.principals.add.mutate({ principalId: "many", kind: "person" });
    const { token } = await world.tokenOf("many");
    const open = await Promise.all(Array.from({ length: 32 }, () => connectDevice(world.core.url, token)));
    expect(await refused({}, token)).toEqual([expect.stringContaining("32 connections"), "session.limit"]);
    expect(await refused({}, world.ann.token)).toBe("connected");
    open[0]?.close();
    await until(
      () => (world.core.core.socket.connectionCount() < 32 ? true : undefined),
      3_000,
      () => "still open",
    );
    expect(await refused({}, token)).toBe("connected");
    for (const device of open) device.close();
  });

  test("strangers who say nothing hold so many connections of one address", async () => {
    const silent = Array.from({ length: 70 }, () => {
      const socket = io(world.core.url, { ...connectOptions(undefined), autoConnect: false });
      // The engine alone: no CONNECT packet follows, so nobody says who it is.
      const engine = socket.io;
      engine.open();
      return engine;
    });
    try {
      const results = await Promise.all(
        silent.map(
          (engine) =>
            new Promise<string>((resolve) => {
              engine.on("open", () => resolve("open"));
              engine.on("error", () => resolve("refused"));
            }),
        ),
      );
      const open = results.filter((result) => result === "open").length;
      expect(open).toBeLessThanOrEqual(64);
      expect(open).toBeGreaterThan(50);
      expect(await refused({}, world.ann.token)).not.toBe("connected");
    } finally {
      for (const engine of silent) engine._close();
    }
    await expect.poll(() => refused({}, world.ann.token), { timeout: 5_000 }).toBe("connected");
  });
});
