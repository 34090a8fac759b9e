import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { ClientToServerEvents, ServerToClientEvents } from "@peta/contract";
import { Server } from "socket.io";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { TestClock } from "../testing/test-clock.ts";
import { type CoreConnection, createCoreConnection } from "./core-connection.ts";

const REFUSED = {
  error: { message: "no", code: -32001, data: { peta: { code: "auth.invalid_token", message: "no" } } },
};

let io: Server<ClientToServerEvents, ServerToClientEvents>;
let clock: TestClock;
let connection: CoreConnection;
let isRefusing: boolean;
let connections: number;

/** A Core that knows nobody by name, and refuses the token of the typed API when it is told to. */
beforeEach(async () => {
  [clock, isRefusing, connections] = [new TestClock(), false, 0];
  const http = createServer((request, response) => {
    if (request.url?.startsWith("/trpc/") !== true) return;
    response.writeHead(isRefusing ? 401 : 500, { "content-type": "application/json" });
    response.end(JSON.stringify(isRefusing ? REFUSED : { error: { message: "fault", code: -32603, data: {} } }));
  });
  io = new Server(http);
  io.on("connection", (peer) => {
    connections++;
    peer.emit("server_info", { serverId: "key", serverName: "Main", version: "1" });
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  connection = createCoreConnection(
    {
      fetch,
      clock,
      version: "0.1.0",
      device: { deviceName: "laptop", platform: "linux" },
      currentPage: () => "approvals",
    },
    {
      connectionId: "c1",
      url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
      name: "Main",
      signedInBy: "token",
    },
    { credential: { kind: "token", token: "t1" }, save: async () => {} },
    { onView() {}, onLive() {}, onNotification() {}, onChanged() {} },
  );
  connection.start();
  await vi.waitUntil(() => connection.view().status === "live");
});
afterEach(async () => {
  connection.stop();
  await io.close();
});

const ask = () => connection.ask(({ consoleSessions }) => consoleSessions.me.query());
const disable = () =>
  io.emit("notification", {
    type: "user_disabled",
    message: "An administrator has disabled your access.",
    timestamp: 1,
    severity: "error",
    data: undefined,
  });

test("a refusal of the typed API signs out at once; what Core then says on the socket is the reason", async () => {
  isRefusing = true;
  await expect(ask()).rejects.toThrow();
  expect(connection.view()).toMatchObject({
    status: "signed_out",
    reason: expect.stringContaining("no longer accepts"),
  });
  disable();
  await expect.poll(() => connection.view().reason).toBe("An administrator has disabled your access.");
  expect(connection.view().status).toBe("signed_out");
  await expect.poll(() => io.engine.clientsCount).toBe(0);
});

test("Core that says nothing more is left after a moment", async () => {
  isRefusing = true;
  await expect(ask()).rejects.toThrow();
  expect(io.engine.clientsCount).toBe(1);
  clock.advance(2_000);
  await expect.poll(() => io.engine.clientsCount).toBe(0);
  expect(connection.view().status).toBe("signed_out");
});

test("who tries again meanwhile stays connected", async () => {
  isRefusing = true;
  await expect(ask()).rejects.toThrow();
  isRefusing = false;
  connection.retry();
  await expect.poll(() => [connection.view().status, connections]).toEqual(["live", 2]);
  clock.advance(2_000);
  expect(connection.view().status).toBe("live");
  expect(io.engine.clientsCount).toBe(1);
});
