import { connect, type Socket } from "node:net";

export interface HttpAnswer {
  status: number;
  header(name: string): string | undefined;
  body: string;
}

/** What has been read is copied out at once, so that all connections share it: a new buffer for each read costs more. */
const ARRIVED = Buffer.allocUnsafeSlow(64 * 1024);
const LENGTH = /\r\ncontent-length: *(\d+)/i;

/** Splits a chunked body; null while it is not complete. */
function readChunks(buffer: Buffer, from: number): { body: string; end: number } | null {
  const parts: Buffer[] = [];
  for (let at = from; ; ) {
    const lineEnd = buffer.indexOf("\r\n", at);
    if (lineEnd < 0) return null;
    const size = Number.parseInt(buffer.toString("latin1", at, lineEnd), 16);
    const end = lineEnd + 2 + size + 2;
    if (buffer.length < end) return null;
    if (size === 0) return { body: Buffer.concat(parts).toString(), end };
    parts.push(buffer.subarray(lineEnd + 2, end - 2));
    at = end;
  }
}

/** One keep-alive HTTP/1.1 connection with one request at a time, on a bare socket: the load must cost less than what it loads. */
export class Connection {
  #extraHeaders: readonly string[] = [];
  readonly #ownHead: string;
  #head: string;
  readonly #socket: Socket;
  #buffer: Buffer = Buffer.alloc(0);
  #waiting: { resolve: (answer: HttpAnswer) => void; reject: (error: Error) => void } | null = null;

  constructor(url: URL, headers: readonly string[]) {
    const lines = [
      `POST ${url.pathname}${url.search} HTTP/1.1`,
      `host: ${url.host}`,
      "content-type: application/json",
      "accept: application/json, text/event-stream",
      ...headers,
    ];
    this.#ownHead = `${lines.join("\r\n")}\r\n`;
    this.#head = this.#ownHead;
    this.#socket = connect({
      port: Number(url.port),
      host: url.hostname,
      noDelay: true,
      onread: {
        buffer: ARRIVED,
        callback: (length) => {
          const chunk = Buffer.from(ARRIVED.subarray(0, length));
          this.#buffer = this.#buffer.length > 0 ? Buffer.concat([this.#buffer, chunk]) : chunk;
          this.#advance();
          return true;
        },
      },
    });
    this.#socket.on("error", (error) => this.#fail(error));
    this.#socket.on("close", () => this.#fail(new Error("the connection was closed")));
  }

  /** Sent with every request from now on, beside those of the connection. */
  set extraHeaders(headers: readonly string[]) {
    this.#extraHeaders = headers;
    this.#head = this.#ownHead + headers.map((line) => `${line}\r\n`).join("");
  }

  get extraHeaders(): readonly string[] {
    return this.#extraHeaders;
  }

  post(message: object): Promise<HttpAnswer> {
    const body = JSON.stringify(message);
    this.#socket.write(`${this.#head}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
    });
  }

  close(): void {
    this.#waiting = null;
    this.#socket.destroy();
  }

  #fail(error: Error): void {
    this.#waiting?.reject(error);
    this.#waiting = null;
  }

  #advance(): void {
    const headEnd = this.#buffer.indexOf("\r\n\r\n");
    if (headEnd < 0) return;
    const head = this.#buffer.toString("latin1", 0, headEnd);
    const header = (name: string) => new RegExp(`\\r\\n${name}: *([^\\r]*)`, "i").exec(head)?.[1];
    const start = headEnd + 4;
    let found: { body: string; end: number } | null;
    const length = LENGTH.exec(head)?.[1];
    if (length !== undefined || header("transfer-encoding") === undefined) {
      const end = start + Number(length ?? 0);
      found = this.#buffer.length < end ? null : { body: this.#buffer.toString("utf8", start, end), end };
    } else {
      found = readChunks(this.#buffer, start);
    }
    if (found === null) return;
    this.#buffer = this.#buffer.subarray(found.end);
    const waiting = this.#waiting;
    this.#waiting = null;
    waiting?.resolve({ status: Number(head.slice(9, 12)), header, body: found.body });
  }
}
