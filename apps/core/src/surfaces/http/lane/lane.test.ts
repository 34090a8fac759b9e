import { once } from "node:events";
import { createServer } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { type AddressInfo, connect, createServer as createTcpServer, type Socket } from "node:net";
import { connect as connectSecurely } from "node:tls";
import { generate } from "selfsigned";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { BodyRequest, HttpResponse } from "../http-message.ts";
import { createLane } from "./create-lane.ts";
import { putLaneBefore } from "./put-lane-before.ts";
import type { WholeRequest } from "./whole-request.ts";

const post = (body: string, path = "/mcp"): string =>
  `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

/** Who answered is in the answer: `lane` or `node`, and the body. */
let answer: (request: BodyRequest, response: HttpResponse, body: string) => void;
let socket: Socket;
let received = "";
let closeLane: () => void;
const server = createServer((req, res) => {
  let body = "";
  req.on("data", (part: Buffer) => (body += part.toString()));
  req.on("end", () => res.end(`[node ${req.method} ${body}]`));
});
const handle = (request: WholeRequest, response: HttpResponse): void =>
  answer(request, response, request.body.toString());

beforeEach(async () => {
  answer = (_request, response, body) => {
    const text = `[lane ${body}]`;
    response.writeHead(200, ["content-length", String(text.length)]).end(text);
  };
  if (!server.listening) {
    closeLane = putLaneBefore(server, { isSecure: false, isTaken: (url) => url.startsWith("/mcp"), handle });
    await once(server.listen(0, "127.0.0.1"), "listening");
  }
  received = "";
  socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  socket.setNoDelay().on("error", () => {});
  socket.on("data", (part) => (received += part.toString()));
  await once(socket, "connect");
});
afterEach(() => void socket.destroy());

const until = async (fits: () => boolean): Promise<void> => {
  while (!fits()) await new Promise((resume) => setTimeout(resume, 2));
};
const answers = (): string[] => received.match(/\[(?:lane|node)[^\]]*\]/g) ?? [];

test("requests that come whole are answered one after the other on one connection", async () => {
  socket.write(post("a"));
  await until(() => answers().length === 1);
  socket.write(post("b"));
  await until(() => answers().length === 2);
  expect(answers()).toEqual(["[lane a]", "[lane b]"]);
  expect(received).toMatch(/^HTTP\/1\.1 200 OK\r\ncontent-length: 8\r\ndate: .* GMT\r\nconnection: keep-alive\r\n/);
});

test.each([
  ["one in two parts", [post("abc").slice(0, -2), "bc"], ["[node POST abc]"]],
  ["two in one part", [post("a") + post("b")], ["[node POST a]", "[node POST b]"]],
  ["another path", [post("a", "/trpc")], ["[node POST a]"]],
  [
    "chunks",
    ["POST /mcp HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n"],
    ["[node POST a]"],
  ],
  ["a GET", ["GET /mcp HTTP/1.1\r\nHost: a\r\n\r\n"], ["[node GET ]"]],
])("after %s, the connection is Node's, with every byte", async (_what, parts, expected) => {
  socket.write(post("first"));
  await until(() => answers().length === 1);
  for (const part of parts) {
    socket.write(part);
    await new Promise((resume) => setTimeout(resume, 10));
  }
  socket.write(post("last"));
  await until(() => answers().length === expected.length + 2);
  expect(answers()).toEqual(["[lane first]", ...expected, "[node POST last]"]);
});

test("what is sent ahead waits for the answer before it, and answers keep their order (A21)", async () => {
  let release = null as (() => void) | null;
  const plain = answer;
  answer = (request, response, body) => {
    release = () => plain(request, response, body);
    answer = plain;
  };
  socket.write(post("slow"));
  await until(() => release !== null);
  socket.write(post("fast"));
  await new Promise((resume) => setTimeout(resume, 20));
  expect(answers()).toEqual([]);
  release?.();
  await until(() => answers().length === 2);
  expect(answers()).toEqual(["[lane slow]", "[lane fast]"]);
});

test("a stream is sent in chunks, and the connection lives on", async () => {
  const plain = answer;
  answer = (_request, response) => {
    response.writeHead(200, ["content-type", "text/event-stream"]).flushHeaders();
    response.write("data: é\n\n");
    response.end("data: 2\n\n");
    answer = plain;
  };
  socket.write(post("stream"));
  await until(() => received.endsWith("0\r\n\r\n"));
  expect(received).toContain("\r\ntransfer-encoding: chunked\r\n\r\na\r\ndata: é\n\n\r\n9\r\ndata: 2\n\n\r\n0\r\n\r\n");
  socket.write(post("after"));
  await until(() => answers().length === 1);
});

test("a client that leaves is heard of, once", async () => {
  let closed = 0;
  let isAsked = false;
  answer = (_request, response) => {
    isAsked = true;
    response.on("close", () => closed++);
  };
  socket.write(post("gone"));
  await until(() => isAsked);
  socket.end();
  await until(() => closed > 0);
  expect(closed).toBe(1);
});

test("a header cannot end its line (A36)", async () => {
  let thrown: unknown;
  answer = (_request, response) => {
    try {
      response.writeHead(200, ["x-a", "1\r\nx-b: 2"]);
    } catch (error) {
      thrown = error;
    }
    response.writeHead(204, []).end();
  };
  socket.write(post("inject"));
  await until(() => received.includes("204 No Content"));
  expect(thrown).toBeInstanceOf(TypeError);
  expect(received).not.toContain("x-b");
});

test("closing ends what waits for nothing, and lets the rest be answered first", async () => {
  let release = null as (() => void) | null;
  const plain = answer;
  answer = (request, response, body) => (release = () => plain(request, response, body));
  socket.write(post("last words"));
  await until(() => release !== null);
  const idle = connect((server.address() as AddressInfo).port, "127.0.0.1");
  idle.on("error", () => {});
  await once(idle, "connect");
  await new Promise((resume) => setTimeout(resume, 10));
  const ended = once(idle, "close");
  server.close();
  closeLane();
  await ended;
  expect(socket.destroyed).toBe(false);
  release?.();
  await once(socket, "close");
  expect(answers()).toEqual(["[lane last words]"]);
});

test("whoever comes while it closes is Node's to end, and all connections end when the server says so", async () => {
  const late = createServer(() => {});
  const close = putLaneBefore(late, { isSecure: false, isTaken: () => true, handle: () => {} });
  await once(late.listen(0, "127.0.0.1"), "listening");
  const dial = async (): Promise<Socket> => {
    const dialled = connect((late.address() as AddressInfo).port, "127.0.0.1");
    dialled.on("error", () => {});
    await once(dialled, "connect");
    return dialled;
  };
  const asking = await dial();
  asking.write(post("never answered"));
  await new Promise((resume) => setTimeout(resume, 10));
  close();
  const idle = await dial();
  const ended = [once(late, "close"), once(asking, "close"), once(idle, "close")];
  late.close();
  late.closeAllConnections();
  await Promise.all(ended);
  expect([asking.destroyed, idle.destroyed]).toEqual([true, true]);
});

test("over TLS, too, one request follows the other, and each is known to be answered (A35)", async () => {
  const { cert, private: key } = await generate([{ name: "commonName", value: "localhost" }]);
  const secure = createSecureServer({ cert, key }, () => {});
  let closed = 0;
  putLaneBefore(secure, {
    isSecure: true,
    isTaken: () => true,
    handle(request, response) {
      response.on("close", () => closed++);
      answer(request, response, request.body.toString());
    },
  });
  await once(secure.listen(0, "127.0.0.1"), "listening");
  const client = connectSecurely({ port: (secure.address() as AddressInfo).port, rejectUnauthorized: false });
  client.on("data", (part: Buffer) => (received += part.toString()));
  await once(client, "secureConnect");
  for (const body of ["a", "b", "c"]) {
    client.write(post(body));
    await until(() => received.includes(`[lane ${body}]`));
  }
  await until(() => closed === 3);
  expect(answers()).toEqual(["[lane a]", "[lane b]", "[lane c]"]);
  client.destroy();
  secure.close();
});

test("a connection that waits for nothing is ended after a while, one that waits for an answer is not", async () => {
  let slow: HttpResponse | null = null;
  const lane = createLane({
    isTaken: () => true,
    handle: (_request, response) => (slow = response),
    giveToNode: (given) => given.destroy(),
    keepAliveMs: 40,
  });
  const own = createTcpServer(lane.open);
  await once(own.listen(0, "127.0.0.1"), "listening");
  const join = () => connect((own.address() as AddressInfo).port, "127.0.0.1");
  const [silent, busy] = [join(), join()];
  busy.write(post("a"));
  await once(silent.resume(), "close");
  expect(busy.destroyed).toBe(false);
  busy.on("data", (part) => (received += part.toString()));
  (slow as HttpResponse | null)?.writeHead(200, ["content-length", "6"]).end("[lane]");
  await once(busy, "close");
  expect(answers()).toEqual(["[lane]"]);
  lane.close();
  own.close();
});
