import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ResponseReader } from "./response-reader.ts";

interface Seen {
  status: number;
  headers: Record<string, unknown>;
  body: string;
  canReuse: boolean | null;
}

function readerFor(): { reader: ResponseReader; seen: Seen; expectNext(): void } {
  const reader = new ResponseReader();
  const seen: Seen = { status: 0, headers: {}, body: "", canReuse: null };
  const expectNext = (): void =>
    reader.expect({
      onHead: (status, headers) => Object.assign(seen, { status, headers: { ...headers } }),
      onData: (chunk) => (seen.body += chunk.toString("latin1")),
      onDone: (canReuse) => (seen.canReuse = canReuse),
    });
  expectNext();
  return { reader, seen, expectNext };
}

const read = (...pieces: (string | Buffer)[]): Seen => {
  const { reader, seen } = readerFor();
  for (const piece of pieces) reader.push(Buffer.isBuffer(piece) ? piece : Buffer.from(piece, "latin1"));
  return seen;
};

const cut = (bytes: Buffer, sizes: readonly number[]): Buffer[] => {
  const pieces: Buffer[] = [];
  let at = 0;
  for (let i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length] as number;
    pieces.push(bytes.subarray(at, at + size));
    at += size;
  }
  return pieces;
};

describe("answers as servers send them", () => {
  test("with a length, in chunks, without a body, and until the end of the connection", () => {
    expect(read("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello")).toMatchObject({ body: "hello", canReuse: true });
    expect(
      read("HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n5;a=b\r\nhello\r\n1\r\n!\r\n0\r\nx: y\r\n\r\n"),
    ).toMatchObject({ body: "hello!", canReuse: true });
    expect(read("HTTP/1.1 204 No Content\r\n\r\n")).toMatchObject({ status: 204, body: "", canReuse: true });
    const { reader, seen } = readerFor();
    reader.push(Buffer.from("HTTP/1.1 200 OK\r\n\r\nhello"));
    expect(seen.canReuse).toBeNull();
    reader.close();
    expect(seen).toMatchObject({ body: "hello", canReuse: false });
  });

  test("interim answers are passed over", () => {
    expect(
      read("HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"),
    ).toMatchObject({ status: 200, canReuse: true });
  });

  test("a connection that the server closes, or of HTTP/1.0, is not used again", () => {
    expect(read("HTTP/1.1 200 OK\r\nconnection: Close\r\ncontent-length: 0\r\n\r\n").canReuse).toBe(false);
    expect(read("HTTP/1.0 200 OK\r\ncontent-length: 0\r\n\r\n").canReuse).toBe(false);
  });

  test("several lines of one header are joined", () => {
    expect(read("HTTP/1.1 200 OK\r\nA: 1\r\na:2 \r\ncontent-length: 0\r\n\r\n").headers).toMatchObject({ a: "1, 2" });
  });

  test("however the bytes are cut, the answer is the same", () => {
    const body = fc.array(fc.string({ minLength: 1, maxLength: 30 }), { maxLength: 5 });
    fc.assert(
      fc.property(
        body,
        fc.boolean(),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
        (parts, chunked, sizes) => {
          const bytes = parts.map((part) => Buffer.from(part));
          const whole = Buffer.concat(bytes);
          const message = chunked
            ? Buffer.concat([
                Buffer.from("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"),
                ...bytes.flatMap((part) => [Buffer.from(`${part.length.toString(16)}\r\n`), part, Buffer.from("\r\n")]),
                Buffer.from("0\r\n\r\n"),
              ])
            : Buffer.concat([Buffer.from(`HTTP/1.1 200 OK\r\ncontent-length: ${whole.length}\r\n\r\n`), whole]);
          const seen = read(...cut(message, sizes));
          expect(seen).toMatchObject({ status: 200, body: whole.toString("latin1"), canReuse: true });
        },
      ),
    );
  });

  test("it reads what Node's own server sends", async () => {
    const server = createServer((_request, response) => {
      response.writeHead(200, { "x-a": "é", "content-type": "text/plain" });
      response.write("one ");
      setImmediate(() => response.end("two"));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const raw = await new Promise<Buffer>((resolve) => {
      const chunks: Buffer[] = [];
      const socket = connect(port, "127.0.0.1", () =>
        socket.write("GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"),
      );
      socket.on("data", (chunk) => chunks.push(chunk));
      socket.on("end", () => resolve(Buffer.concat(chunks)));
    });
    server.close();
    expect(read(raw)).toMatchObject({ status: 200, body: "one two", headers: { "content-type": "text/plain" } });
  });
});

describe("A21: what could be read in two ways is refused", () => {
  test.each([
    ["a length beside chunks", "HTTP/1.1 200 OK\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n"],
    ["two lengths", "HTTP/1.1 200 OK\r\ncontent-length: 3\r\ncontent-length: 4\r\n\r\n"],
    ["a length that is none", "HTTP/1.1 200 OK\r\ncontent-length: +3\r\n\r\n"],
    ["a list of lengths", "HTTP/1.1 200 OK\r\ncontent-length: 3, 3\r\n\r\n"],
    ["another transfer coding", "HTTP/1.1 200 OK\r\ntransfer-encoding: gzip, chunked\r\n\r\n"],
    ["chunks in HTTP/1.0", "HTTP/1.0 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"],
    ["a folded line", "HTTP/1.1 200 OK\r\na: b\r\n c: d\r\n\r\n"],
    ["a blank before the colon", "HTTP/1.1 200 OK\r\ncontent-length : 3\r\n\r\n"],
    ["a line that ends with LF alone", "HTTP/1.1 200 OK\r\na: b\nc: d\r\n\r\n"],
    ["an LF at the end of a value", "HTTP/1.1 200 OK\r\ncontent-length: 3\n\r\n\r\n"],
    ["an LF at the start of a value", "HTTP/1.1 200 OK\r\na:\ncontent-length: 3\r\n\r\n"],
    ["a CR alone", "HTTP/1.1 200 OK\r\na: b\r\r\n\r\n"],
    ["an LF in the reason", "HTTP/1.1 200 OK\ncontent-length: 3\r\n\r\n"],
    ["a length with a blank that is none", "HTTP/1.1 200 OK\r\ncontent-length: 3\u00a0\r\n\r\n"],
    ["another protocol", "SSH-2.0-OpenSSH\r\n\r\n"],
    ["a change of protocol", "HTTP/1.1 101 Switching\r\nupgrade: h2c\r\n\r\n"],
    ["a chunk without a size", "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nxyz\r\n"],
    ["a chunk longer than it says", "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\nabc\r\n"],
    ["a head without end", `HTTP/1.1 200 OK\r\na: ${"b".repeat(40_000)}`],
    ["trailers without end", `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\na: ${"b".repeat(5_000)}`],
  ])("%s", (_name, text) => {
    expect(() => read(text)).toThrow();
  });

  test("bytes after an answer end the connection; they are never the answer to the next request", () => {
    const { seen, reader } = readerFor();
    reader.push(
      Buffer.from("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nokHTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nstolen"),
    );
    expect(seen).toMatchObject({ body: "ok", canReuse: false });
    expect(reader.isIdle).toBe(true);
    expect(() => reader.push(Buffer.from("HTTP/1.1 200 OK\r\n"))).toThrow("nobody asked");
  });

  test("an answer that the connection cuts off is none", () => {
    const { reader } = readerFor();
    reader.push(Buffer.from("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhel"));
    expect(() => reader.close()).toThrow("middle");
  });
});
