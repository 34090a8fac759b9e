import { CoreError } from "../../../errors.ts";
import type { ConnectOptions } from "../../../modules/servers/server-connector.ts";
import type { ServerOutcome } from "../../../modules/servers/server-link.ts";
import type { ResolvedSettings } from "../connector-settings.ts";
import { RpcChannel } from "../rpc-channel.ts";
import type { ChildCommand } from "./child-process.ts";
import { tooLargeWhole } from "../large/large-errors.ts";
import { createMask } from "./mask-secrets.ts";
import type { ProcessGuard } from "./process-guard.ts";
import { StdioTransport } from "./stdio-transport.ts";

type Params = Record<string, unknown>;

/** A program that greets on its standard output may still speak MCP; one that only greets does not. */
const GARBAGE_GRACE_MS = 1_500;
const MAX_GARBAGE_LINES = 1_000;

const garbageError = (): CoreError =>
  new CoreError(
    "server.protocol_error",
    "The program writes something other than MCP messages to its standard output. Log lines belong on standard error; check that it is an MCP server over stdio.",
  );

/** One process and the channel to it: what it writes beside MCP messages, and what its end means. */
export class StdioLine {
  readonly channel: RpcChannel;
  readonly #transport: StdioTransport;
  readonly #settings: ResolvedSettings;
  readonly #options: ConnectOptions;
  #isEstablished = false;
  #isStopping = false;

  constructor(
    settings: ResolvedSettings,
    guard: ProcessGuard,
    command: ChildCommand,
    secrets: readonly string[],
    options: ConnectOptions,
  ) {
    this.#settings = settings;
    this.#options = options;
    const mask = createMask(secrets);
    this.#transport = new StdioTransport({
      command,
      clock: settings.clock,
      guard,
      maxMessageBytes: settings.maxMessageBytes,
      maxUnreadBytes: settings.maxUnreadBytes,
      stopGraceMs: settings.stopGraceMs,
      onTraffic: options.onTraffic,
      onStderrLine: (line) => options.onStderrLine?.(mask(line)),
      onGarbage: (head) => this.#hearGarbage(mask(head)),
      onTooLarge: (id) => this.#refuse(id, tooLargeWhole(settings.maxMessageBytes)),
      longFrom: settings.large.fromBytes,
      onLong: (head, flow) =>
        this.channel.takeLarge(head, {
          clock: settings.clock,
          settings: settings.large,
          flow,
          maxWholeBytes: settings.maxMessageBytes,
          onTraffic: options.onTraffic,
          whole: (text) => this.#transport.receive(text.toString()),
          lost: (error, id) => this.#refuse(typeof id === "number" ? id : null, error),
        }),
    });
    this.channel = new RpcChannel({
      transport: this.#transport,
      clock: settings.clock,
      onNotification: (notification) => options.onNotification?.(notification),
      onQuestion: options.onQuestion,
      explainNoise: garbageError,
    });
    this.#transport.onclose = () => this.#hearEnd();
  }

  /** Throws CoreError server.start_failed. */
  start(): Promise<void> {
    return this.#transport.start();
  }

  /** A request of the handshake. */
  async ask(method: string, timeoutMs: number, prepare: (id: number) => Params): Promise<ServerOutcome> {
    try {
      const outcome = await this.channel.request(method, { timeoutMs }, prepare);
      if (outcome.kind === "result") this.#isEstablished = true;
      return outcome;
    } catch (error) {
      const isSilence = error instanceof CoreError && error.code === "server.timeout";
      throw isSilence
        ? new CoreError(
            "server.timeout",
            `The program runs, but it did not answer the MCP handshake within ${Math.ceil(timeoutMs / 1000)} s.`,
          )
        : error;
    }
  }

  /** Ends the process. Never rejects. */
  async stop(cause?: CoreError): Promise<void> {
    this.#isStopping = true;
    if (cause) this.channel.close(cause);
    await this.#transport.close();
  }

  #hearGarbage(head: string): void {
    const { log, clock } = this.#settings;
    const lines = ++this.channel.noise;
    if (lines <= 10)
      log.warn(
        { serverId: this.#options.serverId, head },
        "a server wrote a line that is no MCP message to its standard output",
      );
    if (lines === MAX_GARBAGE_LINES) this.#breakOff(garbageError());
    if (lines === 1 && !this.#isEstablished) {
      clock.after(GARBAGE_GRACE_MS, () => !this.#isEstablished && this.#breakOff(garbageError()));
    }
  }

  #refuse(id: number | null, error: CoreError): void {
    // Whose answer it was cannot be told: every request on this connection might wait for it in vain.
    if (id === null || !this.channel.fail(id, error)) this.#breakOff(error);
  }

  /** A fault that the connection does not survive. */
  #breakOff(error: CoreError): void {
    if (this.#isStopping || this.channel.isClosed) return;
    this.channel.close(error);
    void this.stop().then(() => this.#isEstablished && this.#options.onClosed?.(error));
  }

  #hearEnd(): void {
    if (this.#isStopping) return;
    const error = new CoreError(
      "server.died",
      this.#isEstablished
        ? `The server's process has ended: ${this.#transport.exit}. What it was asked for may have been done all the same; the next request starts it again.`
        : `The program has ended at its start: ${this.#transport.exit}.`,
    );
    this.channel.close(error);
    if (this.#isEstablished) this.#options.onClosed?.(error);
  }
}
