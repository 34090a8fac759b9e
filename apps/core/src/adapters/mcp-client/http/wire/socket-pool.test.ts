import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import dns from "node:dns";
import { afterEach, describe, expect, test } from "vitest";
import { until } from "../../fixtures/connect-kit.ts";
import { headerLines } from "./http-request.ts";
import { SocketPool } from "./socket-pool.ts";

const HEAD = "POST / HTTP/1.1\r\nhost: x\r\n";
const OK = (body: string, more = ""): string =>
  `HTTP/1.1 200 OK\r\n${more}content-length: ${body.length}\r\n\r\n${body}`;

let server: Server;
let pool: SocketPool;
const sockets: Socket[] = [];
afterEach(() => {
  pool.destroy();
  for (const socket of sockets.splice(0)) socket.destroy();
  server.close();
});

/** A server of bytes: `answer` sees what arrived on a connection and may write to it. */
async function serve(answer: (socket: Socket, received: string) => void, maxSockets = 2): Promise<void> {
  server = createServer((socket) => {
    sockets.push(socket);
    socket.on("error", () => {});
    socket.on("data", (data) => answer(socket, data.toString()));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  pool = new SocketPool({
    isSecure: false,
    hostname: "127.0.0.1",
    port: (server.address() as AddressInfo).port,
    lookup: dns.lookup,
    connectTimeoutMs: 1_000,
    maxSockets,
    idleMs: 60_000,
  });
}

interface Outcome {
  status: number;
  body: string;
  error: Error | null;
  isOver: boolean;
}

function send(body: string | null = "{}"): { outcome: Outcome; abort: () => void } {
  const outcome: Outcome = { status: 0, body: "", error: null, isOver: false };
  const abort = pool.dispatch(HEAD, body, {
    onResponseStart: (status) => (outcome.status = status),
    onResponseData: (chunk) => (outcome.body += chunk.toString()),
    onResponseEnd: () => (outcome.isOver = true),
    onResponseError(error) {
      outcome.error = error;
      outcome.isOver = true;
    },
  });
  return { outcome, abort };
}
const answered = async (body?: string): Promise<Outcome> => {
  const { outcome } = send(body);
  await until(() => outcome.isOver);
  return outcome;
};

describe("sockets", () => {
  test("one is used again, and not more are opened than allowed; the others wait their turn", async () => {
    await serve((socket, text) => setTimeout(() => socket.write(OK(text.split("\r\n\r\n")[1] ?? "")), 5));
    const bodies = Array.from({ length: 20 }, (_, i) => `body ${i}`);
    const outcomes = await Promise.all(bodies.map((body) => answered(body)));
    expect(outcomes.map(({ body }) => body)).toEqual(bodies);
    expect(sockets).toHaveLength(2);
  });

  test("one that the server is about to close is not used again", async () => {
    await serve((socket) => socket.write(OK("x", "keep-alive: timeout=1\r\n")));
    await answered();
    await answered();
    expect(sockets).toHaveLength(2);
  });

  test("one that breaks fails its request and nobody else's, and what waits gets another", async () => {
    let count = 0;
    await serve((socket) => (++count === 1 ? socket.destroy() : socket.write(OK("fine"))), 1);
    const [first, second] = await Promise.all([answered(), answered()]);
    expect(first.error).toBeInstanceOf(Error);
    expect(second).toMatchObject({ body: "fine", error: null });
    expect(count).toBe(2);
  });

  test("an aborted request is told nothing, under way or waiting", async () => {
    await serve((socket, text) => void (text.includes("slow") || socket.write(OK("quick"))), 1);
    const [slow, waiting] = [send("slow"), send("never sent")];
    await until(() => sockets.length === 1);
    waiting.abort();
    slow.abort();
    expect(await answered("quick")).toMatchObject({ body: "quick" });
    expect(slow.outcome.isOver || waiting.outcome.isOver).toBe(false);
  });

  test("A21: an answer sent ahead goes to nobody", async () => {
    let count = 0;
    await serve((socket) => socket.write(++count === 1 ? OK("first") + OK("stolen") : OK("own")), 1);
    expect((await answered()).body).toBe("first");
    expect((await answered()).body).toBe("own");
    expect(sockets).toHaveLength(2);
  });

  test("a body of any size and script arrives whole, with its length in bytes", async () => {
    let received = "";
    const body = "größer 😀 ".repeat(100_000);
    await serve((socket, text) => {
      received += text;
      if (received.endsWith("!")) socket.write(OK(""));
    });
    await answered(`${body}!`);
    expect(received).toContain(`content-length: ${Buffer.byteLength(body) + 1}\r\n\r\n`);
  });

  test("what does not take the connection is told from what breaks it", async () => {
    await serve(() => {});
    server.close();
    await once(server, "close");
    expect((await answered()).error).toMatchObject({ code: "ECONNREFUSED" });
  });

  test("after the end nothing is sent", async () => {
    await serve((socket) => socket.write(OK("")));
    pool.destroy();
    expect((await answered()).error).toMatchObject({ code: "CONNECTION_CLOSED" });
    expect(sockets).toHaveLength(0);
  });
});

test("A36: a header that would end its line is not sent", () => {
  expect(headerLines(["a", "b", "c", "d é"])).toBe("a: b\r\nc: d é\r\n");
  for (const value of ["x\r\ny: z", "x\ny", "x\0", "日"]) expect(() => headerLines(["a", value])).toThrow(TypeError);
  expect(() => headerLines(["a b", "c"])).toThrow(TypeError);
});
