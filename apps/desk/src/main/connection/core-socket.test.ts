import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { ClientToServerEvents, ServerToClientEvents, SocketResponse } from "@peta/contract";
import { Server, type Socket } from "socket.io";
import { afterEach, beforeEach, expect, test } from "vitest";
import { DeskError } from "../desk-error.ts";
import { TestClock } from "../testing/test-clock.ts";
import { type CoreSocket, createCoreSocket } from "./core-socket.ts";
import type { TokenSource } from "./token-source.ts";

type Wire = Server<ClientToServerEvents, ServerToClientEvents>;
type Peer = Socket<ClientToServerEvents, ServerToClientEvents>;

let io: Wire;
let origin: string;
let clock: TestClock;
let events: string[];
let tokens: string[];
let socket: CoreSocket;
/** What the handshake is refused with, by token. */
let refusals: Map<string, Error>;
let handshakes: { token: unknown; url: string | undefined }[];
let peers: Peer[];
let replaceProblem: Error | null;

const refusal = (code: string, message = "Authentication failed: User not found") =>
  Object.assign(new Error(message), { data: { code } });

beforeEach(async () => {
  [clock, events, tokens, refusals, handshakes, peers, replaceProblem] = [
    new TestClock(),
    [],
    ["t1"],
    new Map(),
    [],
    [],
    null,
  ];
  const http = createServer();
  io = new Server(http);
  io.use((peer, next) => {
    const { token } = peer.handshake.auth as { token?: string };
    handshakes.push({ token, url: peer.request.url });
    next(refusals.get(token ?? ""));
  });
  io.on("connection", (peer) => {
    peers.push(peer);
    peer.emit("server_info", { serverId: "key", serverName: "Main", version: "1" });
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  const source: TokenSource = {
    async current() {
      const [token] = tokens;
      if (token === undefined) throw new DeskError("desk.signed_out", "Signed out.");
      return token;
    },
    async replace(token) {
      if (replaceProblem) throw replaceProblem;
      if (tokens[0] === token) tokens.shift();
      return tokens[0] ?? null;
    },
    credential: () => null,
    stop() {},
  };
  socket = createCoreSocket({
    origin,
    tokens: source,
    clock,
    device: { deviceName: "laptop", appVersion: "0.1.0", platform: "linux" },
    currentPage: () => "approvals",
    events: {
      onLive: ({ serverName }) => events.push(`live ${serverName}`),
      onNotification: ({ type }) => events.push(`heard ${type}`),
      onChanged: (topics) => events.push(`changed ${topics.join()}`),
      onLost: (reason) => events.push(`lost ${reason}`),
      onRefused: (reason) => events.push(`refused ${reason}`),
    },
  });
});
afterEach(async () => {
  socket.stop();
  await io.close();
});

const expectSeen = (text: string) => expect.poll(() => events).toContain(text);
const reply = (peer: Peer, send: () => void) =>
  new Promise<SocketResponse>((resolve) => {
    peer.once("socket_response", resolve);
    send();
  });

test("the token goes in the handshake, never in an address; the device introduces itself", async () => {
  const introduced = new Promise((resolve) => io.on("connection", (peer) => peer.on("client-info", resolve)));
  socket.start();
  await expectSeen("live Main");
  expect(handshakes).toEqual([{ token: "t1", url: expect.not.stringContaining("t1") }]);
  expect(handshakes[0]?.url).toContain("transport=websocket");
  expect(await introduced).toEqual({
    deviceType: "desktop",
    deviceName: "laptop",
    appVersion: "0.1.0",
    platform: "linux",
  });
  io.emit("notification", {
    type: "online_sessions",
    message: "",
    timestamp: 1,
    data: { sessions: [] },
    severity: "info",
  });
  await expectSeen("heard online_sessions");
  io.emit("changed", { topics: ["clients", "servers"] });
  await expectSeen("changed clients,servers");
});

test("a refused token is replaced once, where there is another", async () => {
  tokens = ["t1", "t2"];
  refusals.set("t1", refusal("auth.invalid_token"));
  socket.start();
  await expectSeen("live Main");
  expect(handshakes.map(({ token }) => token)).toEqual(["t1", "t2"]);
});

test.each([
  [
    "auth.invalid_token",
    "Authentication failed: User not found",
    "Peta no longer accepts this sign-in. Sign in again.",
  ],
  ["auth.invalid_token", "Authentication failed: User is Disabled", "Your account is disabled. Ask an administrator."],
  [
    "auth.invalid_token",
    "Authentication failed: User authorization has expired",
    "Your access has expired. Sign in again.",
  ],
])("without another, %s (%s) ends the sign-in and is not tried again", async (code, message, says) => {
  refusals.set("t1", refusal(code, message));
  socket.start();
  await expectSeen(`refused ${says}`);
  clock.advance(600_000);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(handshakes).toHaveLength(1);
});

test("a refusal that is not about the credential is tried again after a while", async () => {
  refusals.set("t1", refusal("network.address_refused", "This address may not use Peta."));
  socket.start();
  await expectSeen("lost This address may not use Peta.");
  refusals.clear();
  clock.advance(20_000);
  await expectSeen("live Main");
});

test("a renewal that cannot be made now is no sign-out; one that is refused is", async () => {
  refusals.set("t1", refusal("auth.invalid_token"));
  replaceProblem = new DeskError("desk.offline", "Core is away.");
  socket.start();
  await expectSeen("lost Core is away.");
  replaceProblem = new DeskError("desk.sign_in_expired", "The sign-in has ended. Sign in again.");
  clock.advance(20_000);
  await expectSeen("refused The sign-in has ended. Sign in again.");
});

test("Core ends the connection: it is opened again, or Core says why not", async () => {
  socket.start();
  await expectSeen("live Main");
  refusals.set("t1", refusal("auth.invalid_token", "Authentication failed: User is Disabled"));
  peers[0]?.disconnect(true);
  await expectSeen("lost The connection was interrupted.");
  clock.advance(1_000);
  await expectSeen("refused Your account is disabled. Ask an administrator.");
});

test("a new token opens the wire anew, and only an open one", async () => {
  socket.renew();
  expect(handshakes).toHaveLength(0);
  socket.start();
  await expectSeen("live Main");
  tokens = ["t2"];
  socket.renew();
  await expect.poll(() => handshakes.map(({ token }) => token)).toEqual(["t1", "t2"]);
});

test("Core's own questions about the device are answered; one about a call is not, without an approval", async () => {
  socket.start();
  await expectSeen("live Main");
  const [peer] = peers;
  if (peer === undefined) throw new Error("nobody connected");
  const request = { requestId: "r1", action: 2001, data: {}, timestamp: 1 };
  expect(await reply(peer, () => peer.emit("get_client_status", request))).toMatchObject({
    requestId: "r1",
    success: true,
    data: { platform: "linux", appVersion: "0.1.0" },
  });
  expect(await reply(peer, () => peer.emit("get_current_page", request))).toMatchObject({
    data: { currentPage: "approvals" },
  });
  const question = { userAgent: "", ip: "", toolName: "t", toolDescription: "", toolParams: "{}" };
  expect(await reply(peer, () => peer.emit("ask_user_confirm", { ...request, data: question }))).toMatchObject({
    success: false,
  });
});
