import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { putLaneBefore } from "../../src/surfaces/http/lane/put-lane-before.ts";
import { createHarness, type Harness, textResult } from "../mcp/create-harness.ts";
import { callModern, modernHeaders, modernMeta, rpc } from "../mcp/raw-client.ts";
import { FUZZ_TIMEOUT_MS, fuzzOptions } from "./fuzz-options.ts";

let harness: Harness;
let token: string;
/** As Core listens: the lane of small requests before Node's HTTP. */
const server = createServer((request, response) => harness.surface.handle(request, response));
let port: number;
beforeAll(async () => {
  harness = await createHarness({ answer: ({ params }) => textResult(JSON.stringify(params.arguments)) });
  token = harness.issue("claude");
  server.keepAliveTimeout = 1_000;
  putLaneBefore(server, {
    isSecure: false,
    isTaken: (url) => url.startsWith("/mcp"),
    handle: (request, response) => harness.surface.handle(request, response),
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  port = (server.address() as AddressInfo).port;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await harness.close();
});

const body = (canary: string, tool = "notes__add"): string =>
  rpc("tools/call", { name: tool, arguments: { canary }, _meta: modernMeta() }, 0);

const request = (canary: string, more: string[] = [], framing?: string, tool?: string): string => {
  const content = body(canary, tool);
  const headers = Object.entries(modernHeaders(token, "tools/call", tool ?? "notes__add"));
  return [
    "POST /mcp HTTP/1.1",
    `host: 127.0.0.1:${port}`,
    ...headers.map(([name, value]) => `${name}: ${value}`),
    ...more,
    framing ?? `content-length: ${Buffer.byteLength(content)}`,
    "",
    framing === undefined ? content : framed(content, framing),
  ].join("\r\n");
};
const framed = (content: string, framing: string): string =>
  /^transfer-encoding: chunked/i.test(framing)
    ? `${Buffer.byteLength(content).toString(16)}\r\n${content}\r\n0\r\n\r\n`
    : content;

/** Writes the pieces with a turn of the event loop between them; answers what came back until the peer closed or was quiet. */
async function converse(pieces: readonly (string | Buffer)[], isEnough: (text: string) => boolean): Promise<string> {
  const socket = connect(port, "127.0.0.1").setNoDelay();
  let heard = "";
  const closed = new Promise<void>((resolve) => socket.on("close", () => resolve()));
  const enough = new Promise<void>((resolve) => {
    socket.on("data", (chunk: Buffer) => {
      heard += chunk.toString();
      if (isEnough(heard)) resolve();
    });
  });
  socket.on("error", () => {});
  await once(socket, "connect");
  for (const piece of pieces) {
    socket.write(piece);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await Promise.race([closed, enough, new Promise<void>((resolve) => setTimeout(resolve, 2_000).unref())]);
  socket.destroy();
  return heard;
}

const canariesIn = (text: string): string[] =>
  [...text.matchAll(/canary\\":\\"(\w+)/g)].map(([, canary]) => canary ?? "");

/** Cuts the text at these places, which are taken modulo its length. */
function cut(text: string, places: readonly number[]): string[] {
  const at = [0, ...places.map((place) => place % text.length).toSorted((a, b) => a - b), text.length];
  return at
    .slice(1)
    .map((end, index) => text.slice(at[index], end))
    .filter(Boolean);
}

describe("bytes on a connection", () => {
  test(
    "however requests are cut and however many are sent ahead, each gets its own answer, in order (A21)",
    async () => {
      let last = 0;
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.boolean(), { minLength: 1, maxLength: 6 }),
          fc.array(fc.nat(5_000), { maxLength: 8 }),
          async (chunked, places) => {
            const canaries = chunked.map(() => `c${++last}`);
            const text = chunked
              .map((isChunked, i) =>
                request(canaries[i] ?? "", [], isChunked ? "transfer-encoding: chunked" : undefined),
              )
              .join("");
            const heard = await converse(cut(text, places), (all) => canariesIn(all).length === canaries.length);
            expect(canariesIn(heard)).toEqual(canaries);
          },
        ),
        fuzzOptions(120),
      );
    },
    FUZZ_TIMEOUT_MS,
  );

  test.each([
    ["a length and chunks", () => request("outer", ["content-length: 5"], "transfer-encoding: chunked")],
    ["two lengths", () => request("outer", ["content-length: 1"])],
    ["a length with a sign", () => request("outer", [], "content-length: +7")],
    ["a length in hex", () => request("outer", [], "content-length: 0x7")],
    ["a negative length", () => request("outer", [], "content-length: -1")],
    ["an encoding that is not known", () => request("outer", [], "transfer-encoding: xchunked")],
    ["an encoding with a tab", () => request("outer", [], "transfer-encoding:\tchunked, identity")],
    ["a folded header", () => request("outer", ["x-a: b\r\n folded: c"])],
    ["a space before the colon", () => request("outer", [], "content-length : 5")],
    ["a zero byte in a header", () => request("outer", ["x-a: \u0000"])],
    ["a bare line feed in a header", () => request("outer", ["x-a: b\ncontent-length: 3"])],
    ["a bare carriage return in a header", () => request("outer", ["x-a: b\rcontent-length: 3"])],
    ["a head without end", () => request("outer", [`x-a: ${"y".repeat(200_000)}`])],
    [
      "headers without end",
      () =>
        request(
          "outer",
          Array.from({ length: 5_000 }, (_, i) => `x-${i}: y`),
        ),
    ],
    [
      "a chunk whose size is no number",
      () => request("outer", [], "transfer-encoding: chunked").replace(/\r\n\w+\r\n\{/, "\r\nzz\r\n{"),
    ],
    [
      "a chunk whose size no number holds",
      () => request("outer", [], "transfer-encoding: chunked").replace(/\r\n\w+\r\n\{/, "\r\nfffffffffffffffff\r\n{"),
    ],
  ])("with %s, a request is refused and nothing is found behind it (A34, A36)", async (_what, build) => {
    const before = harness.sent.length;
    const heard = await converse([build() + request("smuggled", [], undefined, "notes__wipe")], (all) =>
      all.includes("\r\n\r\n"),
    );
    expect(heard).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect(heard).not.toMatch(/HTTP\/1\.1 [25]\d\d/);
    expect(harness.sent.slice(before)).toEqual([]);
    expect((await callModern(harness.url, token, "tools/call", { name: "notes__add" })).status).toBe(200);
  });

  test(
    "any bytes before, inside or instead of a head are refused, and the next connection is served",
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.nat(600), async (noise, at) => {
          const text = Buffer.from(request("noisy"));
          const place = at % text.length;
          const heard = await converse(
            [text.subarray(0, place), Buffer.from(noise), text.subarray(place), "\r\n\r\n"],
            (all) => all.includes("\r\n\r\n"),
          );
          expect(heard).not.toMatch(/HTTP\/1\.1 5\d\d/);
          expect((await callModern(harness.url, token, "tools/call", { name: "notes__add" })).status).toBe(200);
        }),
        fuzzOptions(60),
      );
    },
    FUZZ_TIMEOUT_MS,
  );
});
