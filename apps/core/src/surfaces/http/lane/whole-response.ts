import type { Socket } from "node:net";
import type { HttpResponse } from "../http-message.ts";
import { http } from "../node-http.ts";

/** Name and value of a header, as Node checks them too: no text can end the line or begin another (A36). */
const NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const VALUE = /^[\t -~\u0080-\u00ff]*$/;

/** Names that were looked at: Core sends few, and always the same. */
const names = new Set<string>();
const MAX_NAMES = 200;
const isName = (name: string): boolean => {
  if (names.has(name)) return true;
  if (!NAME.test(name)) return false;
  if (names.size < MAX_NAMES) names.add(name);
  return true;
};

let dateAt = 0;
let dateLine = "";
/** RFC 9110, section 6.6.1; made once a second. */
const currentDate = (): string => {
  const second = Math.floor(Date.now() / 1000);
  if (second !== dateAt) {
    dateAt = second;
    dateLine = `date: ${new Date(second * 1000).toUTCString()}\r\n`;
  }
  return dateLine;
};

export interface ResponseOwner {
  /** The answer is complete; `isLast`: it said that the connection ends with it. */
  answered(isLast: boolean): void;
}

/** The answer to a request that came whole: in one write, or in chunks where it is a stream. */
export class WholeResponse implements HttpResponse {
  readonly #socket: Socket;
  readonly #owner: ResponseOwner;
  readonly #keepAlive: string;
  #head = "";
  #hasLength = false;
  #isLast = false;
  #isHeadSent = false;
  #isEnded = false;
  #isClosed = false;
  #isFinished = false;
  #onClose: (() => void)[] | null = null;

  constructor(socket: Socket, keepAlive: string, owner: ResponseOwner) {
    this.#socket = socket;
    this.#keepAlive = keepAlive;
    this.#owner = owner;
  }

  get destroyed(): boolean {
    return this.#isClosed || this.#socket.destroyed;
  }

  get writableLength(): number {
    return this.#socket.writableLength;
  }

  get writableFinished(): boolean {
    return this.#isFinished;
  }

  get errored(): Error | null {
    return this.#socket.errored;
  }

  on(_event: "close", listener: () => void): this {
    (this.#onClose ??= []).push(listener);
    return this;
  }

  writeHead(status: number, headers: readonly string[]): this {
    let head = `HTTP/1.1 ${status} ${http.STATUS_CODES[status] ?? "Unknown"}\r\n`;
    for (let i = 0; i + 1 < headers.length; i += 2) {
      const [name, value] = [headers[i] as string, headers[i + 1] as string];
      if (!isName(name) || !VALUE.test(value)) throw new TypeError(`the header ${JSON.stringify(name)} cannot be sent`);
      if (name === "content-length") this.#hasLength = true;
      else if (name === "connection" && value === "close") this.#isLast = true;
      head += `${name}: ${value}\r\n`;
    }
    this.#hasLength ||= status === 204 || status === 304;
    this.#head = `${head}${currentDate()}${this.#isLast ? "" : this.#keepAlive}`;
    return this;
  }

  flushHeaders(): void {
    if (this.#isHeadSent) return;
    this.#isHeadSent = true;
    this.#socket.write(`${this.#head}${this.#hasLength ? "" : "transfer-encoding: chunked\r\n"}\r\n`, "latin1");
  }

  once(_event: "drain", listener: () => void): this {
    this.#socket.once("drain", listener);
    return this;
  }

  write(text: string | Buffer): boolean {
    this.flushHeaders();
    if (text.length === 0) return true;
    if (typeof text !== "string") return this.#writeBytes(text);
    return this.#socket.write(
      this.#hasLength ? text : `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`,
      "utf8",
    );
  }

  #writeBytes(bytes: Buffer): boolean {
    if (this.#hasLength) return this.#socket.write(bytes);
    this.#socket.cork();
    this.#socket.write(`${bytes.length.toString(16)}\r\n`, "latin1");
    this.#socket.write(bytes);
    const isTaken = this.#socket.write("\r\n", "latin1");
    this.#socket.uncork();
    return isTaken;
  }

  end(text = ""): this {
    if (this.#isEnded) return this;
    this.#isEnded = true;
    if (this.#isHeadSent) {
      if (text !== "") this.write(text);
      if (!this.#hasLength) this.#socket.write("0\r\n\r\n", "latin1");
    } else {
      this.#isHeadSent = true;
      const length = this.#hasLength ? "" : `content-length: ${Buffer.byteLength(text)}\r\n`;
      this.#socket.write(`${this.#head}${length}\r\n${text}`, "utf8");
    }
    if (this.#socket.writableLength === 0) this.#finish();
    // Over TLS nothing leaves at once, and `drain` comes only after much: what is written last tells.
    else
      this.#socket.write("", (error) => {
        if (!error) this.#finish();
      });
    return this;
  }

  destroy(): this {
    this.#socket.destroy();
    return this;
  }

  /** The socket is gone, or the answer has left. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const listeners = this.#onClose;
    this.#onClose = null;
    if (listeners) for (const listener of listeners) listener();
  }

  #finish(): void {
    if (this.#isClosed) return;
    this.#isFinished = true;
    this.close();
    this.#owner.answered(this.#isLast);
  }
}
