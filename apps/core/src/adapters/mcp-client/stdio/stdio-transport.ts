import type { ChildProcessWithoutNullStreams } from "node:child_process";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import type { JSONRPCMessage } from "@modelcontextprotocol/sdk/types.js";
import { CoreError } from "../../../errors.ts";
import type { HearTraffic } from "../../../modules/servers/server-log.ts";
import type { Clock } from "../../clock.ts";
import { type ChildCommand, describeExit, startChild, stopChild } from "./child-process.ts";
import type { Flow } from "../large/large-message.ts";
import { LineSplitter, type LongLine } from "./line-splitter.ts";
import type { ProcessGuard } from "./process-guard.ts";

export interface StdioTransportOptions {
  command: ChildCommand;
  clock: Clock;
  guard: ProcessGuard;
  maxMessageBytes: number;
  maxUnreadBytes: number;
  stopGraceMs: number;
  /** Hears every message in both directions. */
  onTraffic?: HearTraffic | undefined;
  /** One line of standard error, as the program wrote it. */
  onStderrLine: (line: string) => void;
  /** A line that is no JSON object: its first characters. */
  onGarbage: (head: string) => void;
  /** A message beyond the bound was left out: the id it answers, when its ends tell. */
  onTooLarge: (id: number | null) => void;
  /** A message has passed `longFrom` bytes: whoever wants it takes the rest. Null: it is read whole. */
  onLong: (head: Buffer, flow: Flow) => LongLine | null;
  longFrom: number;
}

const MAX_STDERR_LINE = 4_096;

/** One MCP server as a child process: JSON-RPC messages as lines over its standard input and output. */
export class StdioTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: Transport["onmessage"];
  /** Set when the process has ended: how. */
  exit: string | null = null;
  readonly #options: StdioTransportOptions;
  #child: ChildProcessWithoutNullStreams | null = null;
  #outgoing: string[] = [];
  #disposal: Promise<void> | null = null;

  constructor(options: StdioTransportOptions) {
    this.#options = options;
  }

  /** Throws CoreError server.start_failed. */
  async start(): Promise<void> {
    const { maxMessageBytes, longFrom, onLong, onStderrLine, guard } = this.#options;
    const child = await startChild(this.#options.command);
    this.#child = child;
    if (child.pid !== undefined) guard.watch(child.pid);
    const stdout = new LineSplitter(
      maxMessageBytes,
      {
        onLine: (line) => this.#receive(line),
        onTooLong: (head, tail) => this.#options.onTooLarge(idAtTheEnds(head, tail)),
        onLong: (head) => onLong(head, child.stdout),
      },
      longFrom,
    );
    const stderr = new LineSplitter(MAX_STDERR_LINE, {
      onLine: (line) => onStderrLine(line.trimEnd()),
      onTooLong: (head) => onStderrLine(`${head} ...`),
    });
    child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
    // "close" comes when the streams are drained: an answer written just before the end still counts.
    child.once("close", (code, signal) => this.#end(code, signal));
    // A grandchild may hold the streams open after the program itself is gone.
    child.once("exit", (code, signal) => this.#options.clock.after(500, () => this.#end(code, signal)));
  }

  /** Messages of one turn of the event loop go out in one write. Throws CoreError server.died. */
  async send(message: JSONRPCMessage): Promise<void> {
    this.write(message);
  }

  /** `send` without a promise, for the request path. */
  write(message: object): void {
    const child = this.#child;
    if (!child || this.exit !== null || !child.stdin.writable) {
      throw new CoreError(
        "server.died",
        "The server's process has ended before it was asked. The next request starts it again: make the request again.",
      );
    }
    if (child.stdin.writableLength > this.#options.maxUnreadBytes) {
      throw new CoreError("server.busy", "The server does not read its input. Try again later, or restart it.", {
        retryAfterSeconds: 5,
      });
    }
    const text = JSON.stringify(message);
    this.#options.onTraffic?.("sent", message, text.length);
    if (this.#outgoing.push(text) === 1) queueMicrotask(this.#flush);
  }

  readonly #flush = (): void => {
    const lines = this.#outgoing;
    this.#outgoing = [];
    this.#child?.stdin.write(lines.length === 1 ? `${lines[0]}\n` : `${lines.join("\n")}\n`);
  };

  /** A message that came another way than as a line of bounded length. */
  receive(line: string): void {
    this.#receive(line);
  }

  #receive(line: string): void {
    let message: unknown;
    try {
      message = JSON.parse(line);
    } catch {
      // Told below: it is no object either.
    }
    if (typeof message === "object" && message !== null && !Array.isArray(message)) {
      this.#options.onTraffic?.("received", message, line.length);
      this.onmessage?.(message as JSONRPCMessage);
    } else if (line.trim() !== "") this.#options.onGarbage(line.slice(0, 80));
  }

  #end(code: number | null, signal: NodeJS.Signals | null): void {
    if (this.exit !== null) return;
    this.exit = describeExit(code, signal);
    const child = this.#child;
    if (!child) return;
    void this.#dispose(child).then(() => this.onclose?.());
  }

  /** Resolves when the process and everything it started are gone. */
  async close(): Promise<void> {
    if (this.#child) await this.#dispose(this.#child);
  }

  #dispose(child: ChildProcessWithoutNullStreams): Promise<void> {
    const { clock, stopGraceMs, guard } = this.#options;
    this.#disposal ??= stopChild(child, clock, stopGraceMs).then(() => {
      if (child.pid !== undefined) guard.forget(child.pid);
    });
    return this.#disposal;
  }
}

/** JSON-RPC libraries write the id first or last; what stands between was too long to keep. */
function idAtTheEnds(head: string, tail: string): number | null {
  const found =
    /^\s*\{\s*(?:"jsonrpc"\s*:\s*"2\.0"\s*,\s*)?"id"\s*:\s*(\d+)/.exec(head) ??
    /"id"\s*:\s*(\d+)\s*(?:,\s*"jsonrpc"\s*:\s*"2\.0"\s*)?\}\s*$/.exec(tail);
  return found ? Number(found[1]) : null;
}
