import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import { type AddressInfo, connect } from "node:net";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createRequestReader } from "./read-whole-request.ts";

const readWholeRequest = (chunk: Buffer) => createRequestReader()(chunk);
const LINES = ["POST /mcp HTTP/1.1", "Host: localhost", "Content-Type: application/json", "Content-Length: 2"];
const request = (lines: readonly string[], body = "{}"): Buffer =>
  Buffer.from(`${lines.join("\r\n")}\r\n\r\n${body}`, "latin1");
const replaced = (at: number, line: string): Buffer => request(LINES.with(at, line));

test("a POST that came whole is read", () => {
  expect(readWholeRequest(request(LINES))).toEqual({
    url: "/mcp",
    headers: { host: "localhost", "content-type": "application/json", "content-length": "2" },
    body: Buffer.from("{}"),
  });
});

test("lines that come again are not read again, and those that changed are", () => {
  const read = createRequestReader();
  for (const value of ["1", "2", "2", "1"])
    expect(read(request([...LINES, `X-A: ${value}`]))?.headers).toMatchObject({ host: "localhost", "x-a": value });
  expect(read(request([...LINES, "X-A: 1"], "[]"))?.body.toString()).toBe("[]");
  expect(read(request([...LINES, "X-A: 1"], "[1]"))).toBeNull();
  expect(read(request([...LINES, "Host: localhost"]))).toBeNull();
});

test.each([
  ["a part of a body", request(LINES, "{")],
  ["more than a body", request(LINES, "{}P")],
  ["a part of a head", Buffer.from("POST /mcp HTTP/1.1\r\nHost: a\r\n")],
  ["another method", replaced(0, "GET /mcp HTTP/1.1")],
  ["another version", replaced(0, "POST /mcp HTTP/1.0")],
  ["a URL in absolute form", replaced(0, "POST http://localhost/mcp HTTP/1.1")],
  ["a URL with a blank", replaced(0, "POST /mcp /x HTTP/1.1")],
  ["no host", request(LINES.toSpliced(1, 1))],
  ["no length", request(LINES.toSpliced(3, 1))],
  ["two lengths", request([...LINES, "Content-Length: 2"])],
  ["two hosts", request([...LINES, "host: other"])],
  ["a length that is a list", replaced(3, "Content-Length: 2, 2")],
  ["a length with a sign", replaced(3, "Content-Length: +2")],
  ["a length in hex", replaced(3, "Content-Length: 0x2")],
  ["an encoding of the transfer", request([...LINES, "Transfer-Encoding: chunked"])],
  ["an expectation", request([...LINES, "Expect: 100-continue"])],
  ["an upgrade", request([...LINES, "Upgrade: websocket"])],
  ["a connection that closes", request([...LINES, "Connection: close"])],
  ["a blank before the colon", request([...LINES, "X-A : 1"])],
  ["a folded line", request([...LINES, "X-A: 1", " 2"])],
  ["a name without a name", request([...LINES, ": 1"])],
  ["a bare line feed", request([...LINES, "X-A: 1\nTransfer-Encoding: chunked"])],
  ["a bare carriage return", request([...LINES, "X-A: 1\rX-B: 2"])],
  ["a NUL", request([...LINES, "X-A: \0"])],
  ["a byte beyond ASCII", request([...LINES, "X-A: \u00e9"])],
  ["a prototype key", request([...LINES, "__proto__: 1"])],
  ["a head that is too long", request([...LINES, `X-A: ${"a".repeat(20_000)}`])],
])("%s is left to Node (A30, A36)", (_what, chunk) => {
  expect(readWholeRequest(chunk)).toBeNull();
});

interface Seen {
  url: string | undefined;
  headers: IncomingHttpHeaders;
  body: string;
}
let seen: Seen[] = [];
const server = createServer((req, res) => {
  let body = "";
  req.setEncoding("latin1").on("data", (part: string) => (body += part));
  req.on("end", () => {
    seen.push({ url: req.url, headers: req.headers, body });
    res.end();
  });
});
beforeAll(() => once(server.listen(0, "127.0.0.1"), "listening"));
afterAll(() => void server.close());

/** What Node makes of these bytes and the end of the connection after them. */
async function readByNode(bytes: Buffer): Promise<Seen[]> {
  seen = [];
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  socket.on("error", () => {}).resume();
  socket.end(bytes);
  await once(socket, "close");
  return seen;
}

const NAMES = ["X-A", "x-b", "Content-Length", "Connection", "Cookie", "Accept", "Transfer-Encoding", "X A", ""];
const oneLine = fc
  .tuple(
    fc.constantFrom(...NAMES),
    fc.constantFrom(": ", ":", " :", ":\t", ":  "),
    fc.oneof(fc.constantFrom("2", "3", "keep-alive", "close", "chunked", "a, b", "\u00ff", "a\tb", ""), fc.string()),
  )
  .map((parts) => parts.join(""));

test("what is taken is what Node reads: the same URL, headers and body, and one request (A30)", async () => {
  let taken = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(oneLine, { maxLength: 3 }),
      fc.constantFrom("/mcp", "/mcp?names=plain", "/mcp/..", "/mcp#x"),
      fc.constantFrom("{}", "{}\r\n", "é"),
      async (lines, url, body) => {
        const bytes = request([`POST ${url} HTTP/1.1`, ...LINES.slice(1), ...lines], body);
        const parts = readWholeRequest(bytes);
        if (parts === null) return;
        taken++;
        const byNode = await readByNode(bytes);
        expect(byNode).toEqual([{ url: parts.url, headers: parts.headers, body: parts.body.toString("latin1") }]);
      },
    ),
    { seed: 42, numRuns: 400 },
  );
  expect(taken).toBeGreaterThan(30);
});
